namespace DeidPS.Store.Operations;

/// <summary>How far an operation is. Before <see cref="Committed"/> it is taken back after a kill, from then on carried forward.</summary>
internal enum OperationStep
{
    /// <summary>Nothing but work folders was touched.</summary>
    Begun,

    /// <summary>It was decided: what is to be done is in the row, and only renames and deletions are left.</summary>
    Committed,

    /// <summary>The new place is complete; the old one is to be removed.</summary>
    Removing,
}
