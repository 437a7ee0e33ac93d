using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Interop;

/// <summary>
/// The corpus as it is once a program of dcmtk has encoded it: lengths explicit, padding in place. What dcmtk or Orthanc sends of such files it sends with the
/// same bytes, so that they can be compared bit by bit at the other end. Made once for all tests of a class.
/// </summary>
public sealed class CorpusAsSent : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private DcmtkReceiver? _receiver;

    /// <summary>The files; empty where dcmtk is missing.</summary>
    internal IReadOnlyList<CorpusInstance> Instances { get; private set; } = [];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (!PeerProgram.StoreScu.IsAvailable || !PeerProgram.StoreScp.IsAvailable)
        {
            return;
        }

        var all = CorpusInstance.All(_folder).Where(KnownRefusals.StoreScuSends).ToList();
        _receiver = await DcmtkReceiver.StartAsync(all);
        var sent = await DcmtkTools.StoreAsync(_receiver.Port, DcmtkReceiver.AETitle, all);
        Assert.True(sent.ExitCode == 0, sent.Error + sent.Output);
        Instances = [.. _receiver.Files.Select(f => CorpusInstance.Read(f)!).OrderBy(i => i.SopInstance, StringComparer.Ordinal)];
        Assert.Equal(all.Count, Instances.Count);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
