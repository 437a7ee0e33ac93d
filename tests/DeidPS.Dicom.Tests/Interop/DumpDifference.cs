namespace DeidPS.Dicom.Tests.Interop;

/// <summary>One difference between our reading and dcmdump's; a side is null when it lacks the line.</summary>
internal sealed record DumpDifference(DumpDifferenceKind Kind, DicomFile File, DumpLine? Ours, DumpLine? Theirs);
