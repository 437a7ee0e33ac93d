namespace DeidPS.Dicom;

/// <summary>One step on the way down to an element: a sequence and the number of its item.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Item">The item, counted from 0.</param>
internal readonly record struct TagStep(DicomElement Sequence, int Item);
