using System.Text;
using FsCheck.Xunit;

namespace DeidPS.Dicom.Tests.Text;

public sealed class CharacterSetPropertyTests
{
    private static readonly DicomVR[] s_vrs = [DicomVR.PN, DicomVR.LO, DicomVR.LT, DicomVR.SH, DicomVR.UT, DicomVR.UC, DicomVR.ST];

    // Every character a set can encode, besides letters and delimiters of ASCII that each set has.
    private static readonly Lazy<(DicomCharacterSet Set, char[] Alphabet)[]> s_alphabets = new(() =>
        [.. CharacterSetSamples.All.Select(sample => CharacterSetSamples.Set(sample.Terms)).Select(set => (set, Alphabet(set)))]);

    private static char[] Alphabet(DicomCharacterSet set)
    {
        var characters = Enumerable.Range(0x20, 0xFFE0).Select(code => (char)code);
        return [.. characters.Where(c => set.TryEncode([c], DicomVR.LO, out _))];
    }

    [Property(MaxTest = 1000)]
    public void What_was_encoded_decodes_to_the_same(byte setNumber, byte vrNumber, ushort[] picks)
    {
        var (set, alphabet) = s_alphabets.Value[setNumber % s_alphabets.Value.Length];
        var vr = s_vrs[vrNumber % s_vrs.Length];
        var text = new StringBuilder();
        foreach (var pick in picks)
        {
            // One character in eight is ASCII, so that sets change often; delimiters and line ends among them.
            text.Append(pick % 8 == 0 ? "^=\r\n\ta 9"[pick / 8 % 8] : alphabet[pick / 8 * 7 % alphabet.Length]);
        }

        Assert.True(set.TryEncode(text.ToString(), vr, out var bytes) || text.ToString().Contains('\\'));
        if (bytes.Length > 0)
        {
            Assert.Equal(text.ToString(), set.Decode(bytes, vr, out var isLossless));
            Assert.True(isLossless);
        }
    }

    [Property(MaxTest = 1000)]
    public void Values_joined_by_backslashes_stay_the_same_values(byte setNumber, ushort[] picks)
    {
        var (set, alphabet) = s_alphabets.Value[setNumber % s_alphabets.Value.Length];
        var values = picks.Select(pick => new string(alphabet[pick % alphabet.Length], pick % 3)).Where(v => !v.Contains('\\')).ToArray();
        var text = string.Join('\\', values);
        Assert.True(set.TryEncode(text, DicomVR.LO, out var bytes));
        Assert.Equal(text, set.Decode(bytes, DicomVR.LO, out _));
    }

    [Property(MaxTest = 2000)]
    public void Any_bytes_decode_without_error_and_without_escape_characters(byte setNumber, byte vrNumber, byte[] bytes)
    {
        var (set, _) = s_alphabets.Value[setNumber % s_alphabets.Value.Length];
        var vr = s_vrs[vrNumber % s_vrs.Length];
        var text = set.Decode(bytes, vr, out var isLossless);
        Assert.DoesNotContain('\u001B', text);
        if (!isLossless)
        {
            return;
        }

        // What was understood can be written, and is then understood the same way; unless it needs a set that was read with tolerance only.
        if (set.TryEncode(text, vr, out var again))
        {
            Assert.Equal(text, set.Decode(again, vr, out isLossless));
            Assert.True(isLossless);
        }
    }

    [Property(MaxTest = 1000)]
    public void Escape_sequences_in_any_disorder_decode_without_error(byte setNumber, byte[] picks)
    {
        string[] pieces = ["\u001B(B", "\u001B(J", "\u001B)I", "\u001B$B", "\u001B$(D", "\u001B$)C", "\u001B$)A", "\u001B-A", "\u001B-F", "\u001B", "\u001B$", "^", "=", "\\", "\r\n", ";3", "\u00B1\u00E6", "\u00B1"];
        var (set, _) = s_alphabets.Value[setNumber % s_alphabets.Value.Length];
        var bytes = Encoding.Latin1.GetBytes(string.Concat(picks.Select(pick => pieces[pick % pieces.Length])));
        Assert.DoesNotContain('\u001B', set.Decode(bytes, DicomVR.PN, out _));
    }

    [Fact]
    public void Alphabets_have_the_size_of_their_sets()
    {
        int Size(string terms) => Alphabet(CharacterSetSamples.Set(terms)).Length;
        Assert.Equal(95 + 1, Size(""));
        Assert.Equal(95 + 1 + 96, Size("ISO_IR 100"));

        // The overline in place of the tilde; the yen sign is a delimiter here.
        Assert.Equal(95 + 1 + 63, Size("ISO_IR 13"));
        Assert.Equal(95 + 1 + 6879, Size(@"\ISO 2022 IR 87"));
        Assert.Equal(95 + 1 + 6879 + 6067, Size(@"\ISO 2022 IR 87\ISO 2022 IR 159"));
        Assert.Equal(95 + 1 + 7445, Size(@"\ISO 2022 IR 58"));
    }
}
