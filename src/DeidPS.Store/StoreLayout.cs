namespace DeidPS.Store;

/// <summary>Folders of a store (workflow section 14).</summary>
/// <param name="Root">Full path of the store.</param>
public sealed record StoreLayout(string Root)
{
    /// <summary>Name of the folder of entries that wait.</summary>
    public const string PrearchiveName = "prearchive";

    /// <summary>Name of the folder of accepted data.</summary>
    public const string ArchiveName = "archive";

    /// <summary>Folder name of entries that belong to no project.</summary>
    public const string Unassigned = "_unassigned";

    /// <summary>Where the catalogue is found, and policies.</summary>
    public string Config => Path.Combine(Root, "config");

    /// <summary>The file that says where the catalogue is.</summary>
    public string SiteFile => Path.Combine(Config, "site.json");

    /// <summary>The catalogue, when it is a file.</summary>
    public string CatalogFile => Path.Combine(Root, "db", "store.db");

    /// <summary>What belongs to the identified side; everything in it is encrypted.</summary>
    public string Identified => Path.Combine(Root, "identified");

    /// <summary>Instances that are held back, encrypted.</summary>
    public string Hold => Path.Combine(Identified, "hold");

    /// <summary>Entries that wait.</summary>
    public string Prearchive => Path.Combine(Root, PrearchiveName);

    /// <summary>Accepted data.</summary>
    public string Archive => Path.Combine(Root, ArchiveName);

    /// <summary>Folders on their way in or out: same volume, so that a rename is one step.</summary>
    public string Work => Path.Combine(Root, "work");

    /// <summary>The audit trail as files.</summary>
    public string Audit => Path.Combine(Root, "audit");

    /// <summary>Folder of an entry, relative to the store.</summary>
    public static string EntryFolder(string? project, string arrival, string session) => $"{PrearchiveName}/{project ?? Unassigned}/{arrival}/{session}";

    /// <summary>Folder of a session, relative to the store.</summary>
    public static string SessionFolder(string project, string subject, string session) => $"{ArchiveName}/{project}/{subject}/{session}";

    /// <summary>Full path of a folder that the catalogue names relative to the store, with forward slashes.</summary>
    public string Full(string relative) => Path.GetFullPath(Path.Combine(Root, relative.Replace('/', Path.DirectorySeparatorChar)));
}
