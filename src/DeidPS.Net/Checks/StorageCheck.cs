using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>Which storage SOP classes a node takes, and in which transfer syntaxes: found by negotiation alone, so that nothing is stored.</summary>
/// <param name="node">The node.</param>
/// <param name="secrets">Passcode and certificate password; null for none.</param>
internal sealed class StorageCheck(DicomNode node, AssociationSecrets? secrets)
{
    /// <summary>Classes asked about in every transfer syntax: those hospitals have most of, and those that come compressed.</summary>
    private static readonly string[] s_usual =
    [
        "1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.1.1", "1.2.840.10008.5.1.4.1.1.1.2", "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.3.1",
        "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.12.1", "1.2.840.10008.5.1.4.1.1.128",
        "1.2.840.10008.5.1.4.1.1.77.1.1.1", "1.2.840.10008.5.1.4.1.1.88.67",
    ];

    private readonly Dictionary<string, SortedSet<string>> _taken = new(StringComparer.Ordinal);

    /// <summary>Asks.</summary>
    /// <param name="isDetailed">True to ask about every SOP class in every transfer syntax; else about the usual ones, and about the others in native syntaxes only.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>A finding about SOP classes, and one for each family of transfer syntaxes.</returns>
    /// <exception cref="NetworkException">The node does not answer.</exception>
    public async Task<IReadOnlyList<NodeFinding>> RunAsync(bool isDetailed, CancellationToken stop)
    {
        var all = DicomUids.SopClasses.Where(c => c.Keyword != "MediaStorageDirectoryStorage").Select(c => c.Uid).ToList();
        var inSyntaxes = isDetailed ? all : [.. s_usual.Intersect(all, StringComparer.Ordinal)];
        string[] native = [DicomTransferSyntax.ExplicitLittleEndian.Uid, DicomTransferSyntax.ImplicitLittleEndian.Uid];
        List<PresentationContext> contexts =
        [
            .. all.Select(uid => new PresentationContext { AbstractSyntax = uid, TransferSyntaxes = native }),
            .. inSyntaxes.SelectMany(uid => SyntaxFamily.All.SelectMany(f => f.Syntaxes).Select(syntax => new PresentationContext { AbstractSyntax = uid, TransferSyntaxes = [syntax] })),
        ];
        foreach (var part in contexts.Chunk(PresentationContext.Maximum))
        {
            await AskAsync(part, stop).ConfigureAwait(false);
        }

        return [Classes(all.Count), .. SyntaxFamily.All.Select(family => Syntaxes(family, inSyntaxes))];
    }

    private async Task AskAsync(IReadOnlyList<PresentationContext> contexts, CancellationToken stop)
    {
        var association = await Association.RequestAsync(node, contexts, secrets, stop).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            foreach (var context in association.Contexts.Where(c => c.IsAccepted))
            {
                (_taken.TryGetValue(context.AbstractSyntax, out var syntaxes) ? syntaxes : _taken[context.AbstractSyntax] = new(StringComparer.Ordinal)).Add(context.AcceptedTransferSyntax!);
            }

            await association.ReleaseAsync(stop).ConfigureAwait(false);
        }
    }

    private NodeFinding Classes(int asked)
    {
        var offers = _taken.Select(pair => new StorageOffer(pair.Key, DicomUids.Find(pair.Key)?.Name ?? pair.Key, [.. pair.Value.Select(NameOf)])).OrderBy(o => o.Name, StringComparer.Ordinal).ToList();
        return offers.Count > 0
            ? new NodeFinding("Storage", NodeCheckStatus.Passed, FormattableString.Invariant($"takes {offers.Count} of {asked} storage SOP classes")) { Offers = offers }
            : new NodeFinding("Storage", NodeCheckStatus.NotOffered, "takes no storage SOP class", "Nothing can be sent to it; for queries that does not matter.");
    }

    private NodeFinding Syntaxes(SyntaxFamily family, IReadOnlyList<string> asked)
    {
        var step = "Storage " + family.Name;
        var found = family.Syntaxes.Where(syntax => asked.Any(uid => IsTaken(uid, syntax))).ToList();
        if (found.Count == 0)
        {
            var remedy = family.Name is "Native" or "Deflated" ? "Images in it are sent encoded anew, where the node takes another native syntax." : "Images in it cannot be sent there unless somebody decompresses them first.";
            return new NodeFinding(step, NodeCheckStatus.NotOffered, "taken for none of the SOP classes asked about", _taken.Count == 0 ? null : remedy);
        }

        var classes = asked.Count(uid => family.Syntaxes.Any(syntax => IsTaken(uid, syntax)));
        return new NodeFinding(
            step, NodeCheckStatus.Passed, FormattableString.Invariant($"{found.Count} of {family.Syntaxes.Count} transfer syntaxes, for {classes} of {asked.Count} SOP classes: {string.Join(", ", found.Select(NameOf))}"));
    }

    private bool IsTaken(string sopClass, string syntax) => _taken.TryGetValue(sopClass, out var syntaxes) && syntaxes.Contains(syntax);

    private static string NameOf(string syntax) => DicomUids.Find(syntax)?.Name ?? DicomTransferSyntax.Find(syntax)?.Name ?? syntax;
}
