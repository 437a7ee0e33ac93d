namespace DeidPS.Store.Upkeep;

/// <summary>What may be wrong between the catalogue of a store and its folders.</summary>
public enum StoreFindingKind
{
    /// <summary>A folder that the catalogue names is not there.</summary>
    FolderMissing,

    /// <summary>A file that the catalogue or a session's manifest names is not there.</summary>
    FileMissing,

    /// <summary>A file is not what the session's manifest says: another length or another checksum.</summary>
    FileChanged,

    /// <summary>Catalogue and folder give different numbers of instances, series or bytes.</summary>
    CountDiffers,

    /// <summary>A session's manifest is missing, damaged, or that of another session.</summary>
    ManifestInvalid,

    /// <summary>A file or folder lies in the store that nothing refers to.</summary>
    Unlisted,

    /// <summary>Rows of the catalogue contradict each other, or the catalogue is damaged.</summary>
    CatalogInvalid,
}
