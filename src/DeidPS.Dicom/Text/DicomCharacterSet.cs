using System.Text;

namespace DeidPS.Dicom;

/// <summary>The character sets of a data set (PS3.3 C.12.1.1.2): single byte and UTF-8 only until the code extensions arrive.</summary>
public sealed class DicomCharacterSet
{
    private DicomCharacterSet(IReadOnlyList<string> terms) => Terms = terms;

    /// <summary>The default repertoire.</summary>
    public static DicomCharacterSet Default { get; } = new([]);

    /// <summary>The defined terms.</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>Makes a character set.</summary>
    public static DicomCharacterSet FromTerms(IReadOnlyList<string> terms) => new(terms);

    /// <summary>Decodes a value.</summary>
    public string Decode(ReadOnlySpan<byte> bytes, DicomVR vr, out bool isLossless)
    {
        isLossless = true;
        return (Terms is ["ISO_IR 192"] ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }

    /// <summary>Encodes a value.</summary>
    public bool TryEncode(ReadOnlySpan<char> text, DicomVR vr, out byte[] bytes)
    {
        bytes = (Terms is ["ISO_IR 192"] ? Encoding.UTF8 : Encoding.Latin1).GetBytes(text.ToArray());
        return true;
    }
}
