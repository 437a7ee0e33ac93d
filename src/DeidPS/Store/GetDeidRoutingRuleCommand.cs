using System.Management.Automation;
using DeidPS.Store.Ingest;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists the routing rules of a store in the order in which they are tried.</para>
/// <para type="description">The rules that Import-DeidRoutingRule took. They come before what comments of an object say and before its study description. Administrators and data managers may see them.</para>
/// </summary>
/// <remarks>The rules that are built in are not listed; Test-DeidRouting shows all that were tried on a file.</remarks>
/// <example>
/// <summary>What decides the project?</summary>
/// <code>Get-DeidRoutingRule -Target Project</code>
/// <para>One object for each rule, the first to be tried first.</para>
/// </example>
/// <example>
/// <summary>Keep a copy as a file</summary>
/// <code>(Get-DeidRoutingRule -Target Session).Rule | Set-Content ./session-rules.txt</code>
/// <para>A file that Import-DeidRoutingRule takes again.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidRoutingRule")]
[OutputType(typeof(DeidRoutingRule))]
public sealed class GetDeidRoutingRuleCommand : StoreCmdlet
{
    /// <summary>Only rules for this: Project, Subject or Session; all by default.</summary>
    [Parameter(Position = 0)]
    [ValidateSet(nameof(RoutingTarget.Project), nameof(RoutingTarget.Subject), nameof(RoutingTarget.Session))]
    public RoutingTarget Target { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        WriteFromStore(store => new RoutingBook(store).List(Given(nameof(Target), (RoutingTarget?)Target, null)));
        base.OnEnd();
    }
}
