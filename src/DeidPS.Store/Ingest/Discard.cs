using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Ingest;

/// <summary>An object that arrived and is not in its entry.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Reason">Why, as a word.</param>
/// <param name="SopClass">(0008,0016); null when unknown.</param>
/// <param name="Instance">Its pseudonym.</param>
/// <param name="Path">The encrypted file; null for none.</param>
/// <param name="Flags">What the entry is to say about it.</param>
internal sealed record Discard(DiscardKind Kind, string Reason, string? SopClass, string Instance, string? Path, EntryFlags Flags);
