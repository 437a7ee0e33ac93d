using Microsoft.Win32.SafeHandles;

namespace DeidPS.Dicom;

/// <summary>A file opened read-only; others may go on reading it.</summary>
internal sealed class FileSource : ByteSource
{
    private readonly SafeFileHandle _handle;

    public FileSource(string path)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.None);
        Length = RandomAccess.GetLength(_handle);
    }

    public override long Length { get; }

    public override int ReadAt(long offset, Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(_handle, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public override void Dispose() => _handle.Dispose();
}
