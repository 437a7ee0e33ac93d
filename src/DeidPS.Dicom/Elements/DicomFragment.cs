namespace DeidPS.Dicom;

/// <summary>
/// One fragment of encapsulated pixel data (PS3.5 A.4). The first fragment of a value is the Basic Offset Table.
/// </summary>
/// <param name="Offset">Byte position of the fragment's data in the source, after its item header.</param>
/// <param name="Length">Bytes of data, without the item header.</param>
public readonly record struct DicomFragment(long Offset, long Length);
