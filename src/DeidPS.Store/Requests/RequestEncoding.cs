using System.Text;

namespace DeidPS.Store.Requests;

/// <summary>Finds out how a request file is encoded (C3): by its mark, else UTF-8, else Windows-1252.</summary>
internal static class RequestEncoding
{
    private const int WindowsLatin = 1252;

    static RequestEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads through the file, and goes back to its beginning.</summary>
    /// <param name="stream">The file, which can be read twice.</param>
    /// <param name="isGuessed">True when the file is not UTF-8 and has no mark, so that the encoding is a guess.</param>
    public static Encoding Detect(Stream stream, out bool isGuessed)
    {
        isGuessed = false;
        Span<byte> mark = stackalloc byte[4];
        var length = stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (length >= 2 && ((mark[0] == 0xFF && mark[1] == 0xFE) || (length == 4 && mark[0] != 0 && mark[1] == 0 && mark[2] != 0 && mark[3] == 0)))
        {
            return Encoding.Unicode;
        }

        if (length >= 2 && ((mark[0] == 0xFE && mark[1] == 0xFF) || (length == 4 && mark[0] == 0 && mark[1] != 0 && mark[2] == 0 && mark[3] != 0)))
        {
            return Encoding.BigEndianUnicode;
        }

        var isUtf8 = IsUtf8(stream);
        stream.Position = 0;
        isGuessed = !isUtf8;
        return isUtf8 ? Encoding.UTF8 : Encoding.GetEncoding(WindowsLatin);
    }

    private static bool IsUtf8(Stream stream)
    {
        var decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
        var buffer = new byte[1 << 16];
        var text = new char[buffer.Length + 2];
        try
        {
            for (int n; (n = stream.Read(buffer)) > 0;)
            {
                decoder.GetChars(buffer, 0, n, text, 0, flush: false);
            }

            decoder.GetChars([], 0, 0, text, 0, flush: true);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
