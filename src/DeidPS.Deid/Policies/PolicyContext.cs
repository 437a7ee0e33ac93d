using System.Collections.Frozen;
using DeidPS.Deid.DicomEdit;

namespace DeidPS.Deid.Policies;

/// <summary>What a run gives its policies, the same for every object.</summary>
public sealed record PolicyContext
{
    /// <summary>External variables: <c>project</c>, <c>subject</c>, <c>session</c> and what the site's scripts read beside.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The table for <c>lookup[]</c>; null when there is none.</summary>
    public LookupTable? LookupTable { get; init; }

    /// <summary>The secret of keyed mappings, at least 16 bytes; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>Turns every warning of a script into an error.</summary>
    public bool Strict { get; init; }
}
