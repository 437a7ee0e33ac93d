using System.Security.Cryptography;

namespace DeidPS.Dicom;

/// <summary>A temporary file for encrypted bytes: nothing of it is left when the process ends, however it ends.</summary>
internal static class SpillFile
{
    /// <summary>Creates one with a key that exists in this process's memory only.</summary>
    /// <param name="folder">Where; null for the system's temporary folder.</param>
    /// <exception cref="IOException">The folder is missing or cannot be written.</exception>
    public static EncryptedBlocks Create(string? folder)
    {
        var path = Path.Combine(folder ?? Path.GetTempPath(), "deidps-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) + ".spill");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
        }
        else
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Span<byte> key = stackalloc byte[EncryptedBlocks.KeySize];
        try
        {
            // Only a stream can be opened with a file mode. Its handle is all that is used; a stream nobody holds does not close it.
            var stream = new FileStream(path, options);
            if (!OperatingSystem.IsWindows())
            {
                // Without a name there is nothing to be left behind, not even by a killed process.
                File.Delete(path);
            }

            RandomNumberGenerator.Fill(key);
            return new EncryptedBlocks(stream.SafeFileHandle, 0, key);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException("The folder for temporary files cannot be written.", error);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
