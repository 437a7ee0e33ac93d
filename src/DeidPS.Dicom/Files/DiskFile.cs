using Microsoft.Win32.SafeHandles;

namespace DeidPS.Dicom;

/// <summary>Writing to a file, with one kind of error for everything a disk can refuse.</summary>
public static class DiskFile
{
    /// <summary>Writes bytes at a place of a file.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">Where, from the beginning of the file.</param>
    /// <exception cref="IOException">The disk is full, the file would be larger than the file system or a limit allows, or the disk is gone.</exception>
    public static void Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // What .NET makes of EFBIG: a limit of the size of files, or the 4 GB of FAT32.
            throw new IOException("The file would be larger than the file system or a limit allows.", error);
        }
    }
}
