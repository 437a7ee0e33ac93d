namespace DeidPS.Dicom;

/// <summary>Files that only this account may use. On Windows the folder's permissions are inherited.</summary>
public static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = Owner | UnixFileMode.UserExecute;

    /// <summary>Makes a folder, with those above it that are missing, for this account only. One that is there stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }
    }

    /// <summary>A name in a folder that nobody can foresee and two workers never share, for a file that is not whole yet.</summary>
    public static string Temporary(string folder) => Path.Combine(folder, $"{Guid.NewGuid():N}.deidps-tmp");

    /// <summary>Waits until the content and the name of a file are on the disk, such as after a rename.</summary>
    /// <exception cref="IOException">They cannot be written, or somebody is still writing the file.</exception>
    public static void Settle(string path) => AtomicFile.Settle(path);

    /// <summary>Has a file written under a temporary name and then gives it its own, and waits until both are on the disk; what was not finished is removed.</summary>
    /// <exception cref="IOException">It cannot be written, or its name not be settled: then it is there, and may be gone after a power failure.</exception>
    public static void Write(string path, bool overwrite, Action<FileStream> write)
    {
        var temporary = Temporary(Path.GetDirectoryName(path)!);
        try
        {
            using (var stream = CreateNew(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite);
            Settle(path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Creates a file that was not there, readable and writable by this account only from its first moment. Neither a file nor a link
    /// that somebody laid there before is ever opened.
    /// </summary>
    /// <exception cref="IOException">There is something of that name, or it cannot be made.</exception>
    public static FileStream CreateNew(string path) => new(path, Options(FileMode.CreateNew));

    /// <summary>Opens a file for reading and writing, creating it when it is not there; no other process may open it meanwhile.</summary>
    public static FileStream OpenAlone(string path) => new(path, Options(FileMode.OpenOrCreate));

    /// <summary>Whether a file could not be opened because another handle holds it: the system's number for it.</summary>
    public static bool IsInUse(IOException error)
    {
        const int SharingViolation = 32;
        const int LockViolation = 33;
        const int WouldBlockOnLinux = 11;
        const int WouldBlockOnMac = 35;
        ArgumentNullException.ThrowIfNull(error);
        return OperatingSystem.IsWindows()
            ? (error.HResult & 0xFFFF) is SharingViolation or LockViolation
            : error.HResult == (OperatingSystem.IsLinux() ? WouldBlockOnLinux : WouldBlockOnMac);
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Owner;
        }

        return options;
    }
}
