using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists the shares of projects: what they share out, what is shared into them, and what has ended.</para>
/// <para type="description">
/// State Active is in force. Ended is one that somebody ended or whose time is over. Tombstone says that the session was deleted where it belonged; it keeps its label until
/// Revoke-DeidShare takes it away.
/// </para>
/// </summary>
/// <remarks>
/// Both ends see the policies that made the files. Shared files carry the labels and keys of the project that they belong to: who reads both projects can join their subjects.
/// Who may read a project sees its shares.
/// </remarks>
/// <example>
/// <summary>What is shared out of a project and into it</summary>
/// <code>Get-DeidShare LUNG</code>
/// <para>One object for each share, the first to be made first.</para>
/// </example>
/// <example>
/// <summary>Tombstones in all projects</summary>
/// <code>Get-DeidShare | Where-Object State -eq Tombstone | Revoke-DeidShare</code>
/// <para>Each of them, taken away.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidShare")]
[OutputType(typeof(DeidShare))]
public sealed class GetDeidShareCommand : StoreCmdlet
{
    private readonly HashSet<(string Session, string To)> _shown = [];

    /// <summary>Projects by id or alias; by default all that you may read.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[]? Project { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        if (Project is null)
        {
            WriteFromStore(store => Unseen(new ShareBook(store).List()));
        }

        foreach (var project in Project ?? [])
        {
            WriteFromStore(store => Unseen(new ShareBook(store).List(project)), project);
        }
    }

    /// <summary>A share of two projects that are both asked for is one.</summary>
    private IEnumerable<DeidShare> Unseen(IEnumerable<DeidShare> shares) => shares.Where(s => _shown.Add((s.SessionId, s.To)));
}
