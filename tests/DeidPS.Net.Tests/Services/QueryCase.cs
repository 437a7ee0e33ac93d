namespace DeidPS.Net.Tests.Services;

/// <summary>A query, and which files match it by PS3.4 C.2.2.2.</summary>
/// <param name="Kind">What is tried; the name in lists of deviations.</param>
/// <param name="Filter">The query.</param>
/// <param name="Must">True for a file that matches in any reading of the standard.</param>
/// <param name="May">True for a file that matches in the most generous one, for example without regard to case in a name.</param>
internal sealed record QueryCase(string Kind, QueryFilter Filter, Func<ArchiveContent.Row, bool> Must, Func<ArchiveContent.Row, bool> May);
