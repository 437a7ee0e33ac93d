using System.Globalization;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS;

/// <summary>
/// One answer of a node to a query. Properties are named by DICOM keywords; null where the node gives no value. <see cref="Attributes"/> has all that came,
/// also what has no property. At series and image level what is above them is what the study was answered with.
/// </summary>
public sealed class DicomQueryResult
{
    private readonly QueryAnswer _answer;
    private IReadOnlyDictionary<string, string>? _attributes;

    internal DicomQueryResult(DicomNode node, QueryLevel level, QueryAnswer answer, string? subject, string? session)
    {
        Node = node;
        Level = level;
        Subject = string.IsNullOrEmpty(subject) ? null : subject;
        Session = string.IsNullOrEmpty(session) ? null : session;
        _answer = answer;
    }

    /// <summary>The node that answered; Receive-DicomStudy takes it from here.</summary>
    public DicomNode Node { get; }

    /// <summary>The level that was asked.</summary>
    public QueryLevel Level { get; }

    /// <summary>Which way of asking found it: Exact, or a step of -AccessionFallback.</summary>
    public QueryStep Step => _answer.Step;

    /// <summary>True when somebody has to look whether it is what was asked for: a step of -AccessionFallback found several, or one whose modality was not asked for or not confirmed.</summary>
    public bool NeedsReview => _answer.NeedsReview;

    /// <summary>The values of all attributes the node returned, by keyword, else by number as (gggg,eeee); several values are separated by backslashes. Case does not count.</summary>
    public IReadOnlyDictionary<string, string> Attributes => _attributes ??= _answer.Elements
        .Where(e => e.Text is { Length: > 0 })
        .ToDictionary(e => DicomDictionary.Find(e.Tag)?.Keyword is { Length: > 0 } keyword ? keyword : e.Tag.ToString(), e => e.Text!, StringComparer.OrdinalIgnoreCase);

    /// <summary>(0010,0020).</summary>
    public string? PatientID => Text(0x00100020);

    /// <summary>(0010,0021).</summary>
    public string? IssuerOfPatientID => Text(0x00100021);

    /// <summary>(0010,0010).</summary>
    public string? PatientName => Text(0x00100010);

    /// <summary>(0010,0030); null where it is no date.</summary>
    public DateTime? PatientBirthDate => Date(0x00100030);

    /// <summary>(0010,0040).</summary>
    public string? PatientSex => Text(0x00100040);

    /// <summary>(0008,0050).</summary>
    public string? AccessionNumber => Text(0x00080050);

    /// <summary>(0008,0020); null where it is no date.</summary>
    public DateTime? StudyDate => Date(0x00080020);

    /// <summary>(0008,0030) as it stands.</summary>
    public string? StudyTime => Text(0x00080030);

    /// <summary>(0008,1030).</summary>
    public string? StudyDescription => Text(0x00081030);

    /// <summary>(0008,0061).</summary>
    public IReadOnlyList<string> ModalitiesInStudy => _answer.Find(new DicomTag(0x00080061)) is { IsEmpty: false } element ? element.Values : [];

    /// <summary>(0008,0080).</summary>
    public string? InstitutionName => Text(0x00080080);

    /// <summary>(0008,0054).</summary>
    public string? RetrieveAETitle => Text(0x00080054);

    /// <summary>(0020,1206).</summary>
    public int? NumberOfStudyRelatedSeries => Number(0x00201206);

    /// <summary>(0020,1208).</summary>
    public int? NumberOfStudyRelatedInstances => Number(0x00201208);

    /// <summary>(0020,000D).</summary>
    public string? StudyInstanceUID => Text(0x0020000D);

    /// <summary>(0020,000E); at series and image level.</summary>
    public string? SeriesInstanceUID => Text(0x0020000E);

    /// <summary>(0008,0060); at series and image level.</summary>
    public string? Modality => Text(0x00080060);

    /// <summary>(0008,103E); at series and image level.</summary>
    public string? SeriesDescription => Text(0x0008103E);

    /// <summary>(0020,0011); at series and image level.</summary>
    public int? SeriesNumber => Number(0x00200011);

    /// <summary>(0020,1209); at series and image level.</summary>
    public int? NumberOfSeriesRelatedInstances => Number(0x00201209);

    /// <summary>(0008,0018); at image level.</summary>
    public string? SOPInstanceUID => Text(0x00080018);

    /// <summary>(0008,0016); at image level.</summary>
    public string? SOPClassUID => Text(0x00080016);

    /// <summary>(0020,0013); at image level.</summary>
    public int? InstanceNumber => Number(0x00200013);

    /// <summary>Subject label that came with the request.</summary>
    public string? Subject { get; }

    /// <summary>Session label that came with the request.</summary>
    public string? Session { get; }

    /// <summary>The value of an attribute by its keyword or number; null when the node gave none.</summary>
    /// <param name="keyword">Such as ReferringPhysicianName.</param>
    public string? this[string keyword] => Attributes.GetValueOrDefault(keyword) ?? (DicomTag.TryParse(keyword, out var tag) ? Text(tag.Value) : null);

    private string? Text(uint tag) => _answer.GetText(new DicomTag(tag)) is { Length: > 0 } text ? text : null;

    private int? Number(uint tag) => int.TryParse(Text(tag), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;

    private DateTime? Date(uint tag) => DateTime.TryParseExact(Text(tag), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
