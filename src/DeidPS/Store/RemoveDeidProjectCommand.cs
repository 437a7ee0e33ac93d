using System.Management.Automation;
using DeidPS.Store;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Deletes projects with all that is in them and that waits for them; a certificate comes back.</para>
/// <para type="description">
/// First the entries that wait for the project in the prearchive go, then its sessions, one by one: what is shared ends, with a note in the other project; then the files,
/// with originals that were held back of them, then the records. A deletion that is interrupted is completed by the same command, and its certificate counts everything.
/// </para>
/// </summary>
/// <remarks>
/// Asks for the id to be typed once more; in a script, and where the host cannot ask, add -Force or -Confirm:$false. Administrators may. A locked session stops it, and a shared
/// one without -Everywhere, before anything is deleted. From its beginning nothing comes into the project any more. The id is not used again; what the audit trail says of the
/// project stays.
/// </remarks>
/// <example>
/// <summary>At the project's end</summary>
/// <code>Remove-DeidProject LUNG -Reason 'retention ended' | Export-Csv LUNG-certificate.csv</code>
/// <para>The deletion certificate for the file, after the id was typed: counts, bytes and a hash of the manifests, no identity.</para>
/// </example>
/// <example>
/// <summary>All that are past their end, as a task</summary>
/// <code>Get-DeidRetention | Remove-DeidProject -Everywhere -Reason 'retention ended' -Force</code>
/// <para>A certificate for each.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "DeidProject", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeletionCertificate))]
public sealed class RemoveDeidProjectCommand : ErasureCmdlet
{
    /// <summary>Projects by id or alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var id in Id)
        {
            StopToken.ThrowIfCancellationRequested();
            if (IsWanted(id, $"'{id}'", "Delete the project with all sessions and entries", "id"))
            {
                WithStore((store, sink, stop) => RemoveAsync(store, id, sink, stop), id);
            }
        }
    }

    private async Task RemoveAsync(DeidStore store, string id, PipelineSink sink, CancellationToken stop) =>
        await sink.WriteAsync(new DeletionBook(store) { OnProgress = (done, all) => sink.Progress(done, all) }.RemoveProject(id, Everywhere, Reason, stop)).ConfigureAwait(false);
}
