using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace DeidPS.Dicom;

/// <summary>Invented numbers and UIDs that depend on nothing but a seed and a label, so that a sample can be made again.</summary>
internal sealed class SampleRandom(int seed)
{
    /// <summary>A number from 0 up to, not including, a limit.</summary>
    public int Below(int limit, string label) => (int)(BinaryPrimitives.ReadUInt32LittleEndian(Hash(label)) % (uint)limit);

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> choices, string label) => choices[Below(choices.Count, label)];

    /// <summary>A UUID-derived UID (PS3.5 B.2).</summary>
    public string Uid(string label)
    {
        var uuid = Hash("uid " + label)[..16];

        // Version 8 and the variant of RFC 9562: 128 bits of somebody's own choice are a UUID only with these marks.
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x80);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return "2.25." + new BigInteger(uuid, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }

    private byte[] Hash(string label) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DeidPS sample {seed} {label}")));
}
