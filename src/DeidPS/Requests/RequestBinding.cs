using DeidPS.Net;
using DeidPS.Store;

namespace DeidPS;

/// <summary>What cmdlets of requests bind alike.</summary>
internal static class RequestBinding
{
    /// <summary>The archive that is asked: the one that is named, else the only one that is registered.</summary>
    /// <param name="node">What was bound; null for nothing.</param>
    /// <exception cref="NodeException">It is not registered, so that a queue could not find it again.</exception>
    /// <exception cref="StoreException">StoreValueInvalid: none is named, and there is not just one.</exception>
    public static DicomNode Node(DicomNode? node)
    {
        var registry = NodeRegistry.Default();
        if (node is null)
        {
            return registry.Read() is [var only]
                ? only
                : throw new StoreException(StoreException.StoreValueInvalid, "No archive is named, and not just one is registered.", "Name it with -Node; Get-DicomNode lists those that are registered.");
        }

        return node.Name.Length > 0 && registry.Find(node.Name) is { } registered ? registered : throw NodeException.NotFound(node.ToString());
    }
}
