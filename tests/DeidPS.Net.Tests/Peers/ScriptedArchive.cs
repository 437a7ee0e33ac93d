using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Net.Tests.Peers;

/// <summary>A fake PACS that answers C-FIND for studies and series, to the letter of PS3.4 C.2.2.2, and gives only so many answers to each query.</summary>
internal sealed class ScriptedArchive
{
    private const string StudyRootFind = "1.2.840.10008.5.1.4.1.2.2.1";

    private readonly IReadOnlyList<ScriptedStudy> _studies;
    private readonly int _cap;
    private readonly CapSignal _signal;
    private readonly Queue<DicomDataset> _identifiers = new();
    private readonly Lock _gate = new();

    public ScriptedArchive(IReadOnlyList<ScriptedStudy> studies, int cap = int.MaxValue, CapSignal signal = CapSignal.None)
    {
        (_studies, _cap, _signal) = (studies, cap, signal);
        Service = new ScriptedService { UserItems = proposal => Agree(proposal) }.On(ScriptedCommand.FindRequestField, Answer);
    }

    /// <summary>To be served by a <see cref="ScriptedPeer"/>.</summary>
    public ScriptedService Service { get; }

    /// <summary>Extended negotiation it answers with; null for none.</summary>
    public byte[]? Agrees { get; init; }

    /// <summary>Extended negotiation that was proposed for Study Root queries; null for none.</summary>
    public byte[]? Proposed { get; private set; }

    /// <summary>Identifiers of the queries that came.</summary>
    public IReadOnlyList<DicomDataset> Identifiers
    {
        get
        {
            lock (_gate)
            {
                return [.. _identifiers];
            }
        }
    }

    /// <summary>Waits for C-CANCEL after so many answers to a query; 0 for never.</summary>
    public int WaitsForCancelAfter { get; init; }

    public static DicomNode Node(ScriptedPeer peer) => new() { HostName = "127.0.0.1", Port = peer.Port, CalledAE = ScriptedPeer.AETitle };

    private byte[][] Agree(AssociationProposal proposal)
    {
        foreach (var (type, value) in proposal.UserItems)
        {
            var length = value.Length > 2 ? (value[0] << 8) + value[1] : 0;
            if (type == 0x56 && System.Text.Encoding.ASCII.GetString(value, 2, length) == StudyRootFind)
            {
                Proposed = value[(2 + length)..];
            }
        }

        return Agrees is null ? [] : [Pdu.Item(0x56, [0, (byte)StudyRootFind.Length, .. System.Text.Encoding.ASCII.GetBytes(StudyRootFind), .. Agrees])];
    }

    private IEnumerable<ScriptedResponse> Answer(ScriptedMessage request)
    {
        var identifier = DicomFile.Open(request.Dataset!).Dataset;
        lock (_gate)
        {
            _identifiers.Enqueue(identifier);
        }

        var answers = _studies.Where(s => Matches(identifier, s)).SelectMany(s => identifier.GetText(new DicomTag(0x00080052)) == "SERIES" ? SeriesOf(s) : [StudyOf(s, identifier.Contains(new DicomTag(0x00080090)))]).ToList();
        var number = 0;
        foreach (var answer in answers.Take(_cap))
        {
            yield return new ScriptedResponse(0xFF00, answer) { Before = WaitsForCancelAfter > 0 && number++ == WaitsForCancelAfter ? ScriptedResponse.UntilCancelledAsync : null };
        }

        var isCut = answers.Count > _cap;
        yield return new ScriptedResponse(isCut ? Status(_signal) : (ushort)0);
    }

    private static ushort Status(CapSignal signal) => signal switch
    {
        CapSignal.OutOfResources => 0xA700,
        CapSignal.Cancelled => 0xFE00,
        CapSignal.Warning => 0xB001,
        _ => 0,
    };

    private static bool Matches(DicomDataset identifier, ScriptedStudy study) =>
        InRange(Key(identifier, 0x00080020), study.Date, static v => v)
        && InRange(Key(identifier, 0x00080030), study.Time, static v => v.Contains('.', StringComparison.Ordinal) ? v.PadRight(13, '0') : v + ".000000")
        && Single(Key(identifier, 0x00080050), study.Accession) && Single(Key(identifier, 0x00100020), study.PatientId) && Single(Key(identifier, 0x00080061), study.Modality)
        && (Key(identifier, 0x0020000D) is var uids && (uids.Length == 0 || uids.Split('\\').Contains(study.Uid)));

    private static string Key(DicomDataset identifier, uint tag) => identifier.GetText(new DicomTag(tag)) ?? string.Empty;

    private static bool Single(string key, string value) => key.Length == 0 || key == value;

    private static bool InRange(string key, string value, Func<string, string> normal)
    {
        if (key.Length == 0)
        {
            return true;
        }

        var dash = key.IndexOf('-', StringComparison.Ordinal);
        var (from, to) = dash < 0 ? (key, key) : (key[..dash], key[(dash + 1)..]);
        return value.Length > 0 && (from.Length == 0 || string.CompareOrdinal(normal(value), normal(from)) >= 0) && (to.Length == 0 || string.CompareOrdinal(normal(value), normal(to)) <= 0);
    }

    private static byte[] StudyOf(ScriptedStudy study, bool tellsReferrer)
    {
        var answer = new DicomBytes().Text(0x00080020, "DA", study.Date).Text(0x00080030, "TM", study.Time).Text(0x00080050, "SH", study.Accession).Text(0x00080052, "CS", "STUDY").Text(0x00080061, "CS", study.Modality);
        return (tellsReferrer ? answer.Text(0x00080090, "PN", "Referrer^Of^" + study.Uid) : answer).Text(0x00100020, "LO", study.PatientId).Text(0x0020000D, "UI", study.Uid).Bytes;
    }

    private static IEnumerable<byte[]> SeriesOf(ScriptedStudy study) => study.Series.Select(uid => new DicomBytes()
        .Text(0x00080052, "CS", "SERIES").Text(0x00080060, "CS", study.Modality).Text(0x0020000D, "UI", study.Uid).Text(0x0020000E, "UI", uid).Bytes);
}
