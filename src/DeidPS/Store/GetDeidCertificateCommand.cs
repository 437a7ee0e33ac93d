using System.Management.Automation;
using DeidPS.Store.Projects;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Lists the certificates of what was deleted for good.</para>
/// <para type="description">The store keeps a certificate of each subject and project that was deleted: when, how many sessions, instances and bytes, and a hash of the manifests.</para>
/// </summary>
/// <remarks>
/// Certificates hold no label and no identity. Owners see those of their project, administrators all, also of projects that are gone. A deletion that is still under way has none yet.
/// </remarks>
/// <example>
/// <summary>What was deleted in a project</summary>
/// <code>Get-DeidCertificate LUNG</code>
/// <para>One object for each deletion, the first first; also after the project was deleted.</para>
/// </example>
/// <example>
/// <summary>All certificates of the store, for the file</summary>
/// <code>Get-DeidCertificate | Export-Csv certificates.csv</code>
/// <para>One row for each.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidCertificate")]
[OutputType(typeof(DeletionCertificate))]
public sealed class GetDeidCertificateCommand : StoreCmdlet
{
    /// <summary>Projects by id or alias, also those that are gone by their id; all by default.</summary>
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
            WriteFromStore(store => new DeletionBook(store).Certificates());
        }

        foreach (var project in Project ?? [])
        {
            WriteFromStore(store => new DeletionBook(store).Certificates(project), project);
        }
    }
}
