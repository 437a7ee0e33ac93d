using System.Management.Automation;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists the studies that wait in the prearchive, in the order in which they arrived.</para>
/// <para type="description">
/// Every arrival is an entry of its own, whatever its labels say. What is shown is de-identified at the first level. Entries that you may not see are left out.
/// </para>
/// </summary>
/// <remarks>
/// State Ready may be moved into a project, Review asks for a decision (see Flags), Conflict does not fit (see Conflicts), Receiving still grows. Entries come out
/// as they are read, however many there are.
/// </remarks>
/// <example>
/// <summary>What SECTRA pushed since yesterday</summary>
/// <code>Get-DeidPrearchive -Unassigned -CallingAE SECTRA -ArrivedBetween (Get-Date).AddDays(-1), (Get-Date)</code>
/// <para>One object for each study, the first to arrive first.</para>
/// </example>
/// <example>
/// <summary>Move what is ready into its project</summary>
/// <code>Get-DeidPrearchive -State Ready | Move-ToProject -Project LUNG</code>
/// <para>One result for each study.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidPrearchive")]
[OutputType(typeof(PrearchiveEntry))]
public sealed class GetDeidPrearchiveCommand : StoreCmdlet
{
    /// <summary>Ids of entries; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Entry")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntryCompleter))]
    public string[]? Id { get; set; }

    /// <summary>Project they wait for, by id or alias; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? Project { get; set; }

    /// <summary>Only entries that wait for no project; off by default.</summary>
    [Parameter]
    public SwitchParameter Unassigned { get; set; }

    /// <summary>States such as Ready, Review or Conflict; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public EntryState[]? State { get; set; }

    /// <summary>Subject label; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntrySubjectCompleter))]
    public string? Subject { get; set; }

    /// <summary>Session label; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntrySessionCompleter))]
    public string? Session { get; set; }

    /// <summary>AE title that sent them; any by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AETitleCompleter))]
    public string? CallingAE { get; set; }

    /// <summary>Two local times between which the first instance arrived; any by default.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    public DateTime[]? ArrivedBetween { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var (from, to) = StoreBinding.Between(ArrivedBetween);
        var filter = new PrearchiveFilter { UnassignedOnly = Unassigned, States = State, Subject = Subject, Session = Session, CallingAE = CallingAE, From = from, To = to };
        if (Id is null)
        {
            WriteFromStore(store => new PrearchiveBook(store).List(filter with { Project = Project is null ? null : new ProjectBook(store).Get(Project).Id }), Project);
        }

        foreach (var id in Id ?? [])
        {
            WriteFromStore(
                store =>
                {
                    var book = new PrearchiveBook(store);
                    _ = book.Get(id);
                    return book.List(filter with { Ids = [id], Project = Project is null ? null : new ProjectBook(store).Get(Project).Id });
                },
                id);
        }
    }
}
