using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Writes the NHS numbers of planned requests for the opt-out service.</para>
/// <para type="description">
/// For projects with -OptOut Required: the numbers of all requests that have not ended and are not cleared, also of those that somebody has to look at first, each once and nothing beside them, in files of at most 100,000. Send them to the service, and take its answer with
/// Import-DeidOptOutResponse: what is on its list may be started, and of all others nothing is kept but the line.
/// </para>
/// </summary>
/// <remarks>
/// The number is the Patient ID of the study where that is one, else that of the column NHS Number where the list has the study's Patient ID beside it; check digits are checked (Modulus 11). Lines without one are
/// told: the service cannot clear them, unless its answer has their Patient ID. What is planned later is not decided about by the answer. Data managers may; it is recorded. Delete the files when they are sent.
/// An answer replaces the one before: whoever was cleared earlier and is still to be fetched or archived has to be in the file that Import-DeidOptOutResponse takes, or counts as not cleared.
/// </remarks>
/// <example>
/// <summary>Ask, take the answer, fetch</summary>
/// <code>Export-DeidOptOutRequest -Project LUNG -Destination ./to-check.csv
/// Import-DeidOptOutResponse ./checked.csv -Project LUNG
/// Get-DeidRequest -Project LUNG -State Planned | Start-DeidQueue</code>
/// <para>Which file holds how many numbers; how many are cleared; each request as it ends.</para>
/// </example>
/// <example>
/// <summary>Of one import</summary>
/// <code>$plan = Import-DeidRequest ./cohort.csv -Project LUNG
/// Export-DeidOptOutRequest LUNG ./to-check.csv -Batch $plan[0].Batch</code>
/// <para>Which file holds how many numbers.</para>
/// </example>
[Cmdlet(VerbsData.Export, "DeidOptOutRequest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(OptOutExport))]
public sealed class ExportDeidOptOutRequestCommand : KeyedStoreCmdlet
{
    /// <summary>The project by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>CSV file to write; further ones get a number before the ending. Files of these names are replaced.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [Alias("Path", "OutputPath")]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Id of one import; all by default. What other imports planned is not in the answer then, and taking the answer blocks it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BatchCompleter))]
    public string? Batch { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var path = UnresolvedPath(Destination);
        if (ShouldProcess($"'{Project}' -> '{path}'", "Write NHS numbers"))
        {
            WithStore(
                async (store, sink, _) =>
                {
                    var export = Export(new OptOutExporter(store, FindKey(store) ?? throw StoreKey.Missing()), path);
                    if (export.InvalidLines.Count > 0)
                    {
                        await sink.WarningAsync(FormattableString.Invariant($"{export.InvalidLines.Count} request(s) have no valid NHS number, or one without the Patient ID of the study beside it, of lines {string.Join(", ", export.InvalidLines.Take(20))}{(export.InvalidLines.Count > 20 ? " ..." : string.Empty)}: the service cannot clear them.")).ConfigureAwait(false);
                    }

                    await sink.WriteAsync(export).ConfigureAwait(false);
                },
                path);
        }

        base.OnEnd();
    }

    private OptOutExport Export(OptOutExporter exporter, string path)
    {
        try
        {
            return exporter.Export(Project, Batch, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WrittenFile.Unwritable(path, error);
        }
    }
}
