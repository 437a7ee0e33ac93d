using System.Management.Automation;
using DeidPS.Store.Checks;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Records that somebody reviewed the first sessions of a project, which ends its pilot.</para>
/// <para type="description">
/// A new project, and one whose policy or whose site's policy changed, is in pilot: only a few sessions of each modality and manufacturer are archived, three by default
/// (Set-DeidStore -PilotPerModality). With the review on record whatever goes through the same versions of the policies follows without a limit.
/// </para>
/// </summary>
/// <remarks>
/// Owners, data managers and administrators may. There has to be a session that has gone through the policies in force, and no check of such a session may say Failed or
/// NeedsCleaning. Recorded in the audit trail with the versions. When a policy changes, what goes through the new version is in pilot again; sessions that are there stay.
/// </remarks>
/// <example>
/// <summary>Look, then approve</summary>
/// <code>Test-DeidSample LUNG -SampleSize 3 -PerModality -Destination ./check
/// Approve-DeidProject LUNG -By 'J. Doe' -Reason 'three CT and three MR looked at, headers and pictures'</code>
/// <para>The review, with the versions of the policies it is of.</para>
/// </example>
/// <example>
/// <summary>Which projects wait for a review?</summary>
/// <code>Get-DeidProject | Where-Object IsPilot | Approve-DeidProject -By 'J. Doe' -Reason 'pilot looked at' -WhatIf</code>
/// <para>What would be approved; nothing is.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Approve, "DeidProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ProjectApproval))]
public sealed class ApproveDeidProjectCommand : StoreCmdlet
{
    /// <summary>Projects by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[] Project { get; set; } = [];

    /// <summary>Who looked at the sessions; recorded beside the account that runs the command.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdentityCompleter))]
    public string By { get; set; } = string.Empty;

    /// <summary>What the review says; recorded in the audit trail. No patient value.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var project in Project)
        {
            if (ShouldProcess($"'{project}'", "End the pilot"))
            {
                WriteOneFromStore((store, _) => new ApprovalBook(store).Approve(project, By, Reason), project);
            }
        }
    }
}
