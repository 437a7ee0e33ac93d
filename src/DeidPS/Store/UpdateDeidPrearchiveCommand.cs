using System.Management.Automation;
using DeidPS.Store;
using DeidPS.Store.Prearchive;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Counts and checks entries of the prearchive anew, or accepts what is to be known about them.</para>
/// <para type="description">Without -Accept the entry is rebuilt from its files. With -Accept a person vouches for what its flags say, with a reason that is recorded.</para>
/// </summary>
/// <remarks>A default label cannot be accepted, only replaced: Set-DeidPrearchiveLabel. An entry that a sender is writing to cannot be rebuilt; one that counts as Receiving only because its time is not over can.</remarks>
/// <example>
/// <summary>Check what was in error once more</summary>
/// <code>Get-DeidPrearchive -State Error | Update-DeidPrearchive</code>
/// <para>Each entry as it is now.</para>
/// </example>
/// <example>
/// <summary>Vouch for held instances that are not needed</summary>
/// <code>Update-DeidPrearchive 20260302T093012.480Z-77c0 -Accept PixelReview -Reason 'dose screens, not wanted'</code>
/// <para>The entry, Ready if nothing else stands against it.</para>
/// </example>
[Cmdlet(VerbsData.Update, "DeidPrearchive", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PrearchiveEntry))]
public sealed class UpdateDeidPrearchiveCommand : EntryCmdlet
{
    /// <summary>Flags that are accepted, such as PixelReview or AmbiguousRouting; none by default.</summary>
    [Parameter]
    public EntryFlags Accept { get; set; }

    /// <summary>Why they are accepted; recorded in the audit trail. No patient value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        if (Accept != EntryFlags.None && Reason is null)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "A review needs a reason.", "Give -Reason.");
        }
    }

    /// <inheritdoc/>
    protected override void OnEntry(string id)
    {
        if (ShouldProcess($"'{id}'", Accept == EntryFlags.None ? "Rebuild" : $"Accept {Accept}"))
        {
            WriteOneFromStore((store, stop) => Accept == EntryFlags.None ? new PrearchiveBook(store).Rebuild(id, stop) : new PrearchiveBook(store).Accept(id, Accept, Reason!), id);
        }
    }
}
