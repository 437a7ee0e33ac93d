namespace DeidPS.Dicom;

/// <summary>The registered UIDs and the storage SOP classes; read from the embedded tables at the first question.</summary>
public static class DicomUids
{
    /// <summary>Media Storage Directory Storage: the SOP class of a DICOMDIR (PS3.10 8.6).</summary>
    public const string MediaStorageDirectory = "1.2.840.10008.1.3.10";

    private static readonly Lazy<Dictionary<string, UidEntry>> s_uids = new(LoadUids);
    private static readonly Lazy<Dictionary<string, SopClassEntry>> s_sopClasses = new(LoadSopClasses);

    /// <summary>Every registered UID of the tables.</summary>
    public static IEnumerable<UidEntry> All => s_uids.Value.Values;

    /// <summary>Every storage SOP class of the tables.</summary>
    public static IEnumerable<SopClassEntry> SopClasses => s_sopClasses.Value.Values;

    /// <summary>Finds a registered UID; padding (NUL, blank) is ignored. Null when it is not registered.</summary>
    public static UidEntry? Find(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        return s_uids.Value.GetValueOrDefault(uid.Trim(' ', '\0'));
    }

    /// <summary>Finds a storage SOP class; padding (NUL, blank) is ignored. Null when it is none.</summary>
    public static SopClassEntry? FindSopClass(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        return s_sopClasses.Value.GetValueOrDefault(uid.Trim(' ', '\0'));
    }

    private static Dictionary<string, UidEntry> LoadUids()
    {
        var table = TsvTable.Load("uids.tsv", 500);
        return Enumerable.Range(0, table.RowCount)
            .Select(row => new UidEntry(table.Text(row, 0), table.Text(row, 1), table.Text(row, 2), table.Text(row, 3), table.Text(row, 4) == "Y"))
            .ToDictionary(entry => entry.Uid, StringComparer.Ordinal);
    }

    private static Dictionary<string, SopClassEntry> LoadSopClasses()
    {
        var table = TsvTable.Load("sop-classes.tsv", 220);
        return Enumerable.Range(0, table.RowCount)
            .Select(row => new SopClassEntry(
                table.Text(row, 0),
                table.Text(row, 1),
                table.Text(row, 2),
                table.Text(row, 3),
                table.Text(row, 4),
                table.Text(row, 5) == "Y",
                table.Text(row, 6)))
            .ToDictionary(entry => entry.Uid, StringComparer.Ordinal);
    }
}
