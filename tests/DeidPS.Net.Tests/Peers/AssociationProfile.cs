using System.Text;

namespace DeidPS.Net.Tests.Peers;

/// <summary>
/// An association configuration file of dcmtk (its asconfig.txt). Without one its programs propose and accept uncompressed syntaxes or one
/// compressed syntax at a time, and only SOP classes of their own list.
/// </summary>
internal static class AssociationProfile
{
    /// <summary>Profile of an acceptor: every class with every syntax; of a requestor one context for each class, whose syntaxes the peer chooses from.</summary>
    public const string Any = "Any";

    /// <summary>Profile of a requestor: one context for each pair of class and syntax, so that each file goes as it is.</summary>
    public const string Pairs = "Pairs";

    /// <summary>Profile of a requestor: every class with a list of syntaxes, in one context each.</summary>
    public const string Outgoing = "Outgoing";

    /// <summary>A profile takes 128 contexts, also an acceptor's (dcmtk, DcmAssociationConfiguration).</summary>
    public const int Most = 128;

    private static readonly string[] s_uncompressed = ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2"];

    private const string Verification = "1.2.840.10008.1.1";

    /// <summary>Query and retrieve: Patient Root and Study Root, FIND, MOVE and GET (PS3.4 C.6).</summary>
    private static readonly string[] s_queryRetrieve = [.. from model in new[] { 1, 2 } from operation in new[] { 1, 2, 3 } select $"1.2.840.10008.5.1.4.1.2.{model}.{operation}"];

    /// <summary>Writes the file for these instances.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="instances">What will go over the association.</param>
    /// <param name="withQueryRetrieve">True to accept query and retrieve in <see cref="Any"/> too.</param>
    /// <param name="outgoing">Syntaxes of <see cref="Outgoing"/>; null for Explicit VR Little Endian, Big Endian and Implicit VR.</param>
    public static void Write(string path, IReadOnlyCollection<CorpusInstance> instances, bool withQueryRetrieve = false, IReadOnlyList<string>? outgoing = null)
    {
        var pairs = instances.Select(i => (i.SopClass, i.TransferSyntax)).Distinct().Order().ToList();
        var syntaxes = instances.Select(i => i.TransferSyntax).Distinct().Order(StringComparer.Ordinal).ToList();
        var classes = instances.Select(i => i.SopClass).Distinct().Order(StringComparer.Ordinal).ToList();
        var text = new StringBuilder("[[TransferSyntaxes]]\n");
        Section(text, "Plain", "TransferSyntax", [s_uncompressed[0], s_uncompressed[2]]);
        Section(text, "Every", "TransferSyntax", syntaxes);
        Section(text, "Sent", "TransferSyntax", outgoing ?? s_uncompressed);
        for (var i = 0; i < syntaxes.Count; i++)
        {
            Section(text, $"Syntax{i}", "TransferSyntax", [syntaxes[i]]);
        }

        text.Append("[[PresentationContexts]]\n");
        string[] services = withQueryRetrieve ? [Verification, .. s_queryRetrieve] : [Verification];
        var profiles = new Dictionary<string, IReadOnlyList<string>>
        {
            [Any] = [.. services.Select(s => s + "\\Plain"), .. classes.Select(c => c + "\\Every")],
            [Outgoing] = [.. classes.Select(c => c + "\\Sent")],
        };

        // Only a requestor needs the pairs, and there may be more of them than one association takes.
        if (pairs.Count <= Most)
        {
            profiles[Pairs] = [.. pairs.Select(p => $"{p.SopClass}\\Syntax{syntaxes.IndexOf(p.TransferSyntax)}")];
        }

        foreach (var (name, contexts) in profiles)
        {
            Section(text, name, "PresentationContext", contexts);
        }

        // In C-GET the roles of a storage class are turned round (PS3.4 C.5.3.2.1), which an acceptor's profile has to allow by name.
        text.Append("[[SCPSCURoleSelection]]\n");
        Section(text, "Turned", "Role", [.. classes.Select(c => c + "\\BOTH")]);
        text.Append("[[Profiles]]\n");
        foreach (var name in profiles.Keys)
        {
            text.Append($"[{name}]\nPresentationContexts = {name}\n{(name == Any && withQueryRetrieve ? "SCPSCURoleSelection = Turned\n" : string.Empty)}");
        }

        File.WriteAllText(path, text.ToString());
    }

    private static void Section(StringBuilder text, string name, string key, IReadOnlyList<string> values)
    {
        if (values.Count > Most)
        {
            throw new ArgumentException($"{values.Count} lines in {name}; dcmtk takes {Most}.");
        }

        text.Append($"[{name}]\n");
        for (var i = 0; i < values.Count; i++)
        {
            text.Append($"{key}{i + 1} = {values[i]}\n");
        }
    }
}
