using System.Management.Automation;
using DeidPS.Net;
using DeidPS.Store.Requests;

namespace DeidPS;

/// <summary>Base of cmdlets that leave archives alone, or have them asked again.</summary>
public abstract class QueueNodeCmdlet : StoreCmdlet
{
    /// <summary>Names of archives; all of them by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DicomNodeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Node { get; set; } = [QueueBook.EveryNode];

    /// <summary>What is done, for the question whether to do it.</summary>
    private protected abstract string Action { get; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var node in Node)
        {
            if (ShouldProcess(node == QueueBook.EveryNode ? "every archive" : $"archive '{node}'", Action))
            {
                WriteFromStore(store => Change(new QueueBook(store), node), node);
            }
        }
    }

    /// <summary>Does it.</summary>
    /// <returns>How the archives' queues are then.</returns>
    private protected abstract IEnumerable<QueueStatus> Change(QueueBook book, string node);

    /// <summary>Archives that are registered here, whether anything was requested from them or not.</summary>
    private protected static IEnumerable<string> Registered() => NodeRegistry.Default().Read().Select(n => n.Name);

    /// <summary>The queues that a name means.</summary>
    private protected static IEnumerable<QueueStatus> Of(QueueBook book, string node) => book.Status().Where(s => node == QueueBook.EveryNode || string.Equals(s.Node, node, StringComparison.OrdinalIgnoreCase));
}
