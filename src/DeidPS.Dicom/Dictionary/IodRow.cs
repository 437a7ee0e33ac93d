namespace DeidPS.Dicom;

/// <summary>One row of a module or macro table (PS3.3 Annex C): an attribute, or the inclusion of another table.</summary>
/// <param name="Tag">The attribute; 0 for an inclusion.</param>
/// <param name="Type">Its Type.</param>
/// <param name="Include">The included table, <c>*FG</c> for all functional group macros of the IOD; null for an attribute.</param>
internal sealed record IodRow(DicomTag Tag, AttributeType Type, string? Include)
{
    /// <summary>
    /// The rows of the attribute's items; null when the table gives none. Rows below an inclusion belong to the items of the last
    /// sequence of the included table.
    /// </summary>
    public IodBlock? Items { get; set; }
}
