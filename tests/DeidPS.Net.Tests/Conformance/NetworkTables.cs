using System.Globalization;
using System.Net;
using System.Reflection;
using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Conformance;

/// <summary>The tables of the network's conformance statement, made of what the code does.</summary>
internal static class NetworkTables
{
    private const string ComputedTomography = "1.2.840.10008.5.1.4.1.1.2";

    /// <summary>Codes of the standard, and some of its ranges.</summary>
    private static readonly ushort[] s_codes =
    [
        0x0000, 0x0105, 0x0106, 0x0107, 0x0110, 0x0111, 0x0112, 0x0115, 0x0116, 0x0117, 0x0118, 0x0119, 0x0120, 0x0121, 0x0122, 0x0124, 0x0210, 0x0211, 0x0212, 0x0213,
        0xA700, 0xA701, 0xA702, 0xA801, 0xA900, 0xB000, 0xB006, 0xB007, 0xC000, 0xFE00, 0xFF00, 0xFF01,
    ];

    /// <summary>Defined terms of (0008,0005) (PS3.3 C.12.1.1.2).</summary>
    private static readonly string[] s_terms =
    [
        "ISO_IR 100", "ISO_IR 101", "ISO_IR 109", "ISO_IR 110", "ISO_IR 144", "ISO_IR 127", "ISO_IR 126", "ISO_IR 138", "ISO_IR 148", "ISO_IR 203", "ISO_IR 13", "ISO_IR 166",
        "ISO 2022 IR 6", "ISO 2022 IR 100", "ISO 2022 IR 101", "ISO 2022 IR 109", "ISO 2022 IR 110", "ISO 2022 IR 144", "ISO 2022 IR 127", "ISO 2022 IR 126", "ISO 2022 IR 138", "ISO 2022 IR 148", "ISO 2022 IR 203", "ISO 2022 IR 13", "ISO 2022 IR 166",
        "ISO 2022 IR 87", "ISO 2022 IR 159", "ISO 2022 IR 149", "ISO 2022 IR 58", "ISO_IR 192", "GB18030", "GBK",
    ];

