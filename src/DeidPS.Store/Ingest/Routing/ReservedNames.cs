namespace DeidPS.Store.Ingest;

/// <summary>Names that cannot be folders everywhere.</summary>
internal static class ReservedNames
{
    /// <summary>True for CON, PRN, AUX, NUL, COM0 to COM9 and LPT0 to LPT9, which Windows takes for devices whatever follows a dot.</summary>
    public static bool IsDevice(ReadOnlySpan<char> name)
    {
        var dot = name.IndexOf('.');
        var stem = dot < 0 ? name : name[..dot];
        return Is(stem, "CON") || Is(stem, "PRN") || Is(stem, "AUX") || Is(stem, "NUL")
            || (stem.Length == 4 && char.IsAsciiDigit(stem[3]) && (Is(stem[..3], "COM") || Is(stem[..3], "LPT")));
    }

    private static bool Is(ReadOnlySpan<char> text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);
}
