using System.Collections.Concurrent;
using System.Net;
using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>Our receiver as the destination of a <see cref="FaultyPacs"/>, and our retrieval to it. Only for tests that ask one study after the other.</summary>
internal sealed class PacsDestination : IAsyncDisposable
{
    private readonly FaultyPacs _pacs;
    private readonly InstanceCollector _collector;
    private readonly DicomListener _listener;

    public PacsDestination(FaultyPacs pacs)
    {
        _pacs = pacs;
        _collector = new InstanceCollector((instance, file, _) =>
        {
            file.Dispose();
            Arrived.AddOrUpdate(instance.SopInstanceUid, 1, (_, count) => count + 1);
            return ValueTask.FromResult(Answer);
        });
        _listener = new DicomListener(new ListenerSettings { BindAddress = IPAddress.Loopback, Port = 0 }, _collector);
        _listener.Start();
        pacs.AddDestination(DicomNode.DefaultCallingAE, _listener.Port);
    }

    /// <summary>SOP Instance UIDs that came, and how often each was kept.</summary>
    public ConcurrentDictionary<string, int> Arrived { get; } = new(StringComparer.Ordinal);

    /// <summary>What an image is answered with.</summary>
    public StoreOutcome Answer { get; set; } = StoreOutcome.Success;

    /// <summary>Retrieves a study; waits for stragglers only as long as a loopback needs.</summary>
    public Task<RetrieveResult> RetrieveAsync(PacsStudy study, Func<DicomNode, DicomNode>? change = null, CancellationToken stop = default)
    {
        var node = change?.Invoke(_pacs.Node()) ?? _pacs.Node();
        return new StudyRetriever(node, null, _collector, new MemoryBudget(1 << 20)) { QuietTime = TimeSpan.FromMilliseconds(200) }.RetrieveAsync(new RetrieveRequest { StudyInstanceUID = study.Uid }, stop);
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
