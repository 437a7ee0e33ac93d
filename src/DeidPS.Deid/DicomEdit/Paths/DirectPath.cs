using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Paths;

/// <summary>The notation of delete and set: absolute, items by index, private elements by number, no wildcards (section 7.5).</summary>
internal static class DirectPath
{
    /// <summary>Reads an address such as <c>(0040,0275)[0]/(0040,0007)</c>; null when it cannot be read.</summary>
    public static TagPath? Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length > TagPath.MaximumSteps)
        {
            return null;
        }

        var steps = new List<PathStep>(parts.Length);
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i].Trim(' ', '\t');
            var close = part.IndexOf(')', StringComparison.Ordinal);
            if (close < 0 || part[0] != '(' || !DicomTag.TryParse(part.AsSpan(0, close + 1), out var tag) || !part.Contains(',', StringComparison.Ordinal))
            {
                return null;
            }

            var rest = part[(close + 1)..].Trim(' ', '\t');
            var index = PathStep.NoIndex;
            if (rest.Length > 0 && !TryReadIndex(rest, out index))
            {
                return null;
            }

            if (rest.Length == 0 && i < parts.Length - 1)
            {
                return null;
            }

            steps.Add(new PathStep(PathStepKind.Tag, TagPattern.Exact(tag), index));
        }

        return TagPath.Create(steps);
    }

    private static bool TryReadIndex(string text, out int index)
    {
        index = PathStep.NoIndex;
        return text[0] == '[' && text[^1] == ']'
            && int.TryParse(text.AsSpan(1, text.Length - 2).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
