namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>What a function gives.</summary>
internal enum ResultKind
{
    /// <summary>Nothing: it works in place.</summary>
    None,
    Text,
    Boolean,
    List,
}
