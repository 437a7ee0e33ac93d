namespace DeidPS.Net;

/// <summary>A storage SOP class that a node takes (PS3.4 B.5).</summary>
/// <param name="SOPClassUID">Its UID.</param>
/// <param name="Name">Its name.</param>
/// <param name="TransferSyntaxes">Names of the transfer syntaxes it is taken in, of those that were asked for.</param>
public sealed record StorageOffer(string SOPClassUID, string Name, IReadOnlyList<string> TransferSyntaxes)
{
    /// <summary>The name, for lists.</summary>
    public override string ToString() => Name;
}
