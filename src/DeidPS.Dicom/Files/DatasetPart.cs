namespace DeidPS.Dicom;

/// <summary>A piece of an encoded data set: a range of a source, through filters when there are any.</summary>
internal readonly record struct DatasetPart(ByteSource Source, long Start, long Length, IReadOnlyList<IBulkFilter>? Filters);
