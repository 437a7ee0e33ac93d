using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>What only all files of a set together show. Any number of threads may add; memory grows with the instances and references.</summary>
internal sealed class SetCheck
{
    private static readonly DicomTag s_referencedInstance = new(0x00081155);
    private static readonly DicomTag s_frameOfReference = new(0x00200052);
    private static readonly DicomTag s_referencedFrame = new(0x30060024);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Frame, string Source)> _frameOfSeries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _frames = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Uid, DicomTag Tag), Reference> _references = [];
    private readonly List<DeidFinding> _found = [];

    public void Add(string source, DicomFile file)
    {
        var references = new List<(DicomTag Tag, string Uid, string Path)>();
        Collect(file.Dataset, references);
        var instance = file.Dataset.GetText(DicomTags.SOPInstanceUID) ?? string.Empty;
        var series = file.Dataset.GetText(DicomTags.SeriesInstanceUID) ?? string.Empty;
        var frame = file.Dataset.GetText(s_frameOfReference) ?? string.Empty;
        lock (_lock)
        {
            if (instance.Length > 0 && !_instances.TryAdd(instance, source))
            {
                Found(source, DicomTags.SOPInstanceUID.ToString(), FindingRule.DuplicateInstance, FindingConfidence.Certain, 1);
            }

            if (frame.Length > 0)
            {
                _frames.Add(frame);
                if (series.Length > 0 && !_frameOfSeries.TryAdd(series, (frame, source)) && _frameOfSeries[series].Frame != frame)
                {
                    Found(source, s_frameOfReference.ToString(), FindingRule.FrameOfReference, FindingConfidence.Possible, 1);
                }
            }

            foreach (var (tag, uid, path) in references)
            {
                if (_references.TryGetValue((uid, tag), out var known))
                {
                    known.Count++;

                    // The same place however the workers were scheduled.
                    if (string.CompareOrdinal(source, known.Source) < 0)
                    {
                        (known.Source, known.Path) = (source, path);
                    }
                }
                else
                {
                    _references.Add((uid, tag), new Reference(source, path));
                }
            }
        }
    }

    /// <summary>The findings, by file and place: one for each file and attribute path.</summary>
    public IReadOnlyList<DeidFinding> Findings()
    {
        lock (_lock)
        {
            foreach (var place in _references
                .Where(r => r.Key.Tag == s_referencedFrame ? !_frames.Contains(r.Key.Uid) : !_instances.ContainsKey(r.Key.Uid))
                .GroupBy(r => (r.Value.Source, r.Key.Tag)))
            {
                var first = place.MinBy(r => r.Value.Path, StringComparer.Ordinal).Value;
                var rule = place.Key.Tag == s_referencedFrame ? FindingRule.FrameOfReference : FindingRule.BrokenReference;
                Found(first.Source, first.Path, rule, FindingConfidence.Possible, place.Sum(r => r.Value.Count));
            }

            return [.. _found.OrderBy(f => f.Source, StringComparer.Ordinal).ThenBy(f => f.Path, StringComparer.Ordinal)];
        }
    }

    private static void Collect(DicomDataset dataset, List<(DicomTag Tag, string Uid, string Path)> references)
    {
        foreach (var element in dataset)
        {
            if ((element.Tag == s_referencedInstance || element.Tag == s_referencedFrame) && element.Text is { Length: > 0 } uid && DicomUids.Find(uid) is null)
            {
                references.Add((element.Tag, uid, FindingList.PathOf(dataset, element.Tag)));
            }

            foreach (var item in element.Items)
            {
                Collect(item, references);
            }
        }
    }

    private void Found(string source, string path, FindingRule rule, FindingConfidence confidence, int count) => _found.Add(new DeidFinding
    {
        Source = source, Path = path, Rule = rule, Confidence = confidence, Count = count, Recommendation = Recommendations.Of(rule),
    });

    private sealed class Reference(string source, string path)
    {
        public string Source { get; set; } = source;

        public string Path { get; set; } = path;

        public int Count { get; set; } = 1;
    }
}
