using System.Buffers;
using System.IO.Compression;
using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Proof;

/// <summary>
/// Searches bytes for texts in seven encodings: UTF-8, Latin-1, UTF-16 of both byte orders, ISO-2022-JP, EUC-KR and GB18030. It knows nothing
/// of DICOM but that a deflated data set must be inflated first, so that it shares no mistake with the code under test.
/// </summary>
/// <remarks>
/// Texts are compared as they are written, in upper and in lower case. An encoding that cannot write a text is passed over; escape
/// sequences at the ends of ISO-2022-JP are cut off, since they depend on what stands around the text. Texts of under four bytes are not
/// searched in an encoding: they stand in any random bytes.
/// </remarks>
internal static class RawSearch
{
    private const int FewestBytes = 4;
    private static readonly (string Name, Encoding Encoding)[] s_encodings = Encodings();

    /// <summary>The encodings' names.</summary>
    public static IReadOnlyList<string> EncodingNames { get; } = [.. s_encodings.Select(e => e.Name)];

    /// <summary>Searches a file; the data set of a deflated one is searched as inflated too.</summary>
    public static IReadOnlyList<RawHit> InFile(byte[] file, IEnumerable<string> needles)
    {
        var patterns = Patterns(needles);
        return [.. In(file, patterns), .. Inflated(file) is { } inflated ? In(inflated, patterns) : []];
    }

    /// <summary>Searches any bytes.</summary>
    public static IReadOnlyList<RawHit> In(byte[] bytes, IEnumerable<string> needles) => In(bytes, Patterns(needles));

    private static List<RawHit> In(byte[] bytes, List<(string Needle, string Encoding, byte[] Pattern)> patterns)
    {
        var hits = new List<RawHit>();
        foreach (var (needle, encoding, pattern) in patterns)
        {
            var at = bytes.AsSpan().IndexOf(pattern);
            if (at >= 0)
            {
                hits.Add(new RawHit(needle, encoding, at));
            }
        }

        return hits;
    }

    private static List<(string Needle, string Encoding, byte[] Pattern)> Patterns(IEnumerable<string> needles)
    {
        var patterns = new List<(string, string, byte[])>();
        foreach (var needle in needles.Distinct(StringComparer.Ordinal))
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var text in new[] { needle, needle.ToUpperInvariant(), needle.ToLowerInvariant() })
            {
                foreach (var (name, encoding) in s_encodings)
                {
                    if (Encode(encoding, text) is { Length: >= FewestBytes } pattern && seen.Add(Convert.ToHexString(pattern)))
                    {
                        patterns.Add((needle, name, pattern));
                    }
                }
            }
        }

        return patterns;
    }

    private static byte[]? Encode(Encoding encoding, string text)
    {
        try
        {
            var bytes = encoding.GetBytes(text).AsSpan();
            if (encoding.CodePage == 50220)
            {
                bytes = bytes.StartsWith("\x1B"u8) ? bytes[3..] : bytes;
                bytes = bytes.EndsWith("\x1B(B"u8) ? bytes[..^3] : bytes;
            }

            return bytes.ToArray();
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    private static byte[]? Inflated(byte[] file)
    {
        var mark = Encoding.ASCII.GetBytes(DicomTransferSyntax.DeflatedExplicitLittleEndian.Uid);
        if (file.Length < 144 || !file.AsSpan(128, 4).SequenceEqual("DICM"u8) || file.AsSpan(0, Math.Min(file.Length, 4096)).IndexOf(mark) < 0)
        {
            return null;
        }

        // (0002,0000) UL 4 is the first element of the meta information and tells where it ends (PS3.10 7.1).
        var start = 144 + BitConverter.ToInt32(file, 140);
        using var inflate = new DeflateStream(new MemoryStream(file, start, file.Length - start), CompressionMode.Decompress);
        using var result = new MemoryStream();
        inflate.CopyTo(result);
        return result.ToArray();
    }

    private static (string, Encoding)[] Encodings()
    {
        var pages = CodePagesEncodingProvider.Instance;
        Encoding Page(int number) => pages.GetEncoding(number, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? Encoding.GetEncoding(number, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        return
        [
            ("UTF-8", Page(65001)), ("Latin-1", Page(28591)), ("UTF-16LE", Page(1200)), ("UTF-16BE", Page(1201)),
            ("ISO-2022-JP", Page(50220)), ("EUC-KR", Page(51949)), ("GB18030", Page(54936)),
        ];
    }
}
