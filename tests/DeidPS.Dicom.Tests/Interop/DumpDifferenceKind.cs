namespace DeidPS.Dicom.Tests.Interop;

/// <summary>In what two readings of an element differ.</summary>
internal enum DumpDifferenceKind
{
    Presence,
    VR,
    Length,
    Value,
}
