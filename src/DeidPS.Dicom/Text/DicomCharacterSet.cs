using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Unicode;

namespace DeidPS.Dicom;

/// <summary>
/// The character sets of a data set, (0008,0005) (PS3.3 C.12.1.1.2, PS3.5 6.1): turns the bytes of a value into text and back. Immutable.
/// </summary>
/// <remarks>
/// Decode a whole value, then split the text at backslashes: in GB18030, GBK and two-byte sets the byte 5C may be half of a character. The other way round, the byte
/// 5C of ISO-IR 14 (a yen sign in print) decodes to a backslash where the VR knows backslashes as delimiters, and to U+00A5 in ST, LT and UT.
/// </remarks>
public sealed class DicomCharacterSet
{
    private const int Windows1252 = 1252;
    private const int ShiftJis = 932;
    private const int Gbk = 936;
    private const int CachedSets = 256;
    private const int StackCharacters = 256;

    private static readonly ConcurrentDictionary<string, DicomCharacterSet> s_cache = new(StringComparer.Ordinal);

    private readonly CodeExtensions _extensions;
    private readonly int _codePage;

    private DicomCharacterSet(IReadOnlyList<string> terms)
    {
        Terms = [.. terms];
        var parsed = new List<CharacterSetTerm>();
        foreach (var term in terms)
        {
            // Empty terms after the first say nothing.
            if (parsed.Count == 0 || term.AsSpan().Trim(" \0").Length > 0)
            {
                parsed.Add(CharacterSetTerm.Parse(term));
            }
        }

        // A set that stands alone behind another one than ASCII: which of them the bytes are in, nobody can know.
        var alone = parsed.Find(term => term.StandsAlone);
        var mayStandAlone = alone is not null && (alone == parsed[0] || parsed.TrueForAll(term => term.StandsAlone || term.Registration == 6));
        _codePage = mayStandAlone ? alone!.CodePage : 0;
        IsSupported = parsed.TrueForAll(term => term.IsKnown) && (alone is null || mayStandAlone);
        _extensions = new CodeExtensions(parsed);
    }

    /// <summary>The default repertoire, ISO-IR 6: what holds when (0008,0005) is absent or empty.</summary>
    public static DicomCharacterSet Default { get; } = new([]);

    /// <summary>The terms as they were given.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>False when a term is unknown or the terms contradict each other: only ASCII can then be relied upon.</summary>
    public bool IsSupported { get; }

    /// <summary>The character set of the values of (0008,0005). Equal terms give the same object.</summary>
    /// <param name="terms">The values, split at backslashes; an empty first value is the default repertoire.</param>
    public static DicomCharacterSet FromTerms(IReadOnlyList<string> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Count == 0 || (terms.Count == 1 && string.IsNullOrEmpty(terms[0])))
        {
            return Default;
        }

        var key = terms.Count == 1 ? terms[0] : string.Join('\\', terms);
        if (s_cache.TryGetValue(key, out var cached))
        {
            return cached;
        }

