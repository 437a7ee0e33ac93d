namespace DeidPS.Store.Requests;

/// <summary>Which requests. What is null is not asked for.</summary>
public sealed record RequestFilter
{
    /// <summary>Ids.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Id of an import.</summary>
    public string? Batch { get; init; }

    /// <summary>Id of a project.</summary>
    public string? Project { get; init; }

    /// <summary>Name of an archive.</summary>
    public string? Node { get; init; }

    /// <summary>States.</summary>
    public IReadOnlyList<RequestState>? States { get; init; }

    /// <summary>A session label.</summary>
    public string? Session { get; init; }

    /// <summary>True for requests of an import that is not complete, or that is only a trial.</summary>
    public bool IncludesIncomplete { get; init; }
}
