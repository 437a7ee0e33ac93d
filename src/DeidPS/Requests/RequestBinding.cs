using System.Management.Automation;
using DeidPS.Net;
using DeidPS.Store;

namespace DeidPS;

/// <summary>What cmdlets of requests bind alike.</summary>
internal static class RequestBinding
{
    /// <summary>The archive that is asked: the one that is named, else the only one that is registered.</summary>
    /// <param name="node">What was bound; null for nothing.</param>
    /// <param name="credential">Who asks; null for whom it is registered with.</param>
    /// <exception cref="NodeException">It is not registered, so that a queue could not find it again; or the user name is none.</exception>
    /// <exception cref="StoreException">StoreValueInvalid: none is named, and there is not just one.</exception>
    public static DicomNode Node(DicomNode? node, PSCredential? credential)
    {
        var registry = NodeRegistry.Default();
        if (node is null)
        {
            return registry.Read() is [var only]
                ? With(only, credential)
                : throw new StoreException(StoreException.StoreValueInvalid, "No archive is named, and not just one is registered.", "Name it with -Node; Get-DicomNode lists those that are registered.");
        }

        return node.Name.Length > 0 && registry.Find(node.Name) is { } registered ? With(registered, credential) : throw NodeException.NotFound(node.ToString());
    }

    /// <summary>The archive as somebody asks it.</summary>
    /// <exception cref="NodeException">NodeSettingInvalid: the user name is none.</exception>
    public static DicomNode With(DicomNode node, PSCredential? credential) => credential is null ? node : NodeRules.Check(node with { UserName = credential.UserName });

    /// <summary>The passcode of a credential; null for none.</summary>
    public static AssociationSecrets? Secrets(PSCredential? credential) => credential is null ? null : new AssociationSecrets { Passcode = credential.GetNetworkCredential().Password };
}
