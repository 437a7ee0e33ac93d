using System.Buffers;
using System.Security.Cryptography;

namespace DeidPS.Store.Operations;

/// <summary>Copies a file and says what was copied.</summary>
internal static class HashedCopy
{
    private const int BufferSize = 1 << 20;

    /// <summary>Copies a stream to its end.</summary>
    /// <returns>SHA-256 of what was copied, in hexadecimal digits.</returns>
    public static string Through(Stream input, Stream output, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int n; (n = input.Read(buffer, 0, BufferSize)) > 0;)
            {
                stop.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, n);
                output.Write(buffer, 0, n);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
