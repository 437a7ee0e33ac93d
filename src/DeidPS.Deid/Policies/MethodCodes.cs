using System.Collections.Frozen;

namespace DeidPS.Deid.Policies;

/// <summary>Codes of de-identification methods (PS3.16 CID 7050, 2026d), from the embedded table.</summary>
internal static class MethodCodes
{
    /// <summary>The Basic Profile.</summary>
    public const string BasicProfile = "113100";

    /// <summary>Clean Pixel Data.</summary>
    public const string CleanPixelData = "113101";

    private static readonly Lazy<FrozenDictionary<string, string>> s_meanings = new(Load);

    /// <summary>The codes in ascending order.</summary>
    public static IEnumerable<string> All => s_meanings.Value.Keys.Order(StringComparer.Ordinal);

    /// <summary>The meaning of a code, exactly as the standard has it.</summary>
    /// <param name="codeValue">For example 113100.</param>
    public static string MeaningOf(string codeValue) => s_meanings.Value[codeValue];

    private static FrozenDictionary<string, string> Load()
    {
        using var stream = typeof(MethodCodes).Assembly.GetManifestResourceStream("deid-method-codes.tsv")
            ?? throw new InvalidOperationException("The table of method codes is missing from the assembly.");
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            meanings.Add(cells[0], cells[2]);
        }

        return meanings.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
