using System.Diagnostics;
using System.Security.Cryptography;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>One file of registered nodes on disk: read whole, replaced whole, changed by one process at a time.</summary>
/// <param name="path">Full path; the file and its folder are made when first needed.</param>
/// <param name="isShared">True for the machine's file, which everybody may read; false for this account's own.</param>
/// <param name="lockTimeout">The longest wait for another process that writes.</param>
internal sealed class NodeStore(string path, bool isShared, TimeSpan lockTimeout)
{
    /// <summary>Beside each file: held by the process that writes. It stays, because to remove it would let two in.</summary>
    private const string LockSuffix = ".lock";

    /// <summary>A registered node takes some hundred bytes; what is longer is not ours.</summary>
    private const long MaximumLength = 16 << 20;

    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(25);

    /// <summary>The nodes of the file; none when there is no file.</summary>
    /// <exception cref="NodeException">The file cannot be read or understood.</exception>
    public IReadOnlyList<DicomNode> Read() => ReadBytes() is { } bytes ? NodeFile.Parse(bytes, path) : [];

    /// <summary>Reads the nodes, has them changed and writes them, while no other process does the same.</summary>
    /// <param name="change">Gives the nodes the file is to have; what it throws leaves the file as it is.</param>
    /// <param name="stop">Ends the wait for another process.</param>
    /// <exception cref="NodeException">NodeRegistryLocked, NodeRegistryInvalid, WriteFailed.</exception>
    public void Change(Func<IReadOnlyList<DicomNode>, IReadOnlyList<DicomNode>> change, CancellationToken stop)
    {
        var deadline = Stopwatch.GetTimestamp() + (long)(lockTimeout.TotalSeconds * Stopwatch.Frequency);
        try
        {
            CreateFolder(Path.GetDirectoryName(path)!);
            using (Lock(deadline, stop))
            {
                Replace(NodeFile.Format(change(Read())), deadline, stop);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeException(
                "WriteFailed",
                $"The file of nodes '{path}' cannot be written ({error.GetType().Name}).",
                isShared ? "Run as an administrator, or register for the current user." : "Check that this account may write there.");
        }
    }

    /// <summary>Windows refuses a rename for the moment in which somebody reads the file.</summary>
    private static void Rename(string temporary, string target, long deadline, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                File.Move(temporary, target, overwrite: true);
                return;
            }
            catch (Exception error) when (OperatingSystem.IsWindows() && error is IOException or UnauthorizedAccessException && Stopwatch.GetTimestamp() < deadline)
            {
                Pause(stop);
            }
        }
    }

    private static void Pause(CancellationToken stop)
    {
        stop.WaitHandle.WaitOne(s_retry);
        stop.ThrowIfCancellationRequested();
    }

    private byte[]? ReadBytes()
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            CheckWriters(stream);
            if (stream.Length > MaximumLength)
            {
                throw new NodeException(NodeException.NodeRegistryInvalid, $"The file of nodes '{path}' is longer than 16 MB.", "Move it away and register the nodes again.");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeException("ReadFailed", $"The file of nodes '{path}' cannot be read ({error.GetType().Name}).", "Check that this account may read it.");
        }
    }

    /// <summary>Whoever may write the file may have images sent to a machine of his own.</summary>
    private void CheckWriters(FileStream stream)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & UnixFileMode.OtherWrite) != 0)
        {
            throw new NodeException(NodeException.NodeRegistryInvalid, $"Everybody may write the file of nodes '{path}'.", "Check its content, then take that right away: chmod o-w.");
        }
    }

    private void Replace(byte[] bytes, long deadline, CancellationToken stop)
    {
        // A link stays a link: what it leads to is replaced.
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".nodes-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            using (var stream = PrivateFile.CreateNew(temporary))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
                if (isShared && !OperatingSystem.IsWindows())
                {
                    // Everybody reads the machine's nodes.
                    File.SetUnixFileMode(stream.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
                }
            }

            Rename(temporary, target, deadline, stop);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            return;
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode Everybody = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(folder, isShared ? Owner | Everybody : Owner);
    }

    private FileStream Lock(long deadline, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return PrivateFile.OpenAlone(path + LockSuffix);
            }
            catch (IOException error) when (PrivateFile.IsInUse(error))
            {
                if (Stopwatch.GetTimestamp() >= deadline)
                {
                    throw new NodeException(NodeException.NodeRegistryLocked, $"Another process holds '{path + LockSuffix}'.", "Wait until it ends, then try again.");
                }

                Pause(stop);
            }
        }
    }
}
