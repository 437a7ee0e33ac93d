using System.Text;

namespace DeidPS.Dicom;

/// <summary>Code pages by number, without registering the provider for the whole process: this is a library in somebody's shell.</summary>
internal static class CodePages
{
    /// <summary>The code page with U+FFFD for bytes it does not know; for reading.</summary>
    public static Encoding Lenient(int number) => Get(number, new EncoderReplacementFallback("?"), new DecoderReplacementFallback("\uFFFD"));

    /// <summary>The code page that throws on bytes and characters it does not know, and guesses none.</summary>
    public static Encoding Strict(int number) => Get(number, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static Encoding Get(int number, EncoderFallback encoder, DecoderFallback decoder) =>
        CodePagesEncodingProvider.Instance.GetEncoding(number, encoder, decoder) ?? Encoding.GetEncoding(number, encoder, decoder);
}
