using System.Buffers;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// Whether the bytes of an attribute can be a value of the VR it is defined with (PS3.5 6.2): letters in a number, text where a sequence or
/// binary numbers belong, and the reverse are carriers of something else, and no table of attributes can judge them.
/// </summary>
internal static class ValueForm
{
    /// <summary>Longer tables may well run through the alphabet.</summary>
    private const int Few = 64;
    private const int ShortestWord = 4;

    private static readonly SearchValues<byte> s_number = SearchValues.Create("0123456789+-.eE \\\0"u8);
    private static readonly SearchValues<byte> s_uid = SearchValues.Create("0123456789. \\\0"u8);
    private static readonly SearchValues<byte> s_age = SearchValues.Create("0123456789DWMYdwmy \\\0"u8);

    /// <summary>Wider than PS3.5 allows, since modalities write lower case and signs; nothing that puts a name's parts together.</summary>
    private static readonly SearchValues<byte> s_code = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_ -./+:*()<>#%&\\\0"u8);

    private static readonly SearchValues<byte> s_printable = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(static b => (byte)b), 0]);

    /// <summary>True when the value fits; always for an attribute that the dictionary does not know.</summary>
    /// <param name="element">The element.</param>
    /// <param name="vr">The VR it is defined with.</param>
    public static bool Fits(DicomElement element, DicomVR vr)
    {
        // Items are judged one by one, whatever they stand in.
        if (element.IsSequence || vr is DicomVR.None or DicomVR.UN || element.IsEmpty)
        {
            return true;
        }

        if (vr == DicomVR.SQ)
        {
            return false;
        }

        if (element.VR != DicomVR.UN && element.VR.IsText() != vr.IsText())
        {
            return false;
        }

        return vr switch
        {
            DicomVR.DS or DicomVR.IS => IsOnly(element, s_number),
            DicomVR.UI => IsOnly(element, s_uid),
            DicomVR.AS => IsOnly(element, s_age),
            DicomVR.CS => IsOnly(element, s_code),
            _ => element.VR != DicomVR.UN || !vr.IsText() || (!element.IsBulk && element.Bytes.Span.TrimEnd((byte)0).IndexOf((byte)0) < 0),
        };
    }

    /// <summary>
    /// True when bytes that should be numbers or samples can be text: all of them can be printed, or a few of them have letters in a row.
    /// </summary>
    public static bool LooksLikeText(DicomElement element) => element.Length <= Few
        ? HasWord(element.LoadBytes().Span)
        : !element.IsBulk && element.Bytes.Span.IndexOfAnyExcept(s_printable) < 0;

    private static bool HasWord(ReadOnlySpan<byte> bytes)
    {
        var letters = 0;
        foreach (var b in bytes)
        {
            letters = char.IsAsciiLetter((char)b) ? letters + 1 : 0;
            if (letters == ShortestWord)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOnly(DicomElement element, SearchValues<byte> characters) =>
        !element.IsBulk && !element.IsEncapsulated && element.Bytes.Span.IndexOfAnyExcept(characters) < 0;
}
