namespace DeidPS.Store.Ingest;

/// <summary>A project, as routing needs it.</summary>
/// <param name="Id">The id as it was given when the project was made.</param>
/// <param name="MayCreate">Whether the sender may create in it.</param>
public sealed record RoutingProject(string Id, bool MayCreate);
