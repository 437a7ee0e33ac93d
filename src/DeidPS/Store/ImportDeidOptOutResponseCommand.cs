using System.Management.Automation;
using DeidPS.Deid.Csv;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Takes the answer of the opt-out service: the NHS numbers that a project may use.</para>
/// <para type="description">
/// For projects with -OptOut Required. Patients on the list are cleared until it expires; entries of all others are Blocked and cannot be archived, whether they opted out or
/// have no NHS number: the state does not say which. Planned requests of patients on the list may be started; the others that Export-DeidOptOutRequest wrote for the service, and those without a number, are
/// Blocked, and what names them is erased at once, for good. A new list replaces the one there was: give all files of one answer together. Data managers may.
/// </para>
/// </summary>
/// <remarks>
/// A patient is known by a Patient ID that is an NHS number, or, where the source uses another number, by the column Patient ID beside the number: of this list, or of the list that was given to
/// Import-DeidRequest. A number that a request has beside an accession number or study UID alone clears nobody, since a typing error there finds somebody else's study. Where several numbers are given to one
/// Patient ID, all of them have to be on the list. Only keyed hashes are kept, and they are
/// removed when they expire; then everything is blocked again. Lines without a valid NHS number (Modulus 11) clear nobody and are told. Delete the file when it is taken.
/// </remarks>
/// <example>
/// <summary>Take the answer for a project</summary>
/// <code>Import-DeidOptOutResponse ./response.csv -Project LUNG
/// Get-DeidPrearchive -Project LUNG -State Ready | Move-ToProject</code>
/// <para>How many were cleared, until when, and how many entries stay blocked.</para>
/// </example>
/// <example>
/// <summary>The source numbers patients in its own way</summary>
/// <code>Import-DeidOptOutResponse ./response-with-hospital-numbers.csv LUNG -ExpireDays 7</code>
/// <para>The list has the columns NHS Number and Patient ID.</para>
/// </example>
[Cmdlet(VerbsData.Import, "DeidOptOutResponse", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(OptOutImport))]
public sealed class ImportDeidOptOutResponseCommand : KeyedStoreCmdlet
{
    /// <summary>CSV files with the column NHS Number, and Patient ID where the source uses another number; together they are one answer. Names are taken as they stand.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The project by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>Days that the answer counts, 1 to 365; 30 by default.</summary>
    [Parameter]
    [ValidateRange(1, 365)]
    public int ExpireDays { get; set; } = OptOutBook.DefaultDays;

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        List<string> paths = [.. Path.Select(UnresolvedPath)];
        var path = string.Join("', '", paths);
        if (ShouldProcess($"'{path}' -> '{Project}'", "Import the answer of the opt-out service"))
        {
            WithStore(
                async (store, sink, _) =>
                {
                    var import = new OptOutBook(store).Import(Project, paths.SelectMany(PersonList.Load), FindKey(store) ?? throw StoreKey.Missing(), ExpireDays);
                    if (import.InvalidLines.Count > 0)
                    {
                        await sink.WarningAsync(FormattableString.Invariant($"{import.InvalidLines.Count} line(s) hold no valid NHS number and clear nobody: {string.Join(", ", import.InvalidLines.Take(20))}{(import.InvalidLines.Count > 20 ? " ..." : string.Empty)}.")).ConfigureAwait(false);
                    }

                    await sink.WriteAsync(import).ConfigureAwait(false);
                },
                path);
        }

        base.OnEnd();
    }
}
