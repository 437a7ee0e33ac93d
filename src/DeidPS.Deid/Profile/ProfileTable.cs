using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// Which attributes PS3.15 Table E.1-1 (2026d) calls identifying: the Basic Profile acts on every one it lists. Read from the
/// embedded table when first asked, so a run in which nothing needs judging never loads it.
/// </summary>
internal static class ProfileTable
{
    private static readonly Lazy<Rows> s_rows = new(Load);

    private sealed record Rows(HashSet<uint> Exact, HashSet<uint> PatientCharacteristics, List<(uint Mask, uint Value)> Repeating);

    /// <summary>True when the Basic Profile would remove, empty or replace the attribute. Every private attribute counts.</summary>
    public static bool IsIdentifying(DicomTag tag)
    {
        if (tag.IsPrivate || s_rows.Value.Exact.Contains(tag.Value))
        {
            return true;
        }

        foreach (var (mask, value) in s_rows.Value.Repeating)
        {
            if ((tag.Value & mask) == value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for what Retain Patient Characteristics keeps as it is (PS3.15 E.3.4): age, sex, size, weight and the like.</summary>
    public static bool IsPatientCharacteristic(DicomTag tag) => s_rows.Value.PatientCharacteristics.Contains(tag.Value);

    private static Rows Load()
    {
        using var stream = typeof(ProfileTable).Assembly.GetManifestResourceStream("confidentiality-profile.tsv")
            ?? throw new InvalidOperationException("The profile table is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var rows = new Rows([], [], []);
        var retained = Array.IndexOf((reader.ReadLine() ?? string.Empty).Split('\t'), "rtn_pat_chars");
        while (reader.ReadLine() is { } line)
        {
            var tag = line[..8];
            if (!tag.Contains('x', StringComparison.Ordinal))
            {
                if (uint.TryParse(tag, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var exact))
                {
                    rows.Exact.Add(exact);
                    if (line.Split('\t')[retained] == "K")
                    {
                        rows.PatientCharacteristics.Add(exact);
                    }
                }

                continue;
            }

            var digits = tag.Select(c => c == 'x' ? '0' : 'F').ToArray();
            rows.Repeating.Add((Hex(new string(digits)), Hex(tag.Replace('x', '0'))));
        }

        return rows;
    }

    private static uint Hex(string text) => uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