    /// <summary>Transfer syntaxes that are proposed with C-GET.</summary>
    private static readonly IReadOnlyList<string> s_retrieved = (string[])typeof(StudyRetriever).GetField("s_transferSyntaxes", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;

    /// <summary>The tables by the name that stands in the document.</summary>
    public static IReadOnlyDictionary<string, Func<IEnumerable<string>>> All { get; } = new Dictionary<string, Func<IEnumerable<string>>>(StringComparer.Ordinal)
    {
        ["identification"] = Identification,
        ["proposed"] = Proposed,
        ["requestor-defaults"] = RequestorDefaults,
        ["receiver-defaults"] = ReceiverDefaults,
        ["query-keys"] = QueryKeysTable,
        ["storage-classes"] = StorageClasses,
        ["transfer-syntaxes"] = TransferSyntaxes,
        ["status-codes"] = StatusCodes,
        ["character-sets"] = CharacterSets,
        ["rejections"] = Rejections,
    };

    private static IEnumerable<string> Identification() => Table(
        ["Item", "Value"],
        [
            ["Implementation Class UID", $"`{DicomImplementation.ClassUid}`"],
            ["Implementation Version Name", $"`{DicomImplementation.VersionName}`"],
            ["Application Context Name", $"`{AssociateCodec.DicomApplicationContext}`"],
            ["Longest PDU received", Number(Association.OwnMaximumLength)],
        ]);

    private static IEnumerable<string> Proposed()
    {
        var queries = Enum.GetValues<QueryModel>();
        IEnumerable<(string Service, PresentationContext Context)> contexts =
        [
            ("Verification", EchoScu.Context),
            .. queries.Select(m => ("C-FIND", FindScu.Context(m, true, true, true, true))),
            .. queries.Select(m => ("C-MOVE", MoveScu.Context(m, isRelational: true))),
            .. queries.Select(m => ("C-GET", GetScu.Contexts(m, [ComputedTomography], s_retrieved, isRelational: true)[0])),
        ];
        return Table(
            ["Service", "SOP Class", "UID", "Transfer syntaxes", "Role", "Extended negotiation"],
            contexts.Select(c => new[]
            {
                c.Service, Name(c.Context.AbstractSyntax), $"`{c.Context.AbstractSyntax}`", string.Join(", ", c.Context.TransferSyntaxes.Select(Name)), c.Context.IsScp ? "SCP" : "SCU",
                c.Context.ExtendedInformation.Length switch { 0 => "none", 1 => "relational", 4 => "relational, date and time combined, fuzzy names, time zone", var n => Number(n) },
            }));
    }

    private static IEnumerable<string> RequestorDefaults()
    {
        var node = new DicomNode { HostName = "localhost", CalledAE = "PACS" };
        return Table(
            ["Setting", "Default"],
            [
                ["Calling AE title", node.CallingAE], ["Port of the node", Number(node.Port)], ["Information model", node.Model.ToString()], ["Retrieve method, level", $"{node.RetrieveMethod}, {node.RetrieveLevel}"],
                ["Seconds for TCP and TLS", Number(node.ConnectTimeoutSec)], ["Seconds for the answer to a request or release of an association (ARTIM)", Number(node.AcceptTimeoutSec)],
                ["Seconds for the first response to a request", Number(node.TimeoutSec)], ["Seconds between two responses, and for a peer that takes or sends nothing", Number(node.IdleTimeoutSec)],
                ["Retrievals at once (queue)", Number(node.Limits.MaxAssociations)], ["Tries of a study (queue)", Number(node.Limits.MaxAttempts)],
            ]);
    }

    private static IEnumerable<string> ReceiverDefaults()
    {
        var settings = new ListenerSettings();
        return Table(
            ["Setting", "Default"],
            [
                ["AE title", settings.AETitle], ["Port", Number(settings.Port)], ["Address", settings.BindAddress.Equals(IPAddress.IPv6Any) ? "all, IPv4 and IPv6" : settings.BindAddress.ToString()], ["Associations at once", Number(settings.MaximumAssociations)],
                ["Called AE title", settings.AllowAnyCalledAE ? "any" : "ours only"], ["Peers", settings.AllowedPeers.Count == 0 ? "any" : "some"], ["SOP classes the standard does not have", settings.AllowUnknownSopClasses ? "accepted" : "not accepted"],
                ["Seconds for TLS and the association request (ARTIM)", Number(settings.AcceptTimeoutSec)], ["Seconds an association may be silent, and a message may stand still", Number(settings.IdleTimeoutSec)],
                ["Largest instance", $"{settings.MaximumInstanceLength >> 30} GiB"], ["Memory for instances on their way", $"{settings.MemoryLimit >> 20} MiB, beyond it encrypted temporary files"],
            ]);
    }

    /// <summary>Keys of a hierarchical query: which levels ask for each.</summary>
    private static IEnumerable<string> QueryKeysTable()
    {
        var filter = new QueryFilter { ReturnTags = [] };
        var asked = new SortedDictionary<uint, SortedSet<string>>();
        foreach (var model in Enum.GetValues<QueryModel>())
        {
            foreach (var level in Enum.GetValues<QueryLevel>().Where(l => l != QueryLevel.Patient || model == QueryModel.PatientRoot))
            {
                foreach (var element in QueryKeys.Identifier(new QueryPart(filter, null, string.Empty), level, model, default, TimeSpan.Zero))
                {
                    (asked.TryGetValue(element.Tag.Value, out var levels) ? levels : asked[element.Tag.Value] = new(StringComparer.Ordinal)).Add($"{(model == QueryModel.StudyRoot ? "S" : "P")}:{level}");
                }
            }
        }

        string[] columns = ["P:Patient", "P:Study", "P:Series", "P:Image", "S:Study", "S:Series", "S:Image"];
        return Table(
            ["Attribute", "Tag", .. columns.Select(c => c[0] == 'P' ? $"Patient Root {c[2..]}" : $"Study Root {c[2..]}")],
            asked.Select(pair => new DicomTag(pair.Key) is var tag ? (string[])[DicomDictionary.Find(tag)!.Name, tag.ToString(), .. columns.Select(c => pair.Value.Contains(c) ? "x" : "-")] : []));
    }

    private static IEnumerable<string> StorageClasses() => Table(
        ["SOP Class", "UID", "SCU", "SCP"],
        DicomUids.SopClasses.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => new[] { c.IsRetired ? $"{c.Name} (retired)" : c.Name, $"`{c.Uid}`", c.Uid == DicomUids.MediaStorageDirectory ? "No" : "Yes", Accepts(c.Uid, DicomTransferSyntax.ExplicitLittleEndian.Uid) }));

