using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>A data set to be encoded by hand: attributes of the table with values that must not stay, and sequences that hold more.</summary>
internal sealed class Planted
{
    private readonly SortedDictionary<uint, Planted> _sequences = [];
    private readonly SortedDictionary<uint, (DicomVR VR, byte[] Value)> _values = [];

    public Planted Inside(uint sequence)
    {
        if (!_sequences.TryGetValue(sequence, out var item))
        {
            _sequences[sequence] = item = new Planted();
        }

        return item;
    }

    public void Put(uint tag, DicomVR vr, byte[] value) => _values[tag] = (vr, value);

    /// <summary>A value of the attribute's VR that can be told from every dummy; a sequence gets an item with one.</summary>
    public void Plant(uint tag)
    {
        var vr = DicomDictionary.VROf(new DicomTag(tag));
        if (vr == DicomVR.SQ)
        {
            var item = Inside(tag);
            item._values[0x00080104] = (DicomVR.LO, "ZZPLANTED "u8.ToArray());
            item._values[0x00081150] = (DicomVR.UI, "1.2.840.10008.5.1.4.1.1.2\0"u8.ToArray());
            item._values[0x00081155] = (DicomVR.UI, Padded("1.2.3." + tag.ToString(CultureInfo.InvariantCulture), vr: DicomVR.UI));
            return;
        }

        _values[tag] = (vr, ValueOf(tag, vr));
    }

    public static byte[] ValueOf(uint tag, DicomVR vr) => vr switch
    {
        DicomVR.DA => "20240229"u8.ToArray(),
        DicomVR.DT => "20240229101112.5+0100 "u8.ToArray(),
        DicomVR.TM => "101112"u8.ToArray(),
        DicomVR.UI => Padded("1.2.3." + tag.ToString(CultureInfo.InvariantCulture), vr),
        DicomVR.AS => "045Y"u8.ToArray(),
        DicomVR.DS or DicomVR.IS => "12"u8.ToArray(),
        DicomVR.SH when tag == 0x00080201 => "+0100 "u8.ToArray(),
        DicomVR.US or DicomVR.SS => [7, 7],
        DicomVR.UL or DicomVR.SL or DicomVR.FL => [7, 7, 7, 7],
        DicomVR.FD => [7, 7, 7, 7, 7, 7, 7, 7],

        // What names the patient may stand nowhere else, not even where an option keeps values.
        _ when tag is 0x00100010 or 0x00100020 or 0x00101000 or 0x00101001 or 0x00101005 or 0x00101060 or 0x00080050 or 0x00200010 => "ZZIDENTITY"u8.ToArray(),
        _ => "ZZPLANTED "u8.ToArray(),
    };

    /// <summary>Encodes the elements.</summary>
    /// <param name="isExplicit">Explicit VR; inside UN it is implicit (PS3.5 6.2.2).</param>
    /// <param name="hideSequences">True to encode sequences that are no row of the table as UN of undefined length.</param>
    /// <param name="isFrame">Tells sequences that only carry others.</param>
    public DicomBytes Encode(bool isExplicit, bool hideSequences, Func<uint, bool> isFrame)
    {
        var bytes = new DicomBytes(isExplicit);
        foreach (var tag in _values.Keys.Concat(_sequences.Keys).Order())
        {
            if (_values.TryGetValue(tag, out var value))
            {
                bytes.Element(tag, value.VR.ToString(), value.Value);
                continue;
            }

            var hide = hideSequences && isExplicit && isFrame(tag);
            var item = _sequences[tag].Encode(isExplicit && !hide, hideSequences, isFrame);
            bytes.Sequence(tag, hide ? "UN" : "SQ", undefined: true, item);
        }

        return bytes;
    }

    private static byte[] Padded(string text, DicomVR vr) =>
        Encoding.ASCII.GetBytes((text.Length & 1) == 0 ? text : text + (vr == DicomVR.UI ? '\0' : ' '));
}
