using System.Management.Automation;
using DeidPS.Store.Upkeep;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Verifies a store: everything its catalogue names is there, and nothing else.</para>
/// <para type="description">
/// Compares folders, files, lengths and counts of entries, sessions and held originals with the catalogue, and the catalogue with itself. With -Checksum every file
/// is read and compared with the checksum it was archived with. The store can be in use meanwhile.
/// </para>
/// </summary>
/// <remarks>For administrators. Nothing comes out of a store that is whole. Nothing is mended: each finding says what to do. The audit trail has its own test, Test-DeidAudit.</remarks>
/// <example>
/// <summary>Verify names, lengths and counts</summary>
/// <code>Test-DeidStore</code>
/// <para>One object for each thing that is wrong; none when nothing is.</para>
/// </example>
/// <example>
/// <summary>As a weekly task, every file read</summary>
/// <code>if (-not (Test-DeidStore -Store D:\deid -Checksum -Quiet)) { exit 1 }</code>
/// <para>True when the store is whole.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "DeidStore")]
[OutputType(typeof(StoreFinding), typeof(bool))]
public sealed class TestDeidStoreCommand : StoreCmdlet
{
    /// <summary>Read every file and compare its checksum; off by default, then names and lengths are compared.</summary>
    [Parameter]
    public SwitchParameter Checksum { get; set; }

    /// <summary>Put out true or false instead of findings; off by default.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Verifying the store";

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        WithStore(async (store, sink, stop) =>
        {
            var findings = new StoreVerifier(store) { OnProgress = (done, total) => sink.Progress(done, total) }.Verify(Checksum, stop);
            if (Quiet)
            {
                await sink.WriteAsync(!findings.Any()).ConfigureAwait(false);
                return;
            }

            foreach (var finding in findings)
            {
                await sink.WriteAsync(finding).ConfigureAwait(false);
            }
        });
        base.OnEnd();
    }
}
