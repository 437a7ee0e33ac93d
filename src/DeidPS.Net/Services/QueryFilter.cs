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

    /// <summary>(0010,0010): <c>Last^First</c>; <c>Last, First</c> is taken for it.</summary>
    public string? PatientName { get; init; }

    /// <summary>(0010,0030).</summary>
    public DateRange? PatientBirthDate { get; init; }

    /// <summary>(0008,0020). One day is exactly that day.</summary>
    public DateRange? StudyDate { get; init; }

    /// <summary>(0008,0030) as <c>HHMMSS-HHMMSS</c>: only used to split a day that has too many studies.</summary>
    internal (int From, int To)? StudySeconds { get; init; }

    /// <summary>(0008,0061) at study level, (0008,0060) at series level.</summary>
    public string? Modality { get; init; }

    /// <summary>(0008,1030).</summary>
    public string? StudyDescription { get; init; }

    /// <summary>(0020,000D): one, or a list (PS3.4 C.2.2.2.2).</summary>
    public IReadOnlyList<string> StudyInstanceUID { get; init; } = [];

    /// <summary>(0020,000E).</summary>
    public string? SeriesInstanceUID { get; init; }

    /// <summary>(0008,0018).</summary>
    public string? SOPInstanceUID { get; init; }

    /// <summary>True when hardly anything is asked for: such a query can keep a node busy for long.</summary>
    public bool IsBroad =>
        !IsSpecific(AccessionNumber) && !IsSpecific(PatientID) && !(PatientName?.Any(char.IsLetter) ?? false) && StudyInstanceUID.Count == 0 && string.IsNullOrEmpty(SeriesInstanceUID)
        && string.IsNullOrEmpty(SOPInstanceUID) && StudyDate?.Days is null;

    /// <summary>The identifier of the request, with every key that is to be returned (PS3.4 C.6.1.1, C.6.2.1).</summary>
    /// <param name="level">The level.</param>
    /// <exception cref="DimseException">A value has a backslash, which would make two values of it (DicomValueInvalid).</exception>
    public DicomDataset Identifier(QueryLevel level)
    {
        var identifier = new DicomDataset();
        var name = NameKey(PatientName);
        string?[] texts = [AccessionNumber, PatientID, name, Modality, StudyDescription, SeriesInstanceUID, SOPInstanceUID];
        if (texts.Any(t => t?.Contains('\\', StringComparison.Ordinal) == true) || StudyInstanceUID.Any(u => u.Contains('\\', StringComparison.Ordinal)))
        {
            throw new DimseException(ValueInvalid, "A key holds a backslash, which separates values in DICOM.", "Give several values as an array.");
        }

        if (texts.Any(t => t?.Any(c => c > 127) == true))
        {
            // The repertoire of the keys (PS3.4 C.2.2.2): Latin-1 is what most archives know.
            identifier.SetText(DicomTags.SpecificCharacterSet, texts.All(t => t?.All(c => c <= 255) != false) ? "ISO_IR 100" : "ISO_IR 192");
        }

        identifier.SetText(RetrieveIdentifier.QueryRetrieveLevel, level.ToString().ToUpperInvariant());
        AddPatient(identifier, name);
        if (level == QueryLevel.Patient)
        {
            identifier.SetText(new DicomTag(0x00201200), string.Empty);
            return identifier;
        }

        AddStudy(identifier, level);
        if (level is QueryLevel.Series or QueryLevel.Image)
        {
            AddSeries(identifier, level);
        }

        return identifier;
    }

    private static bool IsSpecific(string? text) => text is not null && text.Any(static c => c is not ('*' or '?' or ' '));

    private static string? NameKey(string? name)
    {
        var comma = name is null || name.Contains('^', StringComparison.Ordinal) ? -1 : name.IndexOf(',', StringComparison.Ordinal);
        return comma < 0 ? name : $"{name![..comma].Trim()}^{name[(comma + 1)..].Trim()}";
    }

    private void AddPatient(DicomDataset identifier, string? name)
    {
        identifier.SetText(new DicomTag(0x00100010), name ?? string.Empty);
        identifier.SetText(new DicomTag(0x00100020), PatientID ?? string.Empty);
        identifier.SetText(new DicomTag(0x00100021), string.Empty);
        identifier.SetText(new DicomTag(0x00100030), string.Empty);
        if (PatientBirthDate is { } birth)
        {
            identifier.Set(Key(0x00100030, DicomVR.DA, birth.ToQueryValue()));
        }

        identifier.SetText(new DicomTag(0x00100040), string.Empty);
    }

    private void AddStudy(DicomDataset identifier, QueryLevel level)
    {
        identifier.Set(Key(0x00080020, DicomVR.DA, StudyDate?.ToQueryValue() ?? string.Empty));
        identifier.Set(Key(0x00080030, DicomVR.TM, StudySeconds is { } seconds ? $"{Clock(seconds.From)}-{Clock(seconds.To)}" : string.Empty));
        identifier.SetText(new DicomTag(0x00080050), AccessionNumber ?? string.Empty);
        identifier.SetText(new DicomTag(0x00080054), string.Empty);
        identifier.SetText(new DicomTag(0x00080061), level == QueryLevel.Study ? Modality ?? string.Empty : string.Empty);
        identifier.SetText(new DicomTag(0x00080080), string.Empty);
        identifier.SetText(new DicomTag(0x00081030), StudyDescription ?? string.Empty);
        identifier.SetText(RetrieveIdentifier.Study, string.Join('\\', StudyInstanceUID));
        identifier.SetText(new DicomTag(0x00201206), string.Empty);
        identifier.SetText(new DicomTag(0x00201208), string.Empty);
    }

    private void AddSeries(DicomDataset identifier, QueryLevel level)
    {
        identifier.SetText(RetrieveIdentifier.Series, SeriesInstanceUID ?? string.Empty);
        identifier.SetText(new DicomTag(0x00080060), Modality ?? string.Empty);
        identifier.SetText(new DicomTag(0x0008103E), string.Empty);
        identifier.SetText(new DicomTag(0x00200011), string.Empty);
        identifier.SetText(RetrieveIdentifier.SeriesInstances, string.Empty);
        if (level == QueryLevel.Image)
        {
            identifier.SetText(RetrieveIdentifier.SopInstance, SOPInstanceUID ?? string.Empty);
            identifier.SetText(RetrieveIdentifier.SopClass, string.Empty);
            identifier.SetText(new DicomTag(0x00200013), string.Empty);
        }
    }

    /// <summary>A range is no value of its VR, so it is written as it stands, padded to even length.</summary>
    private static DicomElement Key(uint tag, DicomVR vr, string text) =>
        DicomElement.Create(new DicomTag(tag), vr, System.Text.Encoding.ASCII.GetBytes(text.Length % 2 == 0 ? text : text + " "));

    private static string Clock(int seconds) => FormattableString.Invariant($"{seconds / 3600:00}{seconds / 60 % 60:00}{seconds % 60:00}");
}
