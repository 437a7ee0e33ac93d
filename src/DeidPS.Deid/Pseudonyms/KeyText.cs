using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using DeidPS.Deid.Policies;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// The text form of a key: <c>DEIDPS-KEY-1</c>, 32 bytes in base64url and eight hexadecimal digits of check, parted by blanks. What
/// resembles it must be it: a damaged key taken for a passphrase or for raw bytes would give every patient another pseudonym.
/// </summary>
internal static class KeyText
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>U+FEFF, which editors put before a text.</summary>
    public const char ByteOrderMark = '\uFEFF';

    private const string Prefix = "DEIDPS-KEY-1";

    /// <summary>The word of the prefix that tells, with some letters before it lost.</summary>
    private const string Word = "PS-KEY-";

    /// <summary>The same with all before it lost; in lower case it might be a part of a passphrase.</summary>
    private const string WordAndVersion = "KEY-1";

    /// <summary>Characters from which a word beside another one counts as the encoded bytes or what is left of them: no word of a language is that long.</summary>
    private const int LongWord = 32;

    private static readonly SearchValues<char> s_encoded = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The text form.</summary>
    public static string Format(ReadOnlySpan<byte> bytes) => $"{Prefix} {Base64Url.EncodeToString(bytes)} {Check(bytes)}";

    /// <summary>The bytes of a text form.</summary>
    /// <param name="text">The text without blanks around it.</param>
    /// <exception cref="PolicyException">KeyUnreadable.</exception>
    public static byte[] Parse(string text)
    {
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [Prefix, var encoded, var check] && Base64Url.IsValid(encoded))
        {
            var bytes = Base64Url.DecodeFromChars(encoded);
            if (bytes.Length == KeyLength && string.Equals(Check(bytes), check, StringComparison.OrdinalIgnoreCase))
            {
                return bytes;
            }
        }

        throw new PolicyException("The key is damaged, in another encoding, or of a newer version.", "Restore the key from its safe copy. A passphrase must not look like a key.", "KeyUnreadable");
    }

    /// <summary>Whether a text is the text form or what damage may have left of it.</summary>
    public static bool Resembles(string text)
    {
        if (text.Contains(Word, StringComparison.OrdinalIgnoreCase) || text.Contains(WordAndVersion, StringComparison.Ordinal))
        {
            return true;
        }

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && Array.Exists(words, static w => w.Length >= LongWord && !w.AsSpan().ContainsAnyExcept(s_encoded));
    }

    /// <summary>The text of a file that holds, or resembles, the text form; null when the file's bytes are the key.</summary>
    public static string? In(ReadOnlySpan<byte> file)
    {
        // Latin-1 gives each byte a character, so nothing is lost; zero bytes between are UTF-16.
        var (start, isMarked) = file switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (3, true),
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => (2, true),
            _ => (0, false),
        };
        var all = Encoding.Latin1.GetString(file[start..]);
        var text = all.Replace("\0", string.Empty, StringComparison.Ordinal).Trim();
        var isPlain = text.Length > 0 && text.All(static c => c is (>= ' ' and <= '~') or '\t' or '\r' or '\n');
        if (!text.Contains(Word, StringComparison.OrdinalIgnoreCase) && !text.Contains(WordAndVersion, StringComparison.OrdinalIgnoreCase) && !(isPlain && (isMarked || Resembles(text))))
        {
            return null;
        }

        // Zero bytes stay in what is parsed: UTF-16 is refused rather than guessed at.
        return all.Trim();
    }

    /// <summary>Whether the bytes are text of more than one line, such as a script. Random bytes are no UTF-8 without control characters.</summary>
    public static bool IsSeveralLines(ReadOnlySpan<byte> file)
    {
        var text = Utf8.IsValid(file) ? Encoding.UTF8.GetString(file).Trim() : string.Empty;
        return text.AsSpan().ContainsAny('\r', '\n') && !text.Any(static c => char.IsControl(c) && c is not ('\t' or '\r' or '\n'));
    }

    private static string Check(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. "check"u8, .. bytes], hash);
        return Convert.ToHexStringLower(hash[..4]);
    }
}
