using DeidPS.Deid.Policies;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>The site's secret, a file of raw bytes.</summary>
public static class KeyFile
{
    /// <summary>Bytes a key must have at least.</summary>
    public const int MinimumLength = 16;

    /// <summary>Bytes a key may have at most: anything larger is not a key but a mistake.</summary>
    public const int MaximumLength = 4096;

    /// <summary>Reads a key.</summary>
    /// <exception cref="PolicyException">KeyMissing or KeyUnreadable.</exception>
    public static DeidKey Read(string path)
    {
        try
        {
            var length = new FileInfo(path) is { Exists: true } info ? info.Length : throw new PolicyException("There is no key file of that name.", "Check -KeyPath.", "KeyMissing");
            return length is >= MinimumLength and <= MaximumLength
                ? new DeidKey(File.ReadAllBytes(path))
                : throw new PolicyException($"The key file has {length} bytes; a key has {MinimumLength} to {MaximumLength}.", "Name the right file.", "KeyUnreadable");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PolicyException($"The key file cannot be read ({error.GetType().Name}).", "Check its permissions.", "KeyUnreadable");
        }
    }
}
