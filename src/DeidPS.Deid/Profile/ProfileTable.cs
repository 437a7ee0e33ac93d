using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// The rows in force: PS3.15 Table E.1-1, and the attributes this project adds to it. Read from the embedded tables when first
/// asked, so a run in which nothing needs judging never loads them.
/// </summary>
public static class ProfileTable
{
    /// <summary>The edition of PS3.15 whose Table E.1-1 and Table E.3.10-1 are in force.</summary>
    public const string Edition = "2026d";

    private static readonly Lazy<List<ProfileRow>> s_standard = new(LoadStandard);
    private static readonly Lazy<List<ProfileRow>> s_beyond = new(LoadBeyond);
    private static readonly Lazy<Index> s_index = new(() => new Index(s_standard.Value));
    private static readonly Lazy<string> s_digest = new(ComputeDigest);

    private sealed class Index
    {
        public Index(List<ProfileRow> rows)
        {
            Exact = rows.Where(static r => r.IsExact).Select(static r => r.Value).ToFrozenSet();
            Repeating = [.. rows.Where(static r => r is { IsExact: false, Mask: not 0 })];
            var column = Array.IndexOf(OptionOrder, ProfileOptions.RetainPatientCharacteristics);
            PatientCharacteristics = rows.Where(r => r.Options[column] == ProfileCode.K).Select(static r => r.Value).ToFrozenSet();
        }

        public FrozenSet<uint> Exact { get; }

        public FrozenSet<uint> PatientCharacteristics { get; }

        public ProfileRow[] Repeating { get; }
    }

    /// <summary>Table E.1-1 prints the options in this order.</summary>
    public static IReadOnlyList<ProfileOptions> OptionColumns => OptionOrder;

    /// <summary>The rows of Table E.1-1 in its order.</summary>
    public static IReadOnlyList<ProfileRow> Standard => s_standard.Value;

    /// <summary>Rows this project adds: other identifying attributes, and instance UIDs the table lacks.</summary>
    public static IReadOnlyList<ProfileRow> Beyond => s_beyond.Value;

    /// <summary>SHA-256 over the tables in force, lower-case hexadecimal.</summary>
    public static string Digest => s_digest.Value;

    private static ProfileOptions[] OptionOrder { get; } =
    [
        ProfileOptions.RetainSafePrivate, ProfileOptions.RetainUids, ProfileOptions.RetainDeviceIdentity, ProfileOptions.RetainInstitutionIdentity,
        ProfileOptions.RetainPatientCharacteristics, ProfileOptions.RetainFullDates, ProfileOptions.RetainModifiedDates, ProfileOptions.CleanDescriptors,
        ProfileOptions.CleanStructuredContent, ProfileOptions.CleanGraphics,
    ];

