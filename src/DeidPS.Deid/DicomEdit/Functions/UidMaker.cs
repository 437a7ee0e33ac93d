using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>Makes UIDs: hashed, random and keyed (sections 7.2 and 7.3).</summary>
internal static class UidMaker
{
    /// <summary>Longest prefix of a keyed UID: leaves room for 20 digits.</summary>
    public const int MaximumPrefix = 43;

    /// <summary>hashUID: a name-based UUID of version 5 without namespace, as a decimal under 2.25. Not secret.</summary>
    public static string Hash(string text)
    {
        Span<byte> digest = stackalloc byte[20];
        SHA1.HashData(Encoding.UTF8.GetBytes(text), digest);
        return FromUuid(digest[..16], 0x50);
    }

    /// <summary>newUID: a random UUID under 2.25.</summary>
    public static string Random()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return FromUuid(bytes, 0x40);
    }

    /// <summary>mapUID: the same value, prefix and key give the same UID on any machine.</summary>
    public static string Keyed(string text, string prefix, ReadOnlySpan<byte> key)
    {
        prefix = prefix.TrimEnd('.');
        Span<byte> digest = stackalloc byte[32];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(prefix + "\n" + text), digest);
        var number = new BigInteger(digest[..16], isUnsigned: true, isBigEndian: true);
        var room = 64 - prefix.Length - 1;
        if (room < 39)
        {
            number %= BigInteger.Pow(10, room);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{prefix}.{number}");
    }

    /// <summary>True for digits in dotted parts without leading zeros, short enough to be a prefix.</summary>
    public static bool IsPrefix(string text)
    {
        text = text.EndsWith('.') ? text[..^1] : text;
        return text.Length is > 0 and <= MaximumPrefix
            && text.Split('.').All(p => p.Length > 0 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0'));
    }

    private static string FromUuid(Span<byte> bytes, byte version)
    {
        bytes[6] = (byte)((bytes[6] & 0x0F) | version);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return string.Create(CultureInfo.InvariantCulture, $"2.25.{new BigInteger(bytes, isUnsigned: true, isBigEndian: true)}");
    }
}
