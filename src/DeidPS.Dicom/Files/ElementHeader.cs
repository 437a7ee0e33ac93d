namespace DeidPS.Dicom;

/// <summary>Tag, VR and length of one element as read, with the positions of its header and value in the source.</summary>
/// <param name="Length">Value length in bytes, -1 for FFFFFFFFH.</param>
internal readonly record struct ElementHeader(DicomTag Tag, DicomVR VR, long Length, long Start, long ValueStart);
