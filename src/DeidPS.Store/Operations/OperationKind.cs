namespace DeidPS.Store.Operations;

/// <summary>Kinds of work on files.</summary>
internal enum OperationKind
{
    /// <summary>Counts and checks an entry.</summary>
    Build,

    /// <summary>Moves an entry to another project's prearchive, or out of one.</summary>
    Move,

    /// <summary>Moves an entry into the archive.</summary>
    Archive,

    /// <summary>Copies a session into another project.</summary>
    Copy,

    /// <summary>Gives a session other labels.</summary>
    Rename,

    /// <summary>Deletes an entry.</summary>
    DeleteEntry,

    /// <summary>Deletes a session.</summary>
    DeleteSession,
}
