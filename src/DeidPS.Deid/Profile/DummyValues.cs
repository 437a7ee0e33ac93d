using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>Dummy values that are legal for their VR (deid-profile 5): padded, in the default repertoire, and never a word where a number belongs.</summary>
internal static class DummyValues
{
    private static readonly byte[] s_zeros = new byte[8];
    private static readonly byte[] s_anonymous = "ANONYMOUS "u8.ToArray();
    private static readonly byte[] s_anonymized = "ANONYMIZED"u8.ToArray();
    private static readonly byte[] s_anon = "ANON"u8.ToArray();
    private static readonly byte[] s_age = "000Y"u8.ToArray();
    private static readonly byte[] s_date = "19000101"u8.ToArray();
    private static readonly byte[] s_dateTime = "19000101000000"u8.ToArray();
    private static readonly byte[] s_time = "000000"u8.ToArray();
    private static readonly byte[] s_number = "0 "u8.ToArray();
    private static readonly byte[] s_reference = "urn:uuid:00000000-0000-0000-0000-000000000000 "u8.ToArray();
    private static readonly byte[] s_reason = "COERCE"u8.ToArray();

    /// <summary>The dummy of an attribute; null for UI and SQ, which are made from the original.</summary>
    public static ReadOnlyMemory<byte>? Of(DicomTag tag, DicomVR vr)
    {
        var bytes = One(tag, vr);
        if (bytes is null)
        {
            return null;
        }

        var count = MinimumCount(tag, vr);
        return count > 1 ? Repeated(bytes.Value, count, vr) : bytes;
    }

    private static ReadOnlyMemory<byte>? One(DicomTag tag, DicomVR vr) => vr switch
    {
        DicomVR.AE or DicomVR.PN => s_anonymous,
        DicomVR.AS => s_age,
        DicomVR.CS => tag.Value == 0x04000565 ? s_reason : s_anon,
        DicomVR.SH => s_anon,
        DicomVR.DA => s_date,
        DicomVR.DT => s_dateTime,
        DicomVR.TM => s_time,
        DicomVR.DS or DicomVR.IS => s_number,
        DicomVR.LO or DicomVR.LT or DicomVR.ST or DicomVR.UC or DicomVR.UT => s_anonymized,
        DicomVR.UR => s_reference,
        DicomVR.UI or DicomVR.SQ => (ReadOnlyMemory<byte>?)null,
        _ => s_zeros.AsMemory(0, Math.Max(vr == DicomVR.AT ? 4 : vr.WordSize(), 2)),
    };

    /// <summary>
    /// How many values the dictionary demands at least. Nearly every attribute the table dummies has one; those with more have a VR of numbers,
    /// so only for those the dictionary's text is read.
    /// </summary>
    private static int MinimumCount(DicomTag tag, DicomVR vr)
    {
        if (tag.IsPrivate || (!vr.IsBinaryNumber() && vr is not (DicomVR.DS or DicomVR.IS or DicomVR.CS)) || DicomDictionary.Find(tag)?.VM is not { } vm)
        {
            return 1;
        }

        var count = 0;
        foreach (var c in vm)
        {
            if (!char.IsAsciiDigit(c))
            {
                break;
            }

            count = (count * 10) + c - '0';
        }

        return Math.Clamp(count, 1, 64);
    }

    private static byte[] Repeated(ReadOnlyMemory<byte> value, int count, DicomVR vr)
    {
        if (vr.IsBinaryNumber())
        {
            return new byte[count * value.Length];
        }

        var one = System.Text.Encoding.ASCII.GetString(value.Span).TrimEnd(' ');
        var text = string.Join('\\', Enumerable.Repeat(one, count));
        return System.Text.Encoding.ASCII.GetBytes((text.Length & 1) == 0 ? text : text + " ");
    }
}
