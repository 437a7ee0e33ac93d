using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Store.Ingest;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Shows where files would go if they arrived now: project, subject, session, and every rule that was tried.</para>
/// <para type="description">
/// Decides as a receiver does, with the store's rules and settings, before de-identification; nothing is taken in. What rules found is shown to data managers and masked for
/// others. Administrators and data managers may, since the answer tells which projects there are.
/// </para>
/// </summary>
/// <remarks>Where no rule gives a label, it is a pseudonym made with the site's key, which is therefore needed. Steps of the result lists every rule with its outcome.</remarks>
/// <example>
/// <summary>Why does this study go nowhere?</summary>
/// <code>(Test-DeidRouting ./ct.dcm -Store D:\deid).Steps | Where-Object Target -eq Project</code>
/// <para>One row for each rule: what it read, and UnknownProject, NotAllowed, NoMatch or Used.</para>
/// </example>
/// <example>
/// <summary>A whole folder</summary>
/// <code>Test-DeidRouting ./in -Recurse | Group-Object Project, Subject</code>
/// <para>How many files would go where.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "DeidRouting", DefaultParameterSetName = PathCmdlet.PathSet)]
[OutputType(typeof(DeidRouting))]
public sealed class TestDeidRoutingCommand : StorePathCmdlet
{
    private long _done;

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var path in InputFiles())
        {
            WithStore(
                async (store, sink, _) =>
                {
                    using var file = DicomFile.Open(path);
                    var decision = new RoutingBook(store).Explain(file.Dataset, FindKey(store) ?? throw StoreKey.Missing());
                    foreach (var step in decision.Steps)
                    {
                        await sink.VerboseAsync($"{path}: {step}").ConfigureAwait(false);
                    }

                    await sink.WriteAsync(DeidRouting.From(path, decision)).ConfigureAwait(false);
                    sink.Progress(++_done, Total);
                },
                path);
        }
    }
}
