using System.Management.Automation;
using DeidPS.Store;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Copies archived sessions out of the store, as folders or zip files, every file verified.</para>
/// <para type="description">
/// Each session becomes a folder project/subject/session, or one zip file, with its images, a manifest and checksums that sha256sum can verify. Every file is compared with the checksum it was archived with, and an
/// export has its name only when it is whole. What is there already is not copied again.
/// </para>
/// </summary>
/// <remarks>Who may read a project may export from it; each export is recorded. A quarantined session is refused; one whose project's policy changed since (PolicyStale) is exported with a warning. Only archived images are copied, no keys and nothing of the identified side. To send sessions to another archive, pipe the folders of the images to Send-Dicom.</remarks>
/// <example>
/// <summary>A whole project</summary>
/// <code>Get-DeidSession LUNG | Export-DeidSession -Destination X:\handover</code>
/// <para>One result for each session; the same line again copies what is missing.</para>
/// </example>
/// <example>
/// <summary>Some series, as zip files</summary>
/// <code>Get-DeidSession LUNG -Modality CT | Export-DeidSession -Destination X:\handover -SeriesDescription 'Thorax*' -Zip</code>
/// <para>One zip file for each session that has such series.</para>
/// </example>
/// <example>
/// <summary>To another archive</summary>
/// <code>Get-DeidSession LUNG | Export-DeidSession -Destination X:\handover | ForEach-Object { Join-Path $_.Destination scans } | Send-Dicom -Recurse -Node research -Report ./sent.csv</code>
/// <para>One result for each image; the report lets the same line go on where it was stopped.</para>
/// </example>
[Cmdlet(VerbsData.Export, "DeidSession", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ExportResult))]
public sealed class ExportDeidSessionCommand : SessionCmdlet
{
    private string _destination = string.Empty;
    private Func<string, string?, bool>? _series;

    /// <summary>Folder that gets the exports; made when it is missing.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [Alias("OutputPath")]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Series descriptions, with wildcards; all series by default.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? SeriesDescription { get; set; }

    /// <summary>Modalities of series, such as CT; all by default.</summary>
    [Parameter]
    [ValidatePattern("^[A-Z0-9_]{1,16}$")]
    [ArgumentCompleter(typeof(ModalityCompleter))]
    public string[]? Modality { get; set; }

    /// <summary>One zip file for each session instead of a folder; off by default.</summary>
    [Parameter]
    public SwitchParameter Zip { get; set; }

    /// <summary>Replace an export of other content that has the same name; off by default.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Exporting sessions";

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        _destination = UnresolvedPath(Destination);
        var patterns = SeriesDescription?.Select(d => new WildcardPattern(d, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant)).ToList();
        _series = patterns is null && Modality is null
            ? null
            : (modality, description) => (Modality is null || Modality.Contains(modality)) && (patterns is null || patterns.Exists(p => p.IsMatch(description ?? string.Empty)));
    }

    /// <inheritdoc/>
    protected override void OnSession(string project, string session)
    {
        if (ShouldProcess($"'{session}' of '{project}' -> '{_destination}'", "Export the session"))
        {
            var request = new ExportRequest { Destination = _destination, IsZip = Zip, Force = Force, Series = _series };
            WithStore((store, sink, stop) => ExportAsync(store, project, session, request, sink, stop), session);
        }
    }

    private static async Task ExportAsync(DeidStore store, string project, string session, ExportRequest request, PipelineSink sink, CancellationToken stop)
    {
        var result = new SessionExporter(store) { OnProgress = (done, total) => sink.Progress(done, total) }.Export(project, session, request, stop);
        await sink.WriteAsync(result).ConfigureAwait(false);
        if (result.PolicyStale == true)
        {
            await sink.WarningAsync($"The policy of the project changed after session '{session}' of '{project}' was archived: what was exported is as the earlier one left it.").ConfigureAwait(false);
        }
    }
}
