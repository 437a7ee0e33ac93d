using System.Globalization;
using System.Security.Cryptography;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Ingest;

namespace DeidPS;

/// <summary>The arrivals of a receiver: one for each study on each association. Original UIDs are kept only as long as their association is open.</summary>
/// <param name="key">The site's key, for pseudonyms of studies; null for none.</param>
internal sealed class ArrivalBook(DeidKey? key)
{
    /// <summary>Arrivals that are remembered; a receiver that runs for months forgets the oldest.</summary>
    internal const int Kept = 1000;

    private readonly Pseudonymiser? _pseudonyms = key is null ? null : new Pseudonymiser(key, new PseudonymSettings());
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Dictionary<string, DicomArrival>> _open = [];
    private readonly Queue<DicomArrival> _all = [];
    private int _number = RandomNumberGenerator.GetInt32(0x10000);

    /// <summary>The arrivals, oldest first, at most <see cref="Kept"/>.</summary>
    public IReadOnlyList<DicomArrival> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>The arrival an instance belongs to.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="dataset">Its header; null when it could not be read.</param>
    public DicomArrival Of(ReceivedInstance instance, DicomDataset? dataset)
    {
        var study = dataset?.GetText(DicomTags.StudyInstanceUID) ?? string.Empty;
        var modality = StandardModality.Of(dataset?.GetText(DicomTags.Modality));
        DicomArrival? arrival;
        lock (_lock)
        {
            if (!_open.TryGetValue(instance.Association.Number, out var studies))
            {
                _open[instance.Association.Number] = studies = new Dictionary<string, DicomArrival>(StringComparer.Ordinal);
            }

            if (!studies.TryGetValue(study, out arrival))
            {
                studies[study] = arrival = Begin(instance, study);
            }
        }

        arrival.Add(modality, instance.Received);
        return arrival;
    }

    /// <summary>An association is over: what comes of the same study later is another arrival.</summary>
    public void End(long association)
    {
        lock (_lock)
        {
            _open.Remove(association);
        }
    }

    private DicomArrival Begin(ReceivedInstance instance, string study)
    {
        var association = instance.Association;
        var time = instance.Received.ToUniversalTime();
        _number = (_number + 1) & 0xFFFF;
        var id = string.Create(CultureInfo.InvariantCulture, $"{time:yyyyMMdd'T'HHmmss.fff'Z'}-{_number:x4}");
        var arrival = new DicomArrival(id, time)
        {
            CallingAE = association.CallingAE, CalledAE = association.CalledAE, Peer = association.Peer?.Address.ToString(), Association = association.Number,
            StudyInstanceUID = study.Length == 0 ? null : _pseudonyms?.Uid(study),
        };
        _all.Enqueue(arrival);
        if (_all.Count > Kept)
        {
            _all.Dequeue();
        }

        return arrival;
    }
}
