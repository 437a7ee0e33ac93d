using System.Buffers;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>Tells whether a copy that lies at the destination is the object that was to be written there.</summary>
internal static class SameObject
{
    private const int BlockSize = 128 * 1024;

    /// <summary>
    /// True when a file holds the very data set, byte for byte in the same transfer syntax. File meta information does not count: it names
    /// the software that wrote it. A file that cannot be read to its end is not the same.
    /// </summary>
    /// <param name="path">The file that is there.</param>
    /// <param name="file">The object, as the policies left it.</param>
    /// <param name="stop">Stops between blocks.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsAt(string path, DicomFile file, CancellationToken stop) => IsAt(path, file, long.MaxValue, stop);

    /// <summary>
    /// True when a file begins with the very data set, as far as 128 KiB go: what policies and labels write stands there, and pixel data of many files
    /// need not be read again.
    /// </summary>
    /// <inheritdoc cref="IsAt(string, DicomFile, CancellationToken)"/>
    public static bool BeginsAt(string path, DicomFile file, CancellationToken stop) => IsAt(path, file, BlockSize, stop);

    private static bool IsAt(string path, DicomFile file, long most, CancellationToken stop)
    {
        try
        {
            using var there = DicomFile.Open(path);
            if (there.TransferSyntax.Uid != file.TransferSyntax.Uid)
            {
                return false;
            }

            using var ours = file.DatasetStream(file.TransferSyntax, stop);
            using var theirs = there.DatasetStream(there.TransferSyntax, stop);
            return AreEqual(ours, theirs, most);
        }
        catch (DicomParseException)
        {
            return false;
        }
    }

    private static bool AreEqual(Stream one, Stream other, long most)
    {
        var left = ArrayPool<byte>.Shared.Rent(BlockSize);
        var right = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            for (var done = 0L; done < most; done += BlockSize)
            {
                var count = one.ReadAtLeast(left.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false);
                if (other.ReadAtLeast(right.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false) != count || !left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, count)))
                {
                    return false;
                }

                if (count < BlockSize)
                {
                    break;
                }
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(left, clearArray: true);
            ArrayPool<byte>.Shared.Return(right);
        }
    }
}
