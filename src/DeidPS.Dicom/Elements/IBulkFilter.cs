namespace DeidPS.Dicom;

/// <summary>
/// Rewrites a value block by block while it is copied from source to target, so that a value of any size costs one
/// buffer. Implementations are called with ascending offsets, from one thread at a time per file.
/// </summary>
public interface IBulkFilter
{
    /// <summary>Changes one block in place; the length cannot change.</summary>
    /// <param name="offset">Position of the block's first byte within the value, in bytes.</param>
    /// <param name="data">The bytes, in the byte order of the file.</param>
    void Apply(long offset, Span<byte> data);
}
