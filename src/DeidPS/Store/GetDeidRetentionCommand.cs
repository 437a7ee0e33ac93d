using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists the projects that are past the end of their retention, or near it, with what is in them.</para>
/// <para type="description">A project has its last day from New- or Set-DeidProject -RetentionEnd; on the day after, its data are due to be deleted. Nothing is deleted here.</para>
/// </summary>
/// <remarks>Projects that you may read are listed, the oldest end first; those without an end never.</remarks>
/// <example>
/// <summary>What is due</summary>
/// <code>Get-DeidRetention</code>
/// <para>One object for each project past its last day, with subjects, sessions, entries, instances and bytes.</para>
/// </example>
/// <example>
/// <summary>What ends within the next quarter</summary>
/// <code>Get-DeidRetention -Within 90 | Where-Object { -not $_.IsPast }</code>
/// <para>Projects whose owners should hear of it.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidRetention")]
[OutputType(typeof(ProjectRetention))]
public sealed class GetDeidRetentionCommand : StoreCmdlet
{
    /// <summary>Also projects whose last day is today or within this many days; by default those past it only.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0, 36500)]
    public int Within { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        int? within = MyInvocation.BoundParameters.ContainsKey(nameof(Within)) ? Within : null;
        WriteFromStore(store => new RetentionBook(store).List(within));
        base.OnEnd();
    }
}
