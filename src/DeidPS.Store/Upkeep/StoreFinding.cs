namespace DeidPS.Store.Upkeep;

/// <summary>Something in a store that is not as it has to be.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Place">Folder or file relative to the store, or <c>catalogue</c>.</param>
/// <param name="Message">In words.</param>
/// <param name="RecommendedAction">What to do.</param>
public sealed record StoreFinding(StoreFindingKind Kind, string Place, string Message, string RecommendedAction);
