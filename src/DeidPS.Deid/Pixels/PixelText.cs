using System.Globalization;

namespace DeidPS.Deid.Pixels;

/// <summary>Reads the four texts of alterPixels (DicomEdit specification, section 7.7).</summary>
internal static class PixelText
{
    /// <summary>Reads a shape and its sides.</summary>
    /// <returns>Null, and what is wrong in <paramref name="problem"/>.</returns>
    public static PixelRectangle? ReadShape(string shape, string sides, out string? problem)
    {
        problem = null;
        if (!string.Equals(shape.Trim(), "rectangle", StringComparison.OrdinalIgnoreCase))
        {
            problem = "the only shape is rectangle.";
            return null;
        }

        var values = new int?[4];
        foreach (var (name, text) in Pairs(sides))
        {
            var index = name.ToUpperInvariant() switch { "L" or "LEFT" => 0, "T" or "TOP" => 1, "R" or "RIGHT" => 2, "B" or "BOTTOM" => 3, _ => -1 };
            if (index < 0 || values[index] is not null || !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            {
                problem = "the sides are l, t, r and b, each once and a whole number.";
                return null;
            }

            values[index] = value;
        }

        if (values.Contains(null))
        {
            problem = "one of the sides l, t, r and b is missing.";
            return null;
        }

        var rectangle = new PixelRectangle(values[0]!.Value, values[1]!.Value, values[2]!.Value, values[3]!.Value);
        problem = rectangle.IsEmpty ? "the rectangle is empty: left is before right and top before bottom." : null;
        return rectangle.IsEmpty ? null : rectangle;
    }

    /// <summary>Reads a fill and its colour; a part that cannot be read is 0.</summary>
    /// <returns>Null, and what is wrong in <paramref name="problem"/>.</returns>
    public static PixelFill? ReadFill(string fill, string colour, out string? problem)
    {
        problem = null;
        if (!string.Equals(fill.Trim(), "solid", StringComparison.OrdinalIgnoreCase))
        {
            problem = "the only fill is solid.";
            return null;
        }

        var parts = new int[3];
        foreach (var (name, text) in Pairs(colour))
        {
            var value = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : 0;
            if (value is < 0 or > 255)
            {
                problem = "a colour stands between 0 and 255.";
                return null;
            }

            switch (name.ToUpperInvariant())
            {
                case "V" or "VALUE":
                    parts = [value, value, value];
                    break;
                case "R" or "RED":
                    parts[0] = value;
                    break;
                case "G" or "GREEN":
                    parts[1] = value;
                    break;
                case "B" or "BLUE":
                    parts[2] = value;
                    break;
            }
        }

        return new PixelFill((byte)parts[0], (byte)parts[1], (byte)parts[2]);
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = part.IndexOf('=', StringComparison.Ordinal);
            yield return sign < 0 ? (part, string.Empty) : (part[..sign].Trim(), part[(sign + 1)..].Trim());
        }
    }
}
