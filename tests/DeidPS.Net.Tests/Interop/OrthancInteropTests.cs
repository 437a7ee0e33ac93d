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
