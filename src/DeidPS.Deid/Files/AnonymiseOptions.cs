namespace DeidPS.Deid.Files;

/// <summary>How a run treats its files.</summary>
public sealed record AnonymiseOptions
{
    /// <summary>Folder the output goes to, full path.</summary>
    public required string Destination { get; init; }

    /// <summary>How output folders are laid out; null for what suits the input: Relative for files, Uid for what came from the network.</summary>
    public OutputLayout? Layout { get; init; }

    /// <summary>Where quarantined objects go; null to leave them where they are, which means to lose those that came from the network.</summary>
    public QuarantineFolder? Quarantine { get; init; }

    /// <summary>True to replace files that are already there.</summary>
    public bool Overwrite { get; init; }

    /// <summary>True to wait until a file and its final name are on the disk.</summary>
    public bool Durable { get; init; }

    /// <summary>With <see cref="Durable"/>: called when a copy is written and only the disk is waited for. Null for nobody.</summary>
    public Action? BeforeWaiting { get; init; }
}
