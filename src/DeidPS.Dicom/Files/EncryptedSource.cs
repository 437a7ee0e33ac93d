namespace DeidPS.Dicom;

/// <summary>A file that is read out of encrypted blocks.</summary>
internal sealed class EncryptedSource(EncryptedBlocks blocks) : ByteSource
{
    public override long Length => blocks.Length;

    public override int ReadAt(long offset, Span<byte> buffer) => blocks.ReadAt(offset, buffer);

    public override void Dispose() => blocks.Dispose();
}
