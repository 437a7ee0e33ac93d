namespace DeidPS.Deid.DicomEdit;

/// <summary>What one application of a script gets from its caller.</summary>
public sealed class DicomEditContext
{
    /// <summary>External variables, above all <c>project</c>, <c>subject</c> and <c>session</c> (section 6.2).</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>The table <c>lookup</c> reads; null when there is none.</summary>
    public LookupTable? LookupTable { get; init; }

    /// <summary>The secret of mapUID and mapReferencedUIDs, at least 16 bytes; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>Every warning becomes an error. Default: false.</summary>
    public bool Strict { get; init; }

    /// <summary>Hears of warnings; null to ignore them.</summary>
    public Action<ScriptWarning>? OnWarning { get; init; }

    /// <summary>Hears of changes; null to ignore them, which costs nothing.</summary>
    public IChangeSink? Changes { get; init; }

    /// <summary>Receives what <c>echo</c> prints when the script was compiled with echoing allowed. It may identify a patient.</summary>
    public Action<string>? Echo { get; init; }
}
