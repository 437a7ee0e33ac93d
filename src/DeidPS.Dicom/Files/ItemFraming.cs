namespace DeidPS.Dicom;

/// <summary>Where an item stood in the source and how it was delimited (PS3.5 7.5).</summary>
/// <param name="Start">Position of its (FFFE,E000).</param>
/// <param name="HasUndefinedLength">True when an (FFFE,E00D) ended it.</param>
/// <param name="End">Position behind the item, delimiter included.</param>
internal readonly record struct ItemFraming(long Start, bool HasUndefinedLength, long End);