        // Input decides the keys, so the number of them is limited.
        var created = new DicomCharacterSet(terms);
        return created.IsSupported && s_cache.Count < CachedSets ? s_cache.GetOrAdd(key, created) : created;
    }

    /// <summary>Decodes a whole value; backslashes and padding stay. Never throws; never returns an escape character.</summary>
    /// <param name="bytes">The value.</param>
    /// <param name="vr">The VR, which says where the sets start anew. A VR that (0008,0005) does not govern may hold ASCII only.</param>
    /// <param name="isLossless">False when bytes had no meaning (U+FFFD stands for them) or their meaning was guessed; the text must then not be written back.</param>
    public string Decode(ReadOnlySpan<byte> bytes, DicomVR vr, out bool isLossless)
    {
        if (Ascii.IsValid(bytes) && !bytes.Contains((byte)0x1B) && (HasAscii || bytes.IndexOfAny((byte)'\\', (byte)'~') < 0))
        {
            isLossless = true;
            return Encoding.ASCII.GetString(bytes);
        }

        var text = _codePage != 0 ? DecodeCodePage(bytes, out isLossless)
            : IsGuess(bytes) && Utf8.IsValid(bytes) ? DecodeGuess(bytes, out isLossless)
            : DecodeExtensions(bytes, vr, out isLossless);
        isLossless &= IsSupported && (!vr.IsText() || vr.UsesCharacterSet());
        return text;
    }

    /// <summary>Encodes text; no padding is added. The same text always gives the same bytes, which decode to the text.</summary>
    /// <param name="text">The text, with backslashes between values.</param>
    /// <param name="vr">The VR. One that (0008,0005) does not govern takes ASCII only.</param>
    /// <param name="bytes">The bytes; empty when the method returns false.</param>
    /// <returns>False when a character is not in the sets, and for an escape character.</returns>
    public bool TryEncode(ReadOnlySpan<char> text, DicomVR vr, out byte[] bytes)
    {
        bytes = [];
        if (text.Contains('\u001B'))
        {
            return false;
        }

        if (Ascii.IsValid(text) && (HasAscii || text.IndexOfAny('\\', '~') < 0))
        {
            bytes = new byte[text.Length];
            Encoding.ASCII.GetBytes(text, bytes);
            return true;
        }

        if (!IsSupported || (vr.IsText() && !vr.UsesCharacterSet()))
        {
            return false;
        }

        return _codePage != 0
            ? TryEncodeCodePage(text, out bytes)
            : new Iso2022Encoder(_extensions, new TextDelimiters(vr)).TryEncode(text, out bytes);
    }

    private bool HasAscii => _codePage != 0 || _extensions.InitialG0 == CodeElements.Ascii;

    // Bytes above 7F without a set for them, or with a set that is in doubt: try UTF-8.
    private bool IsGuess(ReadOnlySpan<byte> bytes) => (!IsSupported || _extensions.InitialG1 is null) && !bytes.Contains((byte)0x1B);

    private static string DecodeGuess(ReadOnlySpan<byte> bytes, out bool isLossless)
    {
        isLossless = false;
        return Encoding.UTF8.GetString(bytes);
    }

    private string DecodeCodePage(ReadOnlySpan<byte> bytes, out bool isLossless)
    {
        var encoding = CodePages.Lenient(_codePage);
        var text = encoding.GetString(bytes);
        var meaningless = MeaninglessCharacters;
        isLossless = !text.AsSpan().ContainsAny(meaningless)
            && (!text.Contains('\uFFFD', StringComparison.Ordinal) || bytes.SequenceEqual(encoding.GetBytes(text)));
        foreach (var character in meaningless)
        {
            text = text.Replace(character, '\uFFFD');
        }

        return text;
    }

    // An escape character has no place here; and the code page of GBK gives the bytes 80 and FF, which the set does not have, a meaning.
    private string MeaninglessCharacters => _codePage == Gbk ? "\u001B\u0080\uF8F5" : "\u001B";

    private string DecodeExtensions(ReadOnlySpan<byte> bytes, DicomVR vr, out bool isLossless)
    {
        var rented = bytes.Length > StackCharacters ? ArrayPool<char>.Shared.Rent(bytes.Length) : null;
        try
        {
            var buffer = rented ?? stackalloc char[StackCharacters];
            var decoder = new Iso2022Decoder(_extensions, new TextDelimiters(vr), bytes);
            var length = decoder.Decode(buffer);
            isLossless = !decoder.IsLossy;
            return (isLossless ? null : DecodeAsMeant(bytes)) ?? new string(buffer[..length]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    /// <summary>What writers that ignore the standard most often put there; null when that does not fit either.</summary>
    private string? DecodeAsMeant(ReadOnlySpan<byte> bytes)
    {
        var codePage = bytes.Contains((byte)0x1B) ? 0
            : _extensions.InitialG1 is null ? Windows1252
            : _extensions.InitialG1 == CodeElements.Katakana ? ShiftJis
            : 0;
        var text = codePage == 0 ? null : CodePages.Lenient(codePage).GetString(bytes);
        return text is null || text.Contains('\uFFFD', StringComparison.Ordinal) || text.AsSpan().ContainsAnyInRange('\uE000', '\uF8FF') ? null : text;
    }

    private bool TryEncodeCodePage(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (text.ContainsAny(MeaninglessCharacters))
        {
            return false;
        }

        try
        {
            var encoding = CodePages.Strict(_codePage);
            bytes = new byte[encoding.GetByteCount(text)];
            encoding.GetBytes(text, bytes);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
