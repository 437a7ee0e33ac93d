using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Paths;

/// <summary>An element a path matched.</summary>
/// <param name="Dataset">The data set or item it stands in.</param>
/// <param name="Element">The element.</param>
/// <param name="Item">The item index written on the last step, <see cref="PathStep.NoIndex"/> or <see cref="PathStep.EveryItem"/>.</param>
internal readonly record struct PathMatch(DicomDataset Dataset, DicomElement Element, int Item);
