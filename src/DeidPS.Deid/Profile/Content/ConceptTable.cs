using System.Collections.Frozen;

namespace DeidPS.Deid.Profile.Content;

/// <summary>PS3.15 Table E.3.4-1 (2026c): concepts whose content items can identify. Read from the embedded table when first asked.</summary>
internal static class ConceptTable
{
    private static readonly Lazy<FrozenDictionary<(string Scheme, string Code, string ValueType), ConceptRow>> s_rows = new(Load);

    /// <summary>Codes of the retired SNOMED-RT scheme for the table's SNOMED CT codes (PS3.16 Annex O).</summary>
    private static readonly FrozenDictionary<string, string> s_retired = new Dictionary<string, string>
    {
        ["DD-60002"] = "116224001", ["F-02455"] = "160476009", ["F-00033"] = "271921002", ["G-C0E3"] = "363698007", ["R-42B89"] = "371524004",
        ["G-D320"] = "397898000", ["DF-0070B"] = "398164008", ["G-D321"] = "398201009", ["DF-0068E"] = "398325003", ["PA-30029"] = "440252007",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string Column, ProfileOptions Option)[] s_columns =
    [
        ("rtn_uids", ProfileOptions.RetainUids), ("rtn_dev_id", ProfileOptions.RetainDeviceIdentity),
        ("rtn_inst_id", ProfileOptions.RetainInstitutionIdentity), ("rtn_pat_chars", ProfileOptions.RetainPatientCharacteristics),
        ("rtn_long_full_dates", ProfileOptions.RetainFullDates), ("rtn_long_modif_dates", ProfileOptions.RetainModifiedDates),
        ("clean_desc", ProfileOptions.CleanDescriptors),
    ];

    /// <summary>All rows, for tests and the conformance statement.</summary>
    public static IEnumerable<KeyValuePair<(string Scheme, string Code, string ValueType), ConceptRow>> Rows => s_rows.Value;

    /// <summary>The row of a concept together with a value type; null when the table does not list them.</summary>
    public static ConceptRow? Find(string? scheme, string? code, string valueType)
    {
        if (string.IsNullOrEmpty(scheme) || string.IsNullOrEmpty(code))
        {
            return null;
        }

        // One terminology under its names of three decades (PS3.16 8.1); its old codes stand under any of them.
        if (scheme is "SRT" or "SNM3" or "99SDM" or "SCT")
        {
            scheme = "SCT";
            code = s_retired.GetValueOrDefault(code, code);
        }

        return s_rows.Value.GetValueOrDefault((scheme, code, valueType));
    }

    private static FrozenDictionary<(string Scheme, string Code, string ValueType), ConceptRow> Load()
    {
        using var stream = typeof(ConceptTable).Assembly.GetManifestResourceStream("clean-structured-content.tsv")
            ?? throw new InvalidOperationException("The table of concepts is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var header = (reader.ReadLine() ?? string.Empty).Split('\t');
        var columns = Array.ConvertAll(s_columns, c => (Index: Array.IndexOf(header, c.Column), c.Option));
        var rows = new Dictionary<(string, string, string), ConceptRow>();
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');

            // A version stands behind the designator of one scheme: NCDR [2.0b].
            var scheme = cells[1].Split(' ')[0];
            rows.Add((scheme, cells[0], cells[2]), new ConceptRow(
                cells[6],
                [.. columns.Where(c => cells[c.Index].Length > 0).Select(c => (c.Option, cells[c.Index][0]))]));
        }

        return rows.ToFrozenDictionary();
    }
}
