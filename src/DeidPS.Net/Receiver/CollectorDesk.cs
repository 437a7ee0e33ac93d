using System.Collections.Concurrent;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// The sink of a receiver that several retrievals share: hands each instance to the collector that is enlisted for its study (0020,000D), so that
/// studies may be retrieved side by side with C-MOVE. Each instance is read once.
/// </summary>
public sealed class CollectorDesk : IInstanceSink
{
    /// <summary>Refuses everything, and says why.</summary>
    private readonly InstanceCollector _nobody = new((_, _, _) => throw new InvalidOperationException("Nothing is collected."));

    private readonly ConcurrentDictionary<string, InstanceCollector> _collectors = new(StringComparer.Ordinal);

    /// <summary>Creates a desk at which nobody is enlisted.</summary>
    public CollectorDesk() => _nobody.Begin("no UID of any study");

    /// <summary>Takes what belongs to no study that is being collected, and what cannot be read; null to refuse it, so that the node knows it was not kept.</summary>
    public IInstanceSink? Others { get; init; }

    /// <summary>Hands a study's instances to a collector, from its <see cref="InstanceCollector.Begin"/> to its <see cref="InstanceCollector.End"/>.</summary>
    /// <param name="studyInstanceUid">The study that the collector is going to collect.</param>
    /// <param name="collector">The collector.</param>
    /// <returns>Ends it when disposed.</returns>
    /// <exception cref="InvalidOperationException">The study is enlisted already: it would not be known whose an instance is.</exception>
    public IDisposable Enlist(string studyInstanceUid, InstanceCollector collector)
    {
        ArgumentException.ThrowIfNullOrEmpty(studyInstanceUid);
        ArgumentNullException.ThrowIfNull(collector);
        return _collectors.TryAdd(studyInstanceUid, collector)
            ? new Place(_collectors, studyInstanceUid, collector)
            : throw new InvalidOperationException("The study is being collected already.");
    }

    /// <inheritdoc/>
    public ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var study = instance.ReadAhead()?.GetText(DicomTags.StudyInstanceUID);
        return study is not null && _collectors.TryGetValue(study, out var collector) && collector.IsCollecting
            ? collector.StoreAsync(instance, stop)
            : (Others ?? _nobody).StoreAsync(instance, stop);
    }

    private sealed class Place(ConcurrentDictionary<string, InstanceCollector> collectors, string study, InstanceCollector collector) : IDisposable
    {
        public void Dispose() => collectors.TryRemove(KeyValuePair.Create(study, collector));
    }
}
