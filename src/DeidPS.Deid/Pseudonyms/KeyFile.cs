using System.Security.AccessControl;
using System.Security.Cryptography;
using System.Security.Principal;
using System.Text;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// Where secrets come from: a file that nobody else can read, a passphrase, or an environment variable that a secret store fills.
/// </summary>
/// <remarks>
/// The text form is one line, <c>DEIDPS-KEY-1</c>, 32 bytes in base64url and eight hexadecimal digits of check, so that a key that was
/// damaged in an editor or by typing is refused instead of giving every patient another pseudonym. A byte order mark and blanks around
/// it do not count. A file of other content is taken as the bytes it has, but never one that resembles the text form or has several lines of text.
/// </remarks>
public static class KeyFile
{
    /// <summary>Bytes a key file may have at most: anything larger is not a key but a mistake.</summary>
    public const int MaximumLength = 4096;

    /// <summary>Characters a passphrase must have at least.</summary>
    public const int MinimumPassphrase = 12;

    /// <summary>Prefix of a path that names an environment variable.</summary>
    public const string EnvironmentPrefix = "Env:";

    private const int KeyLength = KeyText.KeyLength;

    /// <summary>Rounds of PBKDF2 (NIST SP 800-132); the salt is fixed because the same passphrase has to give the same key on any machine.</summary>
    private const int Rounds = 600_000;

    private static readonly byte[] s_salt = "DeidPS passphrase 1"u8.ToArray();

    /// <summary>Writes a new random key of 32 bytes, readable by this account only.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="overwrite">True to replace a file of that name: what was derived from the old key cannot be derived again.</param>
    /// <exception cref="DestinationException">DestinationExists.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static DeidKey Create(string path, bool overwrite)
    {
        ArgumentNullException.ThrowIfNull(path);

        // A name nobody can foresee, made outside of the try: what is there already is not ours to delete.
        var temporary = Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, $".deidps-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        using var stream = PrivateFile.CreateNew(temporary);
        var bytes = RandomNumberGenerator.GetBytes(KeyLength);
        var text = Encoding.ASCII.GetBytes(KeyText.Format(bytes) + "\n");
        try
        {
            RandomAccess.Write(stream.SafeFileHandle, text, 0);
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
            stream.Close();
            File.Move(temporary, path, overwrite);
            return new DeidKey(bytes);
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            throw new DestinationException("DestinationExists", "There is a key file of that name.", "Choose another name. -Force replaces it: pseudonyms made with the old key can never be made again.");
        }
        finally
        {
            stream.Close();
            File.Delete(temporary);
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Reads a key from a file, or from an environment variable named as <c>Env:NAME</c>.</summary>
    /// <exception cref="PolicyException">KeyMissing or KeyUnreadable.</exception>
    public static DeidKey Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
        {
            var value = Environment.GetEnvironmentVariable(path[EnvironmentPrefix.Length..].TrimStart('\\', '/'));
            return string.IsNullOrEmpty(value)
                ? throw new PolicyException("There is no environment variable of that name, or it is empty.", "Have the secret store set it before the run.", "KeyMissing")
                : FromSecret(value);
        }

        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                throw new PolicyException($"There is no key file '{path}'.", "Check -KeyPath; New-DeidKey makes a key.", "KeyMissing");
            }

            // Whether it is a key first: nobody is to take the permissions of another file away.
            var key = info.Length is >= DeidKey.MinimumLength and <= MaximumLength
                ? FromFile(File.ReadAllBytes(path), path)
                : throw new PolicyException($"The key file has {info.Length} bytes; a key has {DeidKey.MinimumLength} to {MaximumLength}.", "Name the right file.", "KeyUnreadable");
            CheckPrivate(info);
            return key;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PolicyException($"The key file cannot be read ({error.GetType().Name}).", "Check its permissions.", "KeyUnreadable");
        }
    }

    /// <summary>Reads a key from what a person typed or a secret store gave: the text form, or a passphrase.</summary>
    /// <param name="secret">The text form, or at least 12 characters; blanks and a byte order mark around them are ignored, accents may be written either way.</param>
    /// <exception cref="PolicyException">KeyUnreadable: too short, or a damaged key.</exception>
    public static DeidKey FromSecret(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var text = secret.Trim().Trim(KeyText.ByteOrderMark).Trim();
        if (KeyText.Resembles(text))
        {
            return Clearing(KeyText.Parse(text));
        }

        if (text.Length < MinimumPassphrase)
        {
            throw new PolicyException($"The passphrase has {text.Length} characters; it needs {MinimumPassphrase}.", "Use several words, or a key made by New-DeidKey.", "KeyUnreadable");
        }

        var password = Encoding.UTF8.GetBytes(CompatibilityForm.Of(text));
        try
        {
            return Clearing(Rfc2898DeriveBytes.Pbkdf2(password, s_salt, Rounds, HashAlgorithmName.SHA256, KeyLength));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    private static DeidKey FromFile(byte[] bytes, string path)
    {
        try
        {
            if (KeyText.In(bytes) is { } text)
            {
                return Clearing(KeyText.Parse(text));
            }

            // A policy or a list in the place of the key would give pseudonyms that whoever has that file can make.
            return KeyText.IsSeveralLines(bytes)
                ? throw new PolicyException($"The file '{path}' holds several lines of text: it is no key.", "Name the file that New-DeidKey made.", "KeyUnreadable")
                : new DeidKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>A key of bytes that are cleared, since it has a copy.</summary>
    private static DeidKey Clearing(byte[] bytes)
    {
        try
        {
            return new DeidKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static void CheckPrivate(FileInfo file)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (OperatingSystem.IsWindows())
        {
            // Everyone, Authenticated Users, Users.
            string[] wide = ["S-1-1-0", "S-1-5-11", "S-1-5-32-545"];
            foreach (FileSystemAccessRule rule in file.GetAccessControl().GetAccessRules(true, true, typeof(SecurityIdentifier)))
            {
                if (rule.AccessControlType == AccessControlType.Allow && (rule.FileSystemRights & FileSystemRights.ReadData) != 0 && wide.Contains(rule.IdentityReference.Value))
                {
                    throw new PolicyException("The key file can be read by other accounts.", "Take the permissions of Users and Everyone away from it.", "KeyUnreadable");
                }
            }
        }
        else if ((file.UnixFileMode & Others) != 0)
        {
            throw new PolicyException("The key file can be read or changed by other accounts.", $"Run: chmod 600 '{file.FullName}'", "KeyUnreadable");
        }
    }
}
