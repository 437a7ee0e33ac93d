using System.Management.Automation;
using DeidPS.Store.Ingest;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Takes routing rules away from a store.</para>
/// <para type="description">Without -Rule all rules of the target go. What has arrived stays where it is. Administrators may.</para>
/// </summary>
/// <remarks>A rule is named by its whole text, so that the others keep their order and none is taken by mistake.</remarks>
/// <example>
/// <summary>Take one rule away</summary>
/// <code>Get-DeidRoutingRule -Target Project | Where-Object Rule -like '(0008,1030)*' | Remove-DeidRoutingRule</code>
/// <para>Nothing is put out.</para>
/// </example>
/// <example>
/// <summary>Back to the rules that are built in</summary>
/// <code>'Project', 'Subject', 'Session' | ForEach-Object { Remove-DeidRoutingRule -Target $_ }</code>
/// <para>Nothing is put out.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "DeidRoutingRule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class RemoveDeidRoutingRuleCommand : StoreCmdlet
{
    /// <summary>Which rules: those for Project, Subject or Session.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateSet(nameof(RoutingTarget.Project), nameof(RoutingTarget.Subject), nameof(RoutingTarget.Session))]
    public RoutingTarget Target { get; set; }

    /// <summary>The rule as it was written; by default all rules of the target.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RoutingRuleCompleter))]
    public string? Rule { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var (target, rule) = (Target, Rule);
        if (ShouldProcess(rule is null ? $"all rules for {target}" : $"'{rule}'", "Remove the routing rule"))
        {
            WithStore((store, _, _) => Task.FromResult(new RoutingBook(store).Remove(target, rule)), target);
        }
    }
}
