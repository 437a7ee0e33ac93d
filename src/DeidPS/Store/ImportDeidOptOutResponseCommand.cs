using System.Management.Automation;
using DeidPS.Deid.Csv;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Takes the answer of the opt-out service: the NHS numbers that a project may use.</para>
/// <para type="description">
/// For projects with -OptOut Required. Patients on the list are cleared until it expires; entries of all others are Blocked and cannot be archived, whether they opted out or
/// have no NHS number: the state does not say which. Planned requests of patients on the list may be started; those of all others are Blocked, and what names them is erased at once, for good.
/// A new list replaces the one there was. Data managers may.
/// </para>
/// </summary>
/// <remarks>
/// A patient is known by a Patient ID that is an NHS number, or by the column Patient ID of the list where the source uses another number. Only keyed hashes are kept, and they are
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
    /// <summary>CSV file with the column NHS Number, and Patient ID where the source uses another number; its name is taken as it stands.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The project by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Project { get; set; } = string.Empty;

    /// <summary>Days that the answer counts, 1 to 365; 30 by default.</summary>
    [Parameter]
    [ValidateRange(1, 365)]
    public int ExpireDays { get; set; } = OptOutBook.DefaultDays;

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var path = new PathResolver(SessionState, ReportError).Unresolved(Path);
        if (ShouldProcess($"'{path}' -> '{Project}'", "Import the answer of the opt-out service"))
        {
            WithStore(
                async (store, sink, _) =>
                {
                    var import = new OptOutBook(store).Import(Project, PersonList.Load(path), FindKey(store) ?? throw StoreKey.Missing(), ExpireDays);
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
