using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit;

/// <summary>Something that deserves attention while a script ran on one object. Holds no value.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Tag">The element concerned; the last tag of <paramref name="Path"/>, in block 10 when it is private and missing.</param>
/// <param name="Path">The element's full address, items by index from 0; as written in the script when there is no such element.</param>
/// <param name="IsPresent">True when the object holds the element and it was left, or written, with a value that deserves a look.</param>
/// <param name="Line">Line of the statement, from 1.</param>
/// <param name="Column">Column of the statement, from 1.</param>
/// <param name="Message">What happened.</param>
public sealed record ScriptWarning(
    ScriptWarningKind Kind,
    DicomTag Tag,
    string Path,
    bool IsPresent,
    int Line,
    int Column,
    string Message);
