namespace DeidPS.Deid.Files;

/// <summary>How output folders are laid out. File names are always the new SOP Instance UID.</summary>
public enum OutputLayout
{
    /// <summary>The input's folders, except that a folder name which holds an identifier becomes a new UID.</summary>
    Relative,

    /// <summary>New Study Instance UID, then new Series Instance UID.</summary>
    Uid,
}
