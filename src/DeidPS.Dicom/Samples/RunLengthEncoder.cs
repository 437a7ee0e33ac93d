using System.Buffers.Binary;

namespace DeidPS.Dicom;

/// <summary>RLE Lossless (PS3.5 Annex G), encoding only: one frame of 8-bit samples.</summary>
internal static class RunLengthEncoder
{
    private const int HeaderSize = 64;

    /// <summary>Encodes a frame.</summary>
    /// <param name="pixels">Samples, colour by pixel.</param>
    /// <param name="samples">Samples per pixel, each of which becomes a segment (PS3.5 G.2).</param>
    /// <param name="columns">Pixels of a row; no run crosses a row.</param>
    /// <returns>Header and segments, of even length.</returns>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int samples, int columns)
    {
        var result = new List<byte>(new byte[HeaderSize]);
        Span<byte> header = stackalloc byte[HeaderSize];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)samples);
        var row = new byte[columns];
        for (var sample = 0; sample < samples; sample++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header[(4 + (4 * sample))..], (uint)result.Count);
            for (var start = sample; start < pixels.Length; start += columns * samples)
            {
                for (var x = 0; x < columns; x++)
                {
                    row[x] = pixels[start + (x * samples)];
                }

                EncodeRow(row, result);
            }

            // Every segment has an even length (PS3.5 G.3.1).
            if ((result.Count & 1) != 0)
            {
                result.Add(0);
            }
        }

        var bytes = result.ToArray();
        header.CopyTo(bytes);
        return bytes;
    }

    private static void EncodeRow(ReadOnlySpan<byte> row, List<byte> result)
    {
        var position = 0;
        while (position < row.Length)
        {
            var run = RunAt(row, position);
            if (run >= 3)
            {
                result.Add((byte)(257 - run));
                result.Add(row[position]);
                position += run;
                continue;
            }

            var start = position;
            while (position < row.Length && position - start < 128 && RunAt(row, position) < 3)
            {
                position++;
            }

            result.Add((byte)(position - start - 1));
            result.AddRange(row[start..position]);
        }
    }

    private static int RunAt(ReadOnlySpan<byte> row, int start)
    {
        var end = start + 1;
        while (end < row.Length && end - start < 128 && row[end] == row[start])
        {
            end++;
        }

        return end - start;
    }
}
