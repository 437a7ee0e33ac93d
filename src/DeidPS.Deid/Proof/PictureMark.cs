using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>
/// Tells the same picture in an original and in an output: a hash of the pixel data's length and of three short stretches. So an output's dates
/// are held against those of its own patient, and not against those of ten thousand others.
/// </summary>
internal static class PictureMark
{
    private const int Stretch = 2048;

    /// <summary>The mark; 0 when there is no pixel data, or nothing but one byte in it.</summary>
    public static ulong Of(DicomDataset dataset)
    {
        if (dataset.Find(DicomTags.PixelData) is not { IsEmpty: false, IsSequence: false } pixels)
        {
            return 0;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((3 * Stretch) + 8);
        try
        {
            var count = 0;
            long length;
            if (pixels.IsEncapsulated)
            {
                length = pixels.Fragments.Sum(f => f.Length);
                foreach (var fragment in pixels.Fragments.Skip(1).Take(3))
                {
                    count += pixels.ReadBytes(fragment, fragment.Length / 2, buffer.AsSpan(8 + count, Stretch));
                }
            }
            else
            {
                length = pixels.Length;
                for (var part = 0; part < 3; part++)
                {
                    count += pixels.ReadBytes(part * length / 3, buffer.AsSpan(8 + count, Stretch));
                }
            }

            var taken = buffer.AsSpan(8, count);
            if (count == 0 || taken.IndexOfAnyExcept(taken[0]) < 0)
            {
                return 0;
            }

            BinaryPrimitives.WriteInt64LittleEndian(buffer, length);
            return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(buffer.AsSpan(0, 8 + count)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
