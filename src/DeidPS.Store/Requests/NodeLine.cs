using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>An archive as a worker of the queue uses it.</summary>
/// <param name="Node">The archive.</param>
/// <param name="Gate">When it may be asked.</param>
/// <param name="Secrets">Passcode and certificate password; null for none.</param>
internal sealed record NodeLine(DicomNode Node, NodeGate Gate, AssociationSecrets? Secrets)
{
    /// <inheritdoc/>
    public override string ToString() => Node.ToString();
}