    private static IEnumerable<string> TransferSyntaxes() => Table(
        ["Transfer syntax", "UID", "Accepted by the receiver", "Proposed with C-GET"],
        DicomUids.All.Where(u => u.Type == "Transfer Syntax").OrderBy(u => u.Uid, UidComparer.Instance)
            .Select(u => new[] { u.IsRetired && !u.Name.Contains("Retired", StringComparison.Ordinal) ? $"{u.Name} (retired)" : u.Name, $"`{u.Uid}`", Accepts(ComputedTomography, u.Uid), s_retrieved.Contains(u.Uid) ? "Yes" : "No" }));

    private static IEnumerable<string> StatusCodes() => Table(
        ["Status", "Meaning", "Service", "Class", "Tried again"],
        from service in new[] { DimseService.Store, DimseService.Find, DimseService.Move, DimseService.Get }
        from code in s_codes
        let status = DimseStatus.Describe(code, service)
        where status.Text != "a code the standard does not define"
        group (service, status) by (code, status.Text, status.Class, status.IsTransient) into same
        orderby same.Key.code, same.Key.Text
        select new[] { $"{same.Key.code:X4}", same.Key.Text, same.Count() == 4 ? "all" : string.Join(", ", same.Select(s => s.service)), same.Key.Class.ToString(), same.Key.IsTransient && same.Key.Class is StatusClass.Failure or StatusClass.Cancel ? "yes" : "no" });

    private static IEnumerable<string> CharacterSets() => Table(
        ["Supported", "Defined terms of (0008,0005)"],
        s_terms.GroupBy(term => DicomCharacterSet.FromTerms([term]).IsSupported).OrderByDescending(g => g.Key).Select(g => new[] { g.Key ? "Yes" : "No", string.Join(", ", g.Select(term => $"`{term}`")) }));

    private static IEnumerable<string> Rejections() => Table(
        ["Result", "Source", "Reason", "Meaning", "When"],
        new (AssociateRejection Rejection, string When)[]
        {
            (AssociateRejection.CallingAENotRecognized, "peers are named, and this is none of them"),
            (AssociateRejection.CalledAENotRecognized, "another AE title is called"),
            (AssociateRejection.ApplicationContextNotSupported, "another application context"),
            (AssociateRejection.ProtocolVersionNotSupported, "the protocol version is not 1"),
            (AssociateRejection.LocalLimitExceeded, "too many associations at once"),
        }.Select(r => new[] { $"{r.Rejection.Result} ({(r.Rejection.IsTransient ? "transient" : "permanent")})", Number(r.Rejection.Source), Number(r.Rejection.Reason), r.Rejection.Meaning, r.When }));

    /// <summary>What the receiver answers to a context.</summary>
    private static string Accepts(string sopClass, string transferSyntax)
    {
        var context = new PresentationContext { Id = 1, AbstractSyntax = sopClass, TransferSyntaxes = [transferSyntax] };
        var request = new AssociateParameters { CalledAE = "A", CallingAE = "B", Contexts = [context] };
        return Negotiation.Answer(request, new ListenerSettings())[0].IsAccepted ? "Yes" : "No";
    }

    private static string Name(string uid) => DicomUids.Find(uid)!.Name;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Table(string[] head, IEnumerable<string[]> rows) => rows.Prepend([.. head.Select(_ => "---")]).Prepend(head).Select(cells => $"| {string.Join(" | ", cells)} |");

    /// <summary>UIDs by the numbers of their parts.</summary>
    private sealed class UidComparer : IComparer<string>
    {
        public static readonly UidComparer Instance = new();

        public int Compare(string? x, string? y)
        {
            var (a, b) = (x!.Split('.'), y!.Split('.'));
            for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            {
                if (long.Parse(a[i], CultureInfo.InvariantCulture).CompareTo(long.Parse(b[i], CultureInfo.InvariantCulture)) is not 0 and var order)
                {
                    return order;
                }
            }

            return a.Length.CompareTo(b.Length);
        }
    }
}
