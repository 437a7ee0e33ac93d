using System.Management.Automation;
using DeidPS.Net;
using DeidPS.Store;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Compares pushed studies with what the archive has of them: did everything arrive?</para>
/// <para type="description">
/// Pushed data come without a list of what was to come, so that nobody knows whether all of it did (Evidence IdleOnly). The study's UID at the source is looked up in the store's table, the archive is asked for its series and
/// images, and the numbers are compared; single instances too, where a request recorded them. What is whole becomes CountVerified or UidVerified, an entry that lacks instances Incomplete. One object for each
/// entry or session.
/// </para>
/// </summary>
/// <remarks>
/// For data managers, with a reason; administrators need -BreakGlass. Instances that were held back or filtered at arrival count as arrived. NotComparable is what cannot be told: the archive neither lists nor counts, it has no
/// images of the study or fewer than the store, the look-up table has nothing on it (-NoLut), parts of the study are in several entries or sessions, or a session has fewer than the archive, since the project's policy may have left some out.
/// Nothing is written then. Numbers are numbers: an image that was held back and came again without what it was held for counts twice. -WhatIf compares and changes nothing; that the UID was looked up is recorded all the same.
/// </remarks>
/// <example>
/// <summary>Everything that was pushed for a project</summary>
/// <code>Get-DeidPrearchive -Project LUNG | Compare-DeidWithPacs -Node sectra -Reason 'completeness check before archiving'</code>
/// <para>One object for each entry, with the numbers of instances expected, there and missing.</para>
/// </example>
/// <example>
/// <summary>Sessions that nobody has verified</summary>
/// <code>Get-DeidSession LUNG | Where-Object Evidence -eq IdleOnly | Compare-DeidWithPacs -Node sectra -Reason 'completeness check' | Where-Object Status -ne Complete</code>
/// <para>Sessions of which the archive has more, or that cannot be compared, with the reason.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "DeidWithPacs", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PacsComparison))]
public sealed class CompareDeidWithPacsCommand : KeyedStoreCmdlet
{
    /// <summary>Ids of entries or sessions, as Get-DeidPrearchive and Get-DeidSession show them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Entry")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntryCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>The archive that the studies were pushed from, registered with Register-DicomNode; by default the only one that is registered.</summary>
    [Parameter]
    [DicomNodeTransform]
    [ArgumentCompleter(typeof(DicomNodeCompleter))]
    [ValidateNotNull]
    public DicomNode? Node { get; set; }

    /// <summary>Why; recorded in the audit trail. No patient value.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <summary>Look up the UIDs although you are an administrator and no data manager; recorded as such. Off by default.</summary>
    [Parameter]
    public SwitchParameter BreakGlass { get; set; }

    /// <summary>User name and passcode for the archive; none by default.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Comparing with the archive";

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        var node = RequestBinding.Node(Node, Credential);
        var secrets = RequestBinding.Secrets(Credential);
        foreach (var id in Id)
        {
            StopToken.ThrowIfCancellationRequested();
            var isTrial = !ShouldProcess($"'{node.Name}' -> '{id}'", "Compare, and write down what is found", out var why);
            if (!isTrial || why == ShouldProcessReason.WhatIf)
            {
                WithStore(
                    async (store, sink, stop) =>
                    {
                        var key = FindKey(store) ?? throw StoreKey.Missing();
                        await sink.WriteAsync(await new PacsComparer(store, key, node, secrets).CompareAsync(id, Reason, BreakGlass, isTrial, stop).ConfigureAwait(false)).ConfigureAwait(false);
                    },
                    id);
            }
        }
    }
}
