using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>What a node has of a study, and what of it is wanted: its series with counts, and its instances where it lists them.</summary>
internal sealed class RetrieveManifest
{
    /// <summary>Series by UID, those left out included.</summary>
    public Dictionary<string, ManifestSeries> Series { get; } = new(StringComparer.Ordinal);

    /// <summary>Instances that are wanted, by SOP Instance UID.</summary>
    public Dictionary<string, InstanceReference> Instances { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of <see cref="Instances"/> that were there before.</summary>
    public HashSet<string> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>True when the node answered the query for series.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>True when every series that is wanted was listed instance by instance.</summary>
    public bool IsListed { get; set; }

    /// <summary>Series that are wanted, in the order of their UIDs.</summary>
    public IEnumerable<KeyValuePair<string, ManifestSeries>> Wanted => Series.Where(s => s.Value.Excluded is null).OrderBy(s => s.Key, StringComparer.Ordinal);

    /// <summary>True when something is left out.</summary>
    public bool HasExclusions => Series.Values.Any(s => s.Excluded is not null || s.ExcludedInstances.Count > 0);

    /// <summary>Instances expected, held ones included; null when that is not known.</summary>
    public int? Expected => IsListed ? Instances.Count : IsAnswered && Wanted.All(s => s.Value.Count is not null) && Wanted.Sum(s => (long?)s.Value.Count) is <= int.MaxValue and var sum ? (int)sum : null;

    /// <summary>Takes up an instance that the node listed.</summary>
    public void Add(InstanceReference instance, string? excluded)
    {
        if (excluded is null)
        {
            Instances[instance.SOPInstanceUID] = instance;
        }
        else
        {
            Series[instance.SeriesInstanceUID].ExcludedInstances[instance.SOPInstanceUID] = (instance, excluded);
        }
    }

    /// <summary>
    /// Ends the reading: without a list of all that is wanted single instances cannot be left out, since nobody would know whether the rest came, and without
    /// a list of series no series can.
    /// </summary>
    public void Close(Func<string, bool>? isHeld)
    {
        foreach (var series in Series.Values.Where(_ => !IsListed))
        {
            foreach (var (uid, (instance, _)) in series.ExcludedInstances)
            {
                Instances[uid] = instance;
            }

            series.ExcludedInstances.Clear();
            series.Excluded = IsAnswered ? series.Excluded : null;
        }

        if (IsListed && isHeld is not null)
        {
            Held.UnionWith(Instances.Keys.Where(isHeld));
        }
    }

    /// <summary>How many instances are lacking by the counts of the series, each for itself: too many of one do not stand for those of another.</summary>
    /// <param name="received">Instances that arrived, with the series they name.</param>
    public int Lacking(IReadOnlyDictionary<string, string?> received)
    {
        var arrived = received.GroupBy(r => SeriesOf(r.Key, r.Value)).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return Wanted.Sum(s => Math.Max(0, (s.Value.Count ?? 0) - arrived.GetValueOrDefault(s.Key)));
    }

    /// <summary>What became of each series.</summary>
    /// <param name="received">Instances that arrived, with the series they name.</param>
    public IReadOnlyList<RetrievedSeries> Report(IReadOnlyDictionary<string, string?> received)
    {
        var arrived = received.GroupBy(r => SeriesOf(r.Key, r.Value)).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var listed = Instances.Values.ToLookup(i => i.SeriesInstanceUID, StringComparer.Ordinal);
        return [.. Series.OrderBy(s => s.Value.Number(RetrieveIdentifier.SeriesNumber) ?? int.MaxValue).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => new RetrievedSeries
        {
            SeriesInstanceUID = s.Key,
            SeriesNumber = s.Value.Number(RetrieveIdentifier.SeriesNumber),
            Modality = s.Value.Text(DicomTags.Modality),
            SeriesDescription = s.Value.Text(DicomTags.SeriesDescription),
            Expected = s.Value.Excluded is not null ? 0 : IsListed ? listed[s.Key].Count() : s.Value.Count,
            Received = arrived.GetValueOrDefault(s.Key),
            Held = listed[s.Key].Count(i => Held.Contains(i.SOPInstanceUID)),
            Excluded = s.Value.Excluded,
            ExcludedInstances = s.Value.Excluded is null ? s.Value.ExcludedInstances.Count : s.Value.Count,
            ExcludedFor = s.Value.ExcludedInstances.Values.GroupBy(e => e.Reason, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
        })];
    }

    /// <summary>Instances that arrived and are not among those that are wanted; where the node lists none, those of a series it did not name.</summary>
    public int Extra(IReadOnlyDictionary<string, string?> received) =>
        IsListed ? received.Keys.Count(uid => !Instances.ContainsKey(uid)) : IsAnswered ? received.Values.Count(series => !Series.TryGetValue(series ?? string.Empty, out var known) || known.Excluded is not null) : 0;

    /// <summary>The series the node listed an instance in, else the one it names itself.</summary>
    private string SeriesOf(string instance, string? series) => Instances.GetValueOrDefault(instance)?.SeriesInstanceUID ?? series ?? string.Empty;
}
