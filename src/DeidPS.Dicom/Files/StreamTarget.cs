namespace DeidPS.Dicom;

/// <summary>Writes blocks to a stream.</summary>
internal sealed class StreamTarget(Stream stream) : DicomOutput.IWriteTarget
{
    public void Write(ReadOnlySpan<byte> block) => stream.Write(block);
}
