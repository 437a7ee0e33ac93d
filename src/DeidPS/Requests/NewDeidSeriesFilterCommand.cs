using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Store;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Makes a filter that says which series are wanted.</para>
/// <para type="description">
/// Rules on series description, modality, SOP class, image type or an attribute that is there. An object is left out when a rule to leave out is met, or when there are rules of
/// what is wanted and none of them is met. A request, a project (Set-DeidProject -SeriesFilter) or the whole store (Set-DeidStore -SeriesFilter) can have one.
/// </para>
/// </summary>
/// <remarks>
/// Descriptions are regular expressions that match anywhere and in any case; look-around and back-references cannot be used. Rules look at objects before they are de-identified. In a
/// request they are asked of what the archive says about its series first, so that those are never sent; what that does not tell is decided when the object is here. What is left
/// out is counted and answered with success, and nothing of it is kept. gstt-burntin leaves out dose and protocol screens, secondary captures, documents, dose reports, key objects,
/// presentation states and raw data. (New-DeidSeriesFilter ...).ToJson() is the text of a file that parameters named -SeriesFilter take.
/// </remarks>
/// <example>
/// <summary>A project that wants CT only, without scouts and dose screens</summary>
/// <code>Set-DeidProject LUNG -SeriesFilter (New-DeidSeriesFilter ct-only -SeriesFilter gstt-burntin -ExcludeDescription 'scout|topogram' -IncludeModality CT)</code>
/// <para>The project as it is now; the filter works for what arrives for it from now on.</para>
/// </example>
/// <example>
/// <summary>Secondary captures are wanted all the same; kept in a file</summary>
/// <code>(New-DeidSeriesFilter captures -SeriesFilter gstt-burntin -AllowSecondaryCapture).ToJson() | Set-Content ./captures.json</code>
/// <para>The file can be given wherever a filter can: -SeriesFilter ./captures.json.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "DeidSeriesFilter")]
[OutputType(typeof(SeriesFilter))]
public sealed class NewDeidSeriesFilterCommand : DeidCmdlet
{
    /// <summary>What it is called, at most 64 characters.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateLength(1, SeriesRule.LongestName)]
    public string Name { get; set; } = string.Empty;

    /// <summary>A filter whose rules it begins with: a name such as gstt-burntin, the path of a JSON file, or a filter. None by default.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("From")]
    [SeriesFilterTransform]
    [ArgumentCompleter(typeof(SeriesFilterCompleter))]
    [ValidateNotNull]
    public SeriesFilter? SeriesFilter { get; set; }

    /// <summary>Leave out what has a series description (0008,103E) that one of these regular expressions matches; none by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeDescription { get; set; } = [];

    /// <summary>Leave out what is of one of these modalities (0008,0060), such as SR; none by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModalityCompleter))]
    public string[] ExcludeModality { get; set; } = [];

    /// <summary>Leave out objects of these SOP classes (0008,0016): UIDs, UIDs with .* behind them, or keywords such as RawDataStorage. None by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SopClassCompleter))]
    public string[] ExcludeSopClass { get; set; } = [];

    /// <summary>Leave out objects with one of these words in their image type (0008,0008), such as DERIVED; none by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageTypeCompleter))]
    public string[] ExcludeImageType { get; set; } = [];

    /// <summary>Leave out objects that have one of these attributes, by keyword or number; none by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DicomTagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeTag { get; set; } = [];

    /// <summary>What has a series description that one of these regular expressions matches is wanted; by default all is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] IncludeDescription { get; set; } = [];

    /// <summary>What is of one of these modalities is wanted; by default all is.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModalityCompleter))]
    public string[] IncludeModality { get; set; } = [];

    /// <summary>Objects of these SOP classes are wanted; by default all are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SopClassCompleter))]
    public string[] IncludeSopClass { get; set; } = [];

    /// <summary>Objects with one of these words in their image type are wanted; by default all are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageTypeCompleter))]
    public string[] IncludeImageType { get; set; } = [];

    /// <summary>Objects that have one of these attributes are wanted; by default all are.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(DicomTagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] IncludeTag { get; set; } = [];

    /// <summary>Take the rules about secondary captures out of those it begins with; off by default. The site's policy judges their pixels all the same.</summary>
    [Parameter]
    public SwitchParameter AllowSecondaryCapture { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var before = (SeriesFilter?.Exclude ?? []).Where(rule => !AllowSecondaryCapture || rule.Name != SeriesFilter.SecondaryCapture);
        try
        {
            WriteObject(new SeriesFilter(
                Name,
                [.. before, .. Rules(ExcludeDescription, ExcludeModality, ExcludeSopClass, ExcludeImageType, ExcludeTag)],
                [.. SeriesFilter?.Include ?? [], .. Rules(IncludeDescription, IncludeModality, IncludeSopClass, IncludeImageType, IncludeTag)]));
        }
        catch (StoreException error)
        {
            ReportError(error, Name);
        }
    }

    private static IEnumerable<SeriesRule> Rules(string[] descriptions, string[] modalities, string[] sopClasses, string[] imageTypes, string[] tags) =>
        from list in new[]
        {
            (SeriesRuleKind.Description, descriptions), (SeriesRuleKind.Modality, modalities), (SeriesRuleKind.SopClass, sopClasses), (SeriesRuleKind.ImageType, imageTypes), (SeriesRuleKind.Tag, tags),
        }
        from value in list.Item2
        select new SeriesRule { Kind = list.Item1, Value = value };
}
