using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>Matching keys of one query (PS3.4 C.2.2.2). Text may hold the wildcards <c>*</c> and <c>?</c>; null matches everything.</summary>
public sealed record QueryFilter
{
    private const string ValueInvalid = "DicomValueInvalid";

    /// <summary>(0008,0050).</summary>
    public string? AccessionNumber { get; init; }

    /// <summary>(0010,0020).</summary>
    public string? PatientID { get; init; }

    /// <summary>(0010,0010): <c>Last^First</c>. <c>Last, First</c> and <c>First Last</c> are asked for so too, besides as they stand.</summary>
    public string? PatientName { get; init; }

    /// <summary>(0010,0030).</summary>
    public DateRange? PatientBirthDate { get; init; }

    /// <summary>(0008,0020). One day is exactly that day.</summary>
    public DateRange? StudyDate { get; init; }

    /// <summary>(0008,0061) at study level, (0008,0060) at series level.</summary>
    public string? Modality { get; init; }

    /// <summary>(0008,1030).</summary>
    public string? StudyDescription { get; init; }

    /// <summary>(0020,000D): one, or a list (PS3.4 C.2.2.2.2).</summary>
    public IReadOnlyList<string> StudyInstanceUID { get; init; } = [];

    /// <summary>(0020,000E); only at series and image level.</summary>
    public string? SeriesInstanceUID { get; init; }

    /// <summary>(0008,0018); only at image level.</summary>
    public string? SOPInstanceUID { get; init; }

    /// <summary>Attributes to be returned besides those that always are; a node is free to leave them out.</summary>
    public IReadOnlyList<DicomTag> ReturnTags { get; init; } = [];

    /// <summary>Names of the keys that are asked for, without their values; <c>no key</c> when there is none.</summary>
    public string KeyNames
    {
        get
        {
            (string Name, bool IsGiven)[] keys =
            [
                (nameof(AccessionNumber), AccessionNumber is not null), (nameof(PatientID), PatientID is not null), (nameof(PatientName), PatientName is not null), (nameof(PatientBirthDate), PatientBirthDate is not null), (nameof(StudyDate), StudyDate is not null),
                (nameof(Modality), Modality is not null), (nameof(StudyDescription), StudyDescription is not null), (nameof(StudyInstanceUID), StudyInstanceUID.Count > 0), (nameof(SeriesInstanceUID), SeriesInstanceUID is not null), (nameof(SOPInstanceUID), SOPInstanceUID is not null),
            ];
            return keys.Any(k => k.IsGiven) ? string.Join(", ", keys.Where(k => k.IsGiven).Select(k => k.Name)) : "no key";
        }
    }

    /// <summary>True when a key of the patient says whom it is about: an ID, a name with a letter, or a birth date.</summary>
    internal bool NamesPatient => IsSpecific(PatientID) || (PatientName?.Any(char.IsLetter) ?? false) || PatientBirthDate?.Days is not null;

    /// <summary>True when a key is one of studies, which a query of patients does not match.</summary>
    internal bool HasStudyKeys => AccessionNumber is not null || Modality is not null || StudyDescription is not null || StudyInstanceUID.Count > 0 || StudyDate is { From: not null } or { To: not null };

    /// <summary>
    /// True when hardly anything is asked for, so that the query could keep the node busy for long: no accession number, patient ID, name with a
    /// letter, Study Instance UID or range of study dates with two ends. A Series Instance UID alone counts where the node takes relational queries.
    /// </summary>
    /// <param name="node">The node that is to be asked.</param>
    public bool IsBroad(DicomNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return !IsSpecific(AccessionNumber) && !IsSpecific(PatientID) && !(PatientName?.Any(char.IsLetter) ?? false) && StudyInstanceUID.Count == 0 && StudyDate?.Days is null
            && !(node.UseRelationalQueries && (IsSpecific(SeriesInstanceUID) || IsSpecific(SOPInstanceUID)));
    }

    /// <summary>Checks that the keys can be asked for.</summary>
    /// <param name="level">The level.</param>
    /// <exception cref="DimseException">DicomValueInvalid: a value has a backslash, which would make two values of it, or a key belongs to a lower level.</exception>
    public void Check(QueryLevel level)
    {
        string?[] texts = [AccessionNumber, PatientID, PatientName, Modality, StudyDescription, SeriesInstanceUID, SOPInstanceUID, .. StudyInstanceUID];
        if (texts.Any(t => t?.Contains('\\', StringComparison.Ordinal) == true))
        {
            throw new DimseException(ValueInvalid, "A key holds a backslash, which separates values in DICOM.", "Give several values as an array.");
        }

        if (texts.Any(t => t?.Any(char.IsControl) == true))
        {
            throw new DimseException(ValueInvalid, "A key holds a control character.", "Look for a line break or tab in the value.");
        }

        if ((SeriesInstanceUID is not null && level < QueryLevel.Series) || (SOPInstanceUID is not null && level < QueryLevel.Image))
        {
            throw new DimseException(ValueInvalid, $"A query at the level {level} does not match UIDs of a lower level.", "Give -Level Series or -Level Image, or leave the UID out.");
        }
    }

    private static bool IsSpecific(string? text) => text is not null && text.Any(static c => c is not ('*' or '?' or ' '));
}
