namespace DeidPS.Deid.Pseudonyms;

/// <summary>Files and folders that only this account may use. On Windows the folder's permissions are inherited.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates or replaces a file, readable and writable by this account only from its first moment.</summary>
    public static FileStream Create(string path) => new(path, Options(FileMode.Create));

    /// <summary>Opens a file for reading and writing, creating it when it is not there; no other process may open it meanwhile.</summary>
    public static FileStream OpenAlone(string path) => new(path, Options(FileMode.OpenOrCreate));

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
