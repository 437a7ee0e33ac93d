namespace DeidPS.Dicom;

/// <summary>Rows that stand together at one place: those of a table, or those of the items of one of its sequences.</summary>
/// <param name="Id">Told apart by this: row number in the file, so it never changes.</param>
internal sealed record IodBlock(int Id)
{
    /// <summary>The rows in the standard's order.</summary>
    public List<IodRow> Rows { get; } = [];
}
