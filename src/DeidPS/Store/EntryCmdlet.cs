using System.Management.Automation;

namespace DeidPS;

/// <summary>Base of cmdlets that do something with entries of the prearchive, one after the other.</summary>
public abstract class EntryCmdlet : StoreCmdlet
{
    /// <summary>Ids of entries, as Get-DeidPrearchive shows them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Entry")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntryCompleter))]
    public string[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected sealed override void OnRecord()
    {
        foreach (var id in Id)
        {
            StopToken.ThrowIfCancellationRequested();
            OnEntry(id);
        }
    }

    /// <summary>Does it with one entry.</summary>
    protected abstract void OnEntry(string id);
}
