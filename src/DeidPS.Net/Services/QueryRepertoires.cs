using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Character sets a query is asked in. A node should compare characters (PS3.4 C.2.2.2), but some compare bytes, so a name beyond ASCII is asked
/// for in each encoding an archive may hold it in. Keys in ASCII, which are nearly all, are asked for once.
/// </summary>
internal static class QueryRepertoires
{
    /// <summary>Sets of one byte, of which one is enough where the bytes are the same.</summary>
    private static readonly string[] s_single = ["ISO_IR 100", "ISO_IR 101", "ISO_IR 109", "ISO_IR 110", "ISO_IR 144", "ISO_IR 127", "ISO_IR 126", "ISO_IR 138", "ISO_IR 148", "ISO_IR 166", "ISO_IR 13"];

    /// <summary>Sets of several bytes; they hold Greek and Cyrillic too, so they come in only where no single-byte set does.</summary>
    private static readonly string[] s_several = ["\\ISO 2022 IR 87", "ISO 2022 IR 13\\ISO 2022 IR 87", "\\ISO 2022 IR 149", "\\ISO 2022 IR 58", Chinese];

    /// <summary>Holds all of Unicode, but is used where there are ideographs.</summary>
    private const string Chinese = "GB18030";

    private const string Unicode = "ISO_IR 192";

    /// <summary>Values of (0008,0005), best first; one that is empty for ASCII.</summary>
    /// <param name="texts">The keys with their VRs.</param>
    public static IReadOnlyList<string> Of(params IReadOnlyList<(string? Text, DicomVR VR)> texts)
    {
        if (texts.All(t => t.Text is null || System.Text.Ascii.IsValid(t.Text)))
        {
            return [string.Empty];
        }

        var singles = s_single.Select(term => (Term: term, Bytes: Bytes(term, texts))).Where(s => s.Bytes is not null).DistinctBy(s => s.Bytes).Select(s => s.Term).ToList();
        IEnumerable<string> others = singles.Count > 0 ? singles : s_several.Where(term => (term != Chinese || texts.Any(t => t.Text?.AsSpan().ContainsAnyInRange('\u3400', '\u9FFF') == true)) && Bytes(term, texts) is not null).DistinctBy(term => Bytes(term, texts));
        return texts.All(t => t.Text?.All(c => c <= 0xFF) != false) ? [.. others, Unicode] : [Unicode, .. others];
    }

    /// <summary>The keys in a set, to be compared; null when it lacks a character.</summary>
    private static string? Bytes(string term, IReadOnlyList<(string? Text, DicomVR VR)> texts)
    {
        var set = DicomCharacterSet.FromTerms(term.Split('\\'));
        var all = new System.Text.StringBuilder();
        foreach (var (text, vr) in texts)
        {
            if (!set.TryEncode(text, vr, out var bytes))
            {
                return null;
            }

            all.Append(Convert.ToHexString(bytes)).Append(' ');
        }

        return all.ToString();
    }
}
