namespace DeidPS.Store.Projects;

/// <summary>What became of an export.</summary>
public enum ExportStatus
{
    /// <summary>Every file was copied and verified.</summary>
    Exported,

    /// <summary>The same content was there already, whole.</summary>
    AlreadyThere,

    /// <summary>No series of the session was asked for.</summary>
    NothingSelected,
}