    /// <summary>True when the Basic Profile would remove, empty or replace the attribute. Every private attribute counts.</summary>
    public static bool IsIdentifying(DicomTag tag)
    {
        if (tag.IsPrivate || s_index.Value.Exact.Contains(tag.Value))
        {
            return true;
        }

        foreach (var row in s_index.Value.Repeating)
        {
            if (row.Covers(tag))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for what Retain Patient Characteristics keeps as it is (PS3.15 E.3.7): age, sex, size, weight and the like.</summary>
    public static bool IsPatientCharacteristic(DicomTag tag) => s_index.Value.PatientCharacteristics.Contains(tag.Value);

    /// <summary>The rows below the header line of an embedded table, split into cells.</summary>
    internal static IEnumerable<string[]> Cells(string resource)
    {
        using var reader = new StreamReader(Open(resource));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }

    private static Stream Open(string resource) => typeof(ProfileTable).Assembly.GetManifestResourceStream(resource)
        ?? throw new InvalidOperationException($"The table {resource} is missing from the assembly.");

    private static string ComputeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in (string[])["confidentiality-profile.tsv", "beyond-profile.tsv", "uid-attributes.tsv", "safe-private.tsv"])
        {
            using var stream = Open(resource);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static List<ProfileRow> LoadStandard()
    {
        var rows = new List<ProfileRow>(700);
        foreach (var cells in Cells("confidentiality-profile.tsv"))
        {
            var (value, mask) = ParseTag(cells[0]);
            rows.Add(new ProfileRow(value, mask, cells[1], CodeOf(cells[4]), Array.ConvertAll(cells[5..15], CodeOf), IsStandard: true));
        }

        return rows;
    }

    private static List<ProfileRow> LoadBeyond()
    {
        var known = s_standard.Value.Where(static r => r.IsExact).Select(static r => r.Value).ToHashSet();
        var rows = new List<ProfileRow>(120);
        foreach (var cells in Cells("beyond-profile.tsv"))
        {
            var (value, mask) = ParseTag(cells[0]);
            var (basic, options) = Suggested(cells[4]);
            if (known.Add(value))
            {
                rows.Add(new ProfileRow(value, mask, cells[1], basic, options, IsStandard: false));
            }
        }

        foreach (var cells in Cells("uid-attributes.tsv"))
        {
            var (value, mask) = ParseTag(cells[0]);
            if (cells[2] is "instance" or "wellknown-or-instance" && known.Add(value))
            {
                rows.Add(new ProfileRow(value, mask, cells[1], ProfileCode.U, With((ProfileOptions.RetainUids, ProfileCode.K)), IsStandard: false));
            }
        }

        return rows;
    }

    /// <summary>The phrases of beyond-profile.tsv as codes.</summary>
    private static (ProfileCode Basic, ProfileCode[] Options) Suggested(string phrase) => phrase switch
    {
        "X" => (ProfileCode.X, With()),
        "X, except (0040,A160) inside content items: by the content item" => (ProfileCode.X, With()),
        "X (K with Retain Device Identity)" => (ProfileCode.X, With((ProfileOptions.RetainDeviceIdentity, ProfileCode.K))),
        "X, or D when Type 1" or "X or D by Type" => (ProfileCode.XD, With()),
        "refuse the JPIP transfer syntaxes, or fetch the pixels first" => (ProfileCode.XD, With()),
        "X or D by Type; K or C with the temporal options" => (ProfileCode.XD, With((ProfileOptions.RetainFullDates, ProfileCode.K), (ProfileOptions.RetainModifiedDates, ProfileCode.C))),
        "X or Z by Type" => (ProfileCode.XZ, With()),
        "X or Z by Type (C with Clean Descriptors)" => (ProfileCode.XZ, With((ProfileOptions.CleanDescriptors, ProfileCode.C))),
        "U (K with Retain UIDs)" => (ProfileCode.U, With((ProfileOptions.RetainUids, ProfileCode.K))),
        _ => throw new InvalidOperationException($"beyond-profile.tsv has an action that is not known: {phrase}"),
    };

    private static ProfileCode[] With(params ReadOnlySpan<(ProfileOptions Option, ProfileCode Code)> codes)
    {
        var options = new ProfileCode[OptionOrder.Length];
        foreach (var (option, code) in codes)
        {
            options[Array.IndexOf(OptionOrder, option)] = code;
        }

        return options;
    }

    private static ProfileCode CodeOf(string text) => text switch
    {
        "" => ProfileCode.None,
        "K" => ProfileCode.K,
        "X" => ProfileCode.X,
        "Z" => ProfileCode.Z,
        "D" => ProfileCode.D,
        "U" => ProfileCode.U,
        "C" => ProfileCode.C,
        "X/Z" => ProfileCode.XZ,
        "X/D" => ProfileCode.XD,
        "Z/D" => ProfileCode.ZD,
        "X/Z/D" => ProfileCode.XZD,
        "X/Z/U*" => ProfileCode.XZU,
        _ => throw new InvalidOperationException($"confidentiality-profile.tsv has a code that is not known: {text}"),
    };

    /// <summary>Eight digits, an <c>x</c> for any; <c>ggggeeee</c> for every private attribute.</summary>
    private static (uint Value, uint Mask) ParseTag(string text)
    {
        if (text == "ggggeeee")
        {
            return (0, 0);
        }

        return text.Contains('x', StringComparison.Ordinal)
            ? (Hex(text.Replace('x', '0')), Hex(string.Create(8, text, static (span, t) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = t[i] == 'x' ? '0' : 'F';
                }
            })))
            : (Hex(text), uint.MaxValue);
    }

    private static uint Hex(string text) => uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
