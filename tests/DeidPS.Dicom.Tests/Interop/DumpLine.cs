namespace DeidPS.Dicom.Tests.Interop;

/// <summary>One element or item as dcmdump prints it.</summary>
/// <param name="Depth">0 for the data set and file meta, 1 for items of its sequences and so on.</param>
/// <param name="Tag">Tag; (FFFE,E000) for an item or a fragment.</param>
/// <param name="VR">Two letters, na for items, pi for fragments.</param>
/// <param name="Length">Length field; -1 for u/l.</param>
/// <param name="Value">The text between tag and length; null when dcmdump did not load the value.</param>
/// <param name="Source">Our element, for the lines made from it.</param>
internal sealed record DumpLine(int Depth, DicomTag Tag, string VR, long Length, string? Value, DicomElement? Source = null)
{
    /// <summary>True below a UN element of defined length.</summary>
    public bool IsInUnknown { get; init; }

    /// <summary>True below a private sequence of defined length in implicit VR.</summary>
    public bool IsInImplicitPrivateSequence { get; init; }

    public override string ToString() => $"{new string(' ', Depth * 2)}{Tag} {VR} {Length}";
}
