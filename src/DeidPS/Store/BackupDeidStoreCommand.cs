using System.Management.Automation;
using DeidPS.Store.Upkeep;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Copies a store to another folder while it is in use, or brings such a copy up to date.</para>
/// <para type="description">
/// The copy is a store: it can be opened with -Store, verified with Test-DeidStore, and used in place of the original when that is lost. Its catalogue is a file, also when the original's
/// is on a PostgreSQL server. Files that the copy has already are not copied again, and what was deleted in the store is deleted in the copy.
/// </para>
/// </summary>
/// <remarks>
/// For administrators. Keep the key elsewhere: it is not in the copy. A session whose files are not what they were archived as does not replace a sound copy of it; the result counts it as damaged, and a warning
/// is given. While an update runs the folder is no store; keep two copies and take turns. A folder that somebody has worked with as a store since is refused.
/// </remarks>
/// <example>
/// <summary>Every night, in turns</summary>
/// <code>Backup-DeidStore -Store D:\deid -Destination "E:\deid-$((Get-Date).DayOfYear % 2)"</code>
/// <para>What the copy holds, and how much was copied this time.</para>
/// </example>
/// <example>
/// <summary>Copy and verify</summary>
/// <code>$backup = Backup-DeidStore -Destination E:\deid
/// Test-DeidStore -Store $backup.Destination -Checksum</code>
/// <para>Nothing, when every file of the copy is what it was archived as.</para>
/// </example>
[Cmdlet(VerbsData.Backup, "DeidStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(BackupResult))]
public sealed class BackupDeidStoreCommand : StoreCmdlet
{
    /// <summary>Folder of the copy: empty, missing, or an earlier copy of the same store.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("OutputPath")]
    public string Destination { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override string Activity => "Copying the store";

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var destination = UnresolvedPath(Destination);
        if (ShouldProcess($"'{Root}' -> '{destination}'", "Copy the store"))
        {
            WithStore(
                async (store, sink, stop) =>
                {
                    var result = new StoreBackup(store) { OnProgress = (done, total) => sink.Progress(done, total) }.Run(destination, stop);
                    if (result.Damaged > 0)
                    {
                        await sink.WarningAsync(FormattableString.Invariant($"{result.Damaged} entry(s), session(s) or original(s) of the store are damaged and were not copied. Test-DeidStore -Checksum tells which.")).ConfigureAwait(false);
                    }

                    await sink.WriteAsync(result).ConfigureAwait(false);
                },
                destination);
        }

        base.OnEnd();
    }
}
