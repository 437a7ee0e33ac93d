using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace DeidPS.Dicom;

/// <summary>
/// A file that appears under its final name whole or not at all: written under a temporary name in the same folder, flushed,
/// checked by reading its beginning and its length back, then renamed.
/// </summary>
internal sealed class AtomicFile : DicomOutput.IWriteTarget, IDisposable
{
    /// <summary>Nobody else may open the file. Windows renames and deletes an open file only when that is shared.</summary>
    private static readonly FileShare s_share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _overwrite;
    private readonly SafeFileHandle _handle;
    private long _written;
    private bool _committed;

    /// <summary>Opens the temporary file.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public AtomicFile(string path, bool overwrite)
    {
        _path = path;
        _overwrite = overwrite;

        // One name per target: what a killed process leaves behind is found and replaced by the next run over the same input.
        _temporary = path + TemporarySuffix;
        _handle = OpenNew(_temporary);
    }

    /// <summary>What marks a file as unfinished; never a final name.</summary>
    public const string TemporarySuffix = ".deidps-tmp";

    public void Write(ReadOnlySpan<byte> block)
    {
        DiskFile.Write(_handle, block, _written);
        _written += block.Length;
    }

    /// <summary>Flushes, verifies and renames.</summary>
    /// <param name="output">The output that wrote through this file, flushed.</param>
    /// <param name="durable">True to wait for the disk: for the content before the rename, and for the name after it.</param>
    /// <param name="beforeWaiting">Called before the first wait for the disk; null for nobody.</param>
    /// <exception cref="DicomWriteException">What can be read back is not what was written (WriteFailed), or the name is taken (DestinationExists).</exception>
    public void Commit(DicomOutput output, bool durable, Action? beforeWaiting = null)
    {
        if (durable)
        {
            beforeWaiting?.Invoke();
            RandomAccess.FlushToDisk(_handle);
        }

        Verify(output);
        if (!_overwrite && File.Exists(_path))
        {
            throw DicomWriteException.Exists();
        }

        // Renamed while it is held: another process must not take it for a left-over in between.
        File.Move(_temporary, _path, overwrite: true);
        _committed = true;
        if (durable)
        {
            SettleName();
        }
    }

    public void Dispose()
    {
        if (!_committed)
        {
            File.Delete(_temporary);
        }

        _handle.Dispose();
    }

    /// <summary>
    /// Has a file's content and name written to the disk. A rename changes the file too, so journalling file systems (ext4, XFS, Btrfs, NTFS) write the
    /// change of the folder with it: the content alone would come back after a power failure under its temporary name.
    /// </summary>
    /// <exception cref="IOException">It cannot be, or somebody is still writing the file.</exception>
    public static void Settle(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        RandomAccess.FlushToDisk(handle);
    }

    private void SettleName()
    {
        try
        {
            RandomAccess.FlushToDisk(_handle);
        }
        catch (IOException)
        {
            // Whoever tries again must not find a name that a power failure would take back.
            File.Delete(_path);
            throw;
        }
    }

    private static SafeFileHandle OpenNew(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, s_share);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Whoever still writes it holds it alone, and this open fails; what a killed process left is free.
            using (File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, s_share))
            {
                File.Delete(path);
            }

            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, s_share);
        }
    }

    private void Verify(DicomOutput output)
    {
        var size = (int)Math.Min(output.Length, DicomOutput.ProbeSize);
        var probe = ArrayPool<byte>.Shared.Rent(Math.Max(size, 1));
        try
        {
            var read = 0;
            for (int n; read < size && (n = RandomAccess.Read(_handle, probe.AsSpan(read, size - read), read)) > 0;)
            {
                read += n;
            }

            if (RandomAccess.GetLength(_handle) != output.Length || read != size || DicomOutput.Checksum(probe.AsSpan(0, size)) != output.ProbeChecksum)
            {
                throw DicomWriteException.NotVerified();
            }
        }
        finally
        {
            Array.Clear(probe, 0, size);
            ArrayPool<byte>.Shared.Return(probe);
        }
    }
}
