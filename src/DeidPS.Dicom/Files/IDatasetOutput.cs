namespace DeidPS.Dicom;

/// <summary>Takes an encoded data set piece by piece, in order.</summary>
internal interface IDatasetOutput
{
    /// <summary>Takes bytes, which may change afterwards.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Takes a value, which stays as it is.</summary>
    void WriteValue(ReadOnlyMemory<byte> value);

    /// <summary>Takes a range of a source, through filters when there are any.</summary>
    /// <param name="source">The source.</param>
    /// <param name="start">First byte.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="filters">Filters that see offsets relative to <paramref name="start"/>, in blocks of whole words of eight bytes.</param>
    void Copy(ByteSource source, long start, long length, IReadOnlyList<IBulkFilter>? filters = null);
}
