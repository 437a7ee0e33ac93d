using System.Collections.Concurrent;
using System.Net;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Hostile;
using DeidPS.Net.Tests.Interop;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Receiver;

/// <summary>Several studies that arrive at one receiver, each where it belongs.</summary>
public sealed class CollectorDeskTests(ITestOutputHelper output)
{
    private const string Other = "2.25.31";

    [Fact]
    public async Task Each_study_goes_to_its_collector_and_the_rest_to_the_others()
    {
        var others = new CollectingSink();
        var desk = new CollectorDesk { Others = others };
        var (first, second, waiting) = (new Basket("2.25.41"), new Basket("2.25.42"), new Basket("2.25.43"));
        using var a = desk.Enlist(first.Study, first.Collector);
        using var b = desk.Enlist(second.Study, second.Collector);

        // Enlisted, but its retrieval has not begun.
        using var c = desk.Enlist(waiting.Study, waiting.Collector);
        first.Collector.Begin(first.Study);
        second.Collector.Begin(second.Study);
        var statuses = await SendAsync(desk, (first.Study, "2.25.1"), (second.Study, "2.25.2"), (first.Study, "2.25.3"), (Other, "2.25.4"), (waiting.Study, "2.25.5"));
        Assert.All(statuses, s => Assert.Equal(DimseStatus.Success, s));
        Assert.Equal(["2.25.1", "2.25.3"], first.Kept.Order());
        Assert.Equal(["2.25.2"], second.Kept);
        Assert.Empty(waiting.Kept);
        Assert.Equal(["2.25.4", "2.25.5"], others.Instances.Keys.Order());
    }

