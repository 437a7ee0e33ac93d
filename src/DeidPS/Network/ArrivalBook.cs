using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS;

/// <summary>The arrivals of a receiver: one for each study on each association. Original UIDs are kept only as long as their association is open.</summary>
/// <param name="key">The site's key, for pseudonyms of studies; null for none.</param>
internal sealed class ArrivalBook(DeidKey? key)
{
    /// <summary>Arrivals that are remembered; a receiver that runs for months forgets the oldest.</summary>
    internal const int Kept = 1000;

    /// <summary>Defined terms of (0008,0060), PS3.3 C.7.3.1.1.1: another value could be anything.</summary>
    private static readonly FrozenSet<string> s_modalities = new[]
    {
        "ANN", "AR", "ASMT", "AU", "BDUS", "BI", "BMD", "CFM", "CR", "CT", "CTPROTOCOL", "DMS", "DG", "DOC", "DX", "ECG", "EEG", "EMG", "EOG", "EPS", "ES", "FID", "GM", "HC", "HD",
        "IO", "IOL", "IVOCT", "IVUS", "KER", "KO", "LEN", "LS", "M3D", "MG", "MR", "NM", "OAM", "OCT", "OP", "OPM", "OPT", "OPTBSV", "OPTENF", "OPV", "OSS", "OT", "PA", "PLAN", "POS",
        "PR", "PT", "PX", "REG", "RESP", "RF", "RG", "RTDOSE", "RTIMAGE", "RTINTENT", "RTPLAN", "RTRAD", "RTRECORD", "RTSEGANN", "RTSTRUCT", "RWV", "SEG", "SM", "SMR", "SR", "SRF",
        "STAIN", "TEXTUREMAP", "TG", "US", "VA", "XA", "XAPROTOCOL", "XC",
    }.ToFrozenSet(StringComparer.Ordinal);

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
        var modality = dataset?.GetText(DicomTags.Modality);
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

        arrival.Add(modality is not null && s_modalities.Contains(modality) ? modality : null, instance.Received);
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
