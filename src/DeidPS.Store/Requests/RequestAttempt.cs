using System.Globalization;
using System.IO.Enumeration;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Ingest;

namespace DeidPS.Store.Requests;

/// <summary>One attempt to fetch what a request asks for: manifest, transfer, top-up, each instance through the site's policy into the prearchive.</summary>
internal sealed class RequestAttempt
{
    /// <summary>So many objects at most come again after a kill.</summary>
    private const int KeptInterval = 100;

    private static readonly DicomTag s_seriesDescription = new(0x0008103E);

    private readonly RequestOriginals _originals;
    private readonly StoreIngest _ingest;
    private readonly IReadOnlyList<SeriesFilter> _filters;
    private string? _entry;
    private int _kept;

    /// <summary>Prepares an attempt.</summary>
    /// <param name="row">The request.</param>
    /// <param name="originals">What it asks for.</param>
    /// <param name="known">What is in the store of it; grows.</param>
    /// <param name="filters">Which series and instances are wanted: of the request, the project and the site.</param>
    /// <param name="ofRequest">The request's own of these; null for none.</param>
    /// <param name="ingest">Takes the objects.</param>
    /// <param name="node">The archive.</param>
    public RequestAttempt(RequestRecord row, RequestOriginals originals, KnownInstances known, IReadOnlyList<SeriesFilter> filters, SeriesFilter? ofRequest, StoreIngest ingest, DicomNode node)
    {
        (_originals, _filters, _ingest, Known) = (originals, filters, ingest, known);
        _entry = row.Entry;
        Origin = OriginOf(row, originals, ofRequest, node.ToString());
    }

    /// <summary>Where objects of a request come from.</summary>
    /// <param name="row">The request.</param>
    /// <param name="originals">What it asks for.</param>
    /// <param name="ofRequest">What of it is wanted; null for everything.</param>
    /// <param name="peer">The archive; null where that is not known.</param>
    public static IngestOrigin OriginOf(RequestRecord row, RequestOriginals originals, SeriesFilter? ofRequest, string? peer) => new()
    {
        Id = FormattableString.Invariant($"request {row.Id}, attempt {row.Attempts}"), Source = IngestSource.Retrieval, Peer = peer, Requester = row.Requester, Entry = row.Entry, Filter = ofRequest,
        Plan = new RoutingPlan(row.Project, row.Subject, row.Session) { Relabels = originals.Relabels },

        // Until it is known to be whole: what a killed process leaves is not taken for complete.
        Missing = 1,
    };

    /// <summary>Where its objects come from.</summary>
    public IngestOrigin Origin { get; }

    /// <summary>(0020,000D) of the study. Identifies: never written anywhere.</summary>
    public string StudyInstanceUid => _originals.StudyUid!;

    /// <summary>What is in the store.</summary>
    public KnownInstances Known { get; }

    /// <summary>The entry that its objects are in; null for none.</summary>
    public string? Entry => Volatile.Read(ref _entry);

    /// <summary>Told now and then that more has come, to write down what; null for nobody.</summary>
    public Action<KnownInstances>? OnKept { get; init; }

    /// <summary>Told of the entry when the first object has come; null for nobody.</summary>
    public Action<string>? OnEntry { get; init; }

    /// <summary>True for a study of these days, or of a day that nobody knows.</summary>
    public bool IsYoung(DateOnly today) => !DateOnly.TryParseExact(_originals.StudyDate, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date >= today.AddDays(-1);

    /// <summary>Where objects come from that arrive when the attempt is over.</summary>
    /// <param name="result">What came of it; null when it was broken off.</param>
    public IngestOrigin Late(RetrieveResult? result) => Origin with
    {
        Id = Origin.Id + ", late", Entry = Entry, Missing = result is { IsComplete: true } ? 0 : 1,
    };

    /// <summary>Fetches.</summary>
    /// <param name="node">The archive.</param>
    /// <param name="secrets">Passcode and certificate password; null for none.</param>
    /// <param name="desk">Hands over what arrives with C-MOVE.</param>
    /// <param name="budget">Memory for objects on their way.</param>
    /// <param name="quietTime">How long nothing may arrive before what is missing counts as missing.</param>
    /// <param name="stop">Cancels at the archive.</param>
    /// <exception cref="DeidException">Nothing could be asked.</exception>
    public async Task<RetrieveResult> RunAsync(DicomNode node, AssociationSecrets? secrets, CollectorDesk desk, MemoryBudget budget, TimeSpan quietTime, CancellationToken stop)
    {
        var collector = new InstanceCollector(Keep);
        var retriever = new StudyRetriever(node, secrets, collector, budget) { QuietTime = quietTime };
        using var place = desk.Enlist(_originals.StudyUid!, collector);
        return await retriever.RetrieveAsync(new RetrieveRequest { StudyInstanceUID = _originals.StudyUid!, PatientID = _originals.PatientId, IsHeld = Known.Has, Exclude = Exclude }, stop).ConfigureAwait(false);
    }

    private ValueTask<StoreOutcome> Keep(ReceivedInstance instance, DicomFile file, CancellationToken stop)
    {
        var receipt = _ingest.TakeOpened(Origin, instance.ToString(), file, stop);
        if (receipt.Entry is not null && Interlocked.Exchange(ref _entry, receipt.Entry) != receipt.Entry)
        {
            OnEntry?.Invoke(receipt.Entry);
        }

        if (receipt.Answer.Status == DimseStatus.Success)
        {
            Known.Add(instance.SopInstanceUid);
            if (Interlocked.Increment(ref _kept) % KeptInterval == 0)
            {
                OnKept?.Invoke(Known);
            }
        }

        return ValueTask.FromResult(receipt.Answer);
    }

    private string? Exclude(DicomDataset answer) =>
        _originals.SeriesDescription is { } wanted && !FileSystemName.MatchesSimpleExpression(wanted, answer.GetText(s_seriesDescription)?.Trim() ?? string.Empty, ignoreCase: true)
            ? "SeriesDescription"
            : SeriesFilter.LeftOutBy(_filters, answer, isPlan: true) is { } leftOut ? $"{leftOut.Filter.Name}/{leftOut.Rule}" : null;
}
