using System.Management.Automation;
using DeidPS.Store.Audit;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Verifies the audit trail of a store: nothing edited, deleted or put in another order.</para>
/// <para type="description">
/// Goes through the chain in the catalogue, then through the files of the folder audit, line by line. With the site's key also the daily seals are verified, which
/// nobody can make again who does not hold the key.
/// </para>
/// </summary>
/// <remarks>For administrators. Nothing comes out of a trail that is whole. Without a key a trail that was rewritten from some line to its end is not told from a true one; a warning says when no key was there.</remarks>
/// <example>
/// <summary>Verify</summary>
/// <code>Test-DeidAudit</code>
/// <para>One object for each thing that is wrong; none when nothing is.</para>
/// </example>
/// <example>
/// <summary>As a nightly task</summary>
/// <code>if (-not (Test-DeidAudit -Store D:\deid -Quiet)) { exit 1 }</code>
/// <para>True when the trail is whole.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "DeidAudit")]
[OutputType(typeof(AuditFinding), typeof(bool))]
public sealed class TestDeidAuditCommand : KeyedStoreCmdlet
{
    /// <summary>Put out true or false instead of findings; off by default.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Verifying the audit trail";

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        WithStore(async (store, sink, stop) =>
        {
            var key = FindKey(store);
            if (key is null)
            {
                await sink.WarningAsync("There is no key, so the daily seals were not verified.").ConfigureAwait(false);
            }

            var findings = new AuditBook(store).Verify(key, stop, (done, total) => sink.Progress(done, total));
            if (Quiet)
            {
                await sink.WriteAsync(findings.Count == 0).ConfigureAwait(false);
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
