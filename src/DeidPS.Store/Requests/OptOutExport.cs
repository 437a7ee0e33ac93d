namespace DeidPS.Store.Requests;

/// <summary>NHS numbers that were written for the opt-out service. Names nobody.</summary>
public sealed record OptOutExport
{
    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>Files that were written, each with at most 100,000 numbers.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Different NHS numbers in them.</summary>
    public long Numbers { get; init; }

    /// <summary>Lines of requests without an NHS number whose check digit is right (Modulus 11), or with one that nothing ties to the study's patient: the service cannot clear them.</summary>
    public IReadOnlyList<long> InvalidLines { get; init; } = [];
}
