using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Peers;
using DeidPS.Net.Tests.Receiver;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Interop;

/// <summary>Orthanc, filled by us, asked and emptied by us, and sending to us.</summary>
public sealed class OrthancInteropTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Everything_goes_there_and_comes_back_by_move_get_and_store()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var corpus = CorpusInstance.All(folder);
        var all = corpus.Where(KnownRefusals.OrthancTakesAsItIs).ToList();
        await using var receiver = new LoopbackListener(s => s with { AllowUnknownSopClasses = true });
        await using var archive = await OrthancArchive.StartAsync(new OrthancOptions { Modalities = new Dictionary<string, int> { [DicomNode.DefaultCallingAE] = receiver.Port } });
        var node = OwnSender.Node(archive.Port, OrthancArchive.AETitle);
        await OwnSender.SendAsync(node, corpus, KnownRefusals.OrthancTakesAsItIs);
        Assert.Equal(all.Count, await archive.CountInstancesAsync());
        await AssertFoundAsync(node, all);
        var kept = await KeptAsync(archive, all);

        List<string> studies = [.. all.Select(i => i.Study).Distinct()];
        AssertWhole(await OwnQuery.MoveAsync(node, DicomNode.DefaultCallingAE, studies), all.Count, archive);
        AssertSame(all, kept, receiver.Sink);

        var got = new CollectingSink();
        foreach (var study in all.GroupBy(i => i.Study))
        {
            var contexts = GetScu.Contexts(node.Model, [.. study.Select(i => i.SopClass).Distinct()], [.. study.Select(i => i.TransferSyntax).Distinct()]);
            if (study.All(KnownRefusals.HasNoRoleAtOrthanc))
            {
                var error = await Assert.ThrowsAsync<NetworkException>(() => OwnQuery.GetAsync(node, got, contexts, [study.Key]));
                Assert.Contains("-RetrieveMethod Move", error.RecommendedAction, StringComparison.Ordinal);
                continue;
            }

            AssertWhole(await OwnQuery.GetAsync(node, got, contexts, [study.Key]), study.Count(), archive);
        }

        AssertSame([.. all.GroupBy(i => i.Study).Where(s => !s.All(KnownRefusals.HasNoRoleAtOrthanc)).SelectMany(s => s)], kept, got);
        receiver.Sink.Instances.Clear();
        Assert.True(await archive.SendAsync(DicomNode.DefaultCallingAE), archive.Log);
        AssertSame(all, kept, receiver.Sink);
        Assert.Equal(0, receiver.Listener.Counters.Refused);
    }

    [Theory]
    [InlineData(RetrieveMethod.Get)]
    [InlineData(RetrieveMethod.Move)]
    public async Task What_is_held_or_left_out_does_not_come_again(RetrieveMethod method)
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var study = CorpusInstance.Samples(folder).Where(KnownRefusals.OrthancTakesAsItIs).GroupBy(i => i.Study).OrderByDescending(g => g.Select(i => i.Series).Distinct().Count()).First().ToList();
        var desk = new CollectorDesk();
        await using var listener = new DicomListener(new ListenerSettings { BindAddress = System.Net.IPAddress.Loopback, Port = 0 }, desk);
        listener.Start();
        await using var archive = await OrthancArchive.StartAsync(new OrthancOptions { Modalities = new Dictionary<string, int> { [DicomNode.DefaultCallingAE] = listener.Port } });
        foreach (var instance in study)
        {
            Assert.True(await archive.UploadAsync(instance.Path), instance.Name);
        }

        var node = OwnSender.Node(archive.Port, OrthancArchive.AETitle) with { RetrieveMethod = method, MoveDestination = DicomNode.DefaultCallingAE };
        var kept = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var collector = new InstanceCollector((instance, file, _) =>
        {
            file.Dispose();
            kept.Enqueue(instance.SopInstanceUid);
            return ValueTask.FromResult(StoreOutcome.Success);
        });
        var leftOut = study[0].Series;
        var wanted = study.Where(i => i.Series != leftOut).Select(i => i.SopInstance).ToList();
        Assert.True(wanted.Count > 1, "The sample study has one series only.");
        using var place = desk.Enlist(study[0].Study, collector);
        var result = await new StudyRetriever(node, null, collector, new MemoryBudget(1 << 20)).RetrieveAsync(
            new RetrieveRequest { StudyInstanceUID = study[0].Study, IsHeld = uid => uid == wanted[0], Exclude = a => a.GetText(RetrieveIdentifier.Series) == leftOut ? "left out" : null }, default);
        Assert.True(result.IsComplete, $"{result.LastFailure} {result.Error?.Message} {archive.Log}");
        Assert.Equal((wanted.Count, wanted.Count - 1, 1, 0, RetrieveEvidence.UidVerified), (result.Expected, result.Received, result.Held, result.Extra, result.Evidence));
        Assert.Equal(wanted.Skip(1).Order(), kept.Order());
        var excluded = Assert.Single(result.Series, s => s.Excluded is not null);
        Assert.Equal((leftOut, study.Count(i => i.Series == leftOut)), (excluded.SeriesInstanceUID, excluded.ExcludedInstances));
        Assert.All(result.Series, s => Assert.NotNull(s.Modality));
    }

    private static async Task AssertFoundAsync(DicomNode node, List<CorpusInstance> all)
    {
        var studies = await OwnQuery.FindAsync(node, QueryLevel.Study, (RetrieveIdentifier.Study, string.Empty));

        // To Orthanc a study that names two patients is two.
        Assert.Equal(all.Select(i => i.Study).Distinct().Order(StringComparer.Ordinal), studies.Values(RetrieveIdentifier.Study).Distinct());
        var patients = await OwnQuery.FindAsync(node with { Model = QueryModel.PatientRoot }, QueryLevel.Patient, (RetrieveIdentifier.PatientId, string.Empty));
        Assert.True(patients.Count > 1);
        foreach (var study in all.GroupBy(i => i.Study).OrderByDescending(g => g.Select(i => i.Series).Distinct().Count()).Take(3))
        {
            var series = await OwnQuery.FindAsync(node, QueryLevel.Series, (RetrieveIdentifier.Study, study.Key), (RetrieveIdentifier.Series, string.Empty));
            Assert.Equal(study.Select(i => i.Series).Distinct().Order(StringComparer.Ordinal), series.Values(RetrieveIdentifier.Series));
            var images = await OwnQuery.FindAsync(node, QueryLevel.Image, (RetrieveIdentifier.Study, study.Key), (RetrieveIdentifier.Series, study.First().Series), (RetrieveIdentifier.SopInstance, string.Empty));
            Assert.Equal(study.Where(i => i.Series == study.First().Series).Select(i => i.SopInstance).Order(StringComparer.Ordinal), images.Values(RetrieveIdentifier.SopInstance));
        }
    }

    /// <summary>The data sets as Orthanc keeps them.</summary>
    private static async Task<Dictionary<string, byte[]>> KeptAsync(OrthancArchive archive, List<CorpusInstance> all)
    {
        var kept = new Dictionary<string, byte[]>();
        foreach (var instance in all)
        {
            kept[instance.SopInstance] = CorpusInstance.StoredBytes((await archive.FileAsync(instance.SopInstance))!);
        }

        KnownRewrites.AssertOnly(KnownRewrites.ByOrthanc, all, i => kept[i.SopInstance]);
        return kept;
    }

    private static void AssertWhole(List<DimseResponse> responses, int count, OrthancArchive archive)
    {
        Assert.All(responses, r => Assert.True(r.Status.Class == StatusClass.Success && r.FailedInstances.Count == 0, $"{r.Status}\n{DcmtkTools.Errors(archive.Log)}"));
        Assert.Equal(count, responses.Sum(r => r.SubOperations.Completed ?? 0));
    }

    /// <summary>
    /// Orthanc sends what it keeps, byte for byte, but for two things it does only then: it leaves trailing padding out, and deflates anew, which gives other bytes
    /// for the same elements.
    /// </summary>
    private static void AssertSame(List<CorpusInstance> expected, Dictionary<string, byte[]> kept, CollectingSink sink)
    {
        Assert.Equal(expected.Select(i => (i.SopInstance, i.TransferSyntax)).Order(), sink.Instances.Select(i => (i.Key, i.Value.Syntax)).Order());
        Assert.All(expected, i => Assert.True(IsSame(i, kept[i.SopInstance], sink.Instances[i.SopInstance].Dataset), i.Name));
    }

    private static bool IsSame(CorpusInstance instance, byte[] kept, byte[] received)
    {
        DatasetDifference[] allowed = KnownRewrites.ByDcmtk.GetValueOrDefault(instance.Name, []).Contains(DatasetDifference.TrailingPadding) ? [DatasetDifference.TrailingPadding] : [];
        return allowed.Length > 0 || DicomTransferSyntax.Find(instance.TransferSyntax)!.IsDeflated
            ? DatasetComparer.Compare(kept, received, instance.TransferSyntax).Select(d => d.Kind).SequenceEqual(allowed)
            : kept.AsSpan().SequenceEqual(received);
    }
}
