using System.Globalization;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>Integers in text, as increments, indices and groups are written.</summary>
internal static class IntegerText
{
    public static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && value is >= int.MinValue and <= int.MaxValue;
}
