namespace DeidPS.Deid.Proof.Report;

/// <summary>A frame as it stands on a contact sheet.</summary>
public sealed record ContactSheetPicture
{
    /// <summary>The frame, small; null when there is no picture.</summary>
    public byte[]? Whole { get; init; }

    /// <summary>The upper, lower, left and right edge, larger: where text is burnt in. As many as there are.</summary>
    public IReadOnlyList<byte[]> Edges { get; init; } = [];

    /// <summary>What stands in the picture's place; empty when there is one.</summary>
    public string Note { get; init; } = string.Empty;

    /// <summary>The frame, from 1.</summary>
    public int Frame { get; init; } = 1;
}