    [Fact]
    public async Task Without_others_what_nobody_waits_for_is_refused()
    {
        var desk = new CollectorDesk();
        var basket = new Basket("2.25.41");
        using var place = desk.Enlist(basket.Study, basket.Collector);
        basket.Collector.Begin(basket.Study);
        Assert.Equal([DimseStatus.NotAuthorized, DimseStatus.Success], await SendAsync(desk, (Other, "2.25.1"), (basket.Study, "2.25.2")));
        basket.Collector.End();
        Assert.Equal([DimseStatus.NotAuthorized], await SendAsync(desk, (basket.Study, "2.25.3")));
        Assert.Equal(["2.25.2"], basket.Kept);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_or_left_to_the_others()
    {
        byte[] damaged = [.. Requestor.Dataset("2.25.1", "2.25.41").Bytes, 0x28, 0x00, 0x10, 0x00, (byte)'U', (byte)'S', 0xFF, 0x00];
        var another = Requestor.Dataset("2.25.9", "2.25.41").Bytes;
        var basket = new Basket("2.25.41");
        var failures = new ConcurrentQueue<string>();
        var desk = new CollectorDesk();
        var careful = new CollectorDesk { Others = new DelegateSink(instance => failures.Enqueue(Record.Exception(() => instance.OpenFile(DicomReadOptions.Inspect).Dispose())?.GetType().Name ?? "opened")) };
        foreach (var each in new[] { desk, careful })
        {
            using var place = each.Enlist(basket.Study, basket.Collector);
            basket.Collector.Begin(basket.Study);
            var statuses = await SendAsync(each, ("2.25.1", damaged), ("2.25.2", another), ("2.25.3", []));
            ushort[] expected = each == desk ? [DimseStatus.CannotUnderstand, DimseStatus.DatasetMismatch, DimseStatus.CannotUnderstand] : [DimseStatus.CannotUnderstand, DimseStatus.Success, DimseStatus.Success];
            Assert.Equal(expected, statuses);
        }

        // The damaged one names its study, so that it is still the collector's to refuse.
        Assert.Equal([nameof(DimseException), nameof(DicomParseException)], failures);
        Assert.Empty(basket.Kept);
    }

    [Fact]
    public void A_study_is_enlisted_once_at_a_time()
    {
        var desk = new CollectorDesk();
        var basket = new Basket("2.25.41");
        using (desk.Enlist(basket.Study, basket.Collector))
        {
            Assert.Throws<InvalidOperationException>(() => desk.Enlist(basket.Study, new Basket("2.25.41").Collector));
        }

        using var again = desk.Enlist(basket.Study, basket.Collector);
    }

    [Fact]
    public async Task Studies_are_moved_side_by_side_from_dcmqrscp()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx))
        {
            return;
        }

        using var folder = new Dicom.Tests.Interop.TemporaryFolder();
        var held = CorpusInstance.All(folder).Where(i => KnownRefusals.DcmQrScpTakes(i) && !KnownRefusals.IsWithoutStudy(i) && !KnownRefusals.HasOverlongUid(i) && i.TransferSyntax == DicomTransferSyntax.ExplicitLittleEndian.Uid).ToList();
        var studies = held.GroupBy(i => i.Study).OrderByDescending(g => g.Count()).Take(4).ToList();
        var desk = new CollectorDesk();
        await using var listener = Listen(desk);
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = held, Destinations = new Dictionary<string, int> { [DicomNode.DefaultCallingAE] = listener.Port } });
        await archive.IndexAsync([.. held.Select(i => i.Path)]);
        var node = OwnSender.Node(archive.Port, DcmtkArchive.DefaultAETitle) with { RetrieveMethod = RetrieveMethod.Move, MoveDestination = DicomNode.DefaultCallingAE };
        await Task.WhenAll(studies.Select(async study =>
        {
            // Half is there already, of which nothing may come again; one series is left out.
            var basket = new Basket(study.Key);
            var before = study.Select(i => i.SopInstance).Order(StringComparer.Ordinal).Take(study.Count() / 2).ToHashSet();
            var leftOut = study.Select(i => i.Series).Distinct().Count() > 1 ? study.Select(i => i.Series).Order(StringComparer.Ordinal).First() : null;
            using var place = desk.Enlist(study.Key, basket.Collector);
            var retriever = new StudyRetriever(node, null, basket.Collector, new MemoryBudget(1 << 20));
            var result = await retriever.RetrieveAsync(
                new RetrieveRequest { StudyInstanceUID = study.Key, IsHeld = before.Contains, Exclude = a => a.GetText(RetrieveIdentifier.Series) == leftOut ? "left out" : null }, default);
            var wanted = study.Where(i => i.Series != leftOut).Select(i => i.SopInstance).ToList();
            Assert.True(result.IsComplete, $"{result.LastFailure} {result.Error?.Message} {archive.Log}");
            Assert.Equal((wanted.Count, RetrieveEvidence.UidVerified, 0), (result.Expected, result.Evidence, result.Extra));
            Assert.Equal(wanted.Except(before).Order(), basket.Kept.Order());
            Assert.Equal(study.Select(i => i.Series).Distinct().Count(), result.Series.Count);
        }));
    }

    private static DicomListener Listen(IInstanceSink sink)
    {
        var listener = new DicomListener(new ListenerSettings { BindAddress = IPAddress.Loopback, Port = 0, AllowUnknownSopClasses = true }, sink);
        listener.Start();
        return listener;
    }

    private static Task<List<ushort>> SendAsync(CollectorDesk desk, params (string Study, string Instance)[] instances) =>
        SendAsync(desk, [.. instances.Select(i => (i.Instance, Requestor.Dataset(i.Instance, i.Study).Bytes))]);

    /// <summary>Sends data sets and returns what each was answered.</summary>
    private static async Task<List<ushort>> SendAsync(CollectorDesk desk, params (string Instance, byte[] Dataset)[] instances)
    {
        await using var listener = Listen(desk);
        await using var sender = await ScriptedConnection.ConnectAsync(listener.Port);
        Assert.True(await sender.RequestAsync(DicomNode.DefaultCallingAE, [new PresentationProposal(1, Requestor.SecondaryCapture, ScriptedPeer.ExplicitLittleEndian)]));
        var statuses = new List<ushort>();
        foreach (var (instance, dataset) in instances)
        {
            statuses.Add((await sender.AskAsync(1, ScriptedCommand.StoreRequest((ushort)(statuses.Count + 1), Requestor.SecondaryCapture, instance), dataset))!.Command.Status);
        }

        Assert.True(await sender.ReleaseAsync());
        return statuses;
    }

    /// <summary>A collector and what it kept.</summary>
    private sealed class Basket
    {
        public Basket(string study)
        {
            Study = study;
            Collector = new InstanceCollector((instance, file, _) =>
            {
                Assert.Equal(Study, file.Dataset.GetText(DicomTags.StudyInstanceUID));
                file.Dispose();
                Kept.Enqueue(instance.SopInstanceUid);
                return ValueTask.FromResult(StoreOutcome.Success);
            });
        }

        public string Study { get; }

        public InstanceCollector Collector { get; }

        public ConcurrentQueue<string> Kept { get; } = new();
    }
}
