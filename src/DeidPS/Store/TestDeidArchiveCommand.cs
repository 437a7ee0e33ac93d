using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Tries every rule that stands against archiving entries, under their labels or under others, and changes nothing.</para>
/// <para type="description">
/// Tells before anything is moved what Move-ToProject would refuse, with the code of each conflict and what to do. Entries that are tested in one go are tested against each
/// other, too: the same session label twice is told here and not at the second archiving.
/// </para>
/// </summary>
/// <remarks>
/// No policy runs and no file is written; what a policy would do shows Move-ToProject -Preview. With the site's key a study that is there already, whole (C01), is told from a part
/// of it (C02). C08, C09 and C15 are to be known and stop nothing. Needs the rights that archiving needs.
/// </remarks>
/// <example>
/// <summary>What of this morning's can go?</summary>
/// <code>Get-DeidPrearchive | Test-DeidArchive -Project LUNG | Where-Object CanArchive -eq $false | Format-List</code>
/// <para>Every entry that cannot, with its findings.</para>
/// </example>
/// <example>
/// <summary>Try labels from a list first</summary>
/// <code>Import-Csv labels.csv | Test-DeidArchive -Project LUNG</code>
/// <para>One object for each row of the columns Id, Subject and Session.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "DeidArchive", DefaultParameterSetName = IdSet)]
[OutputType(typeof(ArchiveCheck), typeof(bool))]
public sealed class TestDeidArchiveCommand : ArchivingCmdlet
{
    private ArchiveTester? _tester;
    private long _done;

    /// <summary>Put out true or false for each entry instead of what was found; off by default.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var (subject, session) = (Subject, Session);
        foreach (var id in Id)
        {
            WithStore(
                async (store, sink, stop) =>
                {
                    _tester ??= new ArchiveTester(store, FindKey(store));
                    var check = _tester.Check(id, Project, subject, session, stop);
                    await sink.WriteAsync(Quiet ? check.CanArchive : check).ConfigureAwait(false);
                    sink.Progress(++_done, MyInvocation.ExpectingInput ? null : Id.Length);
                },
                id);
        }
    }
}
