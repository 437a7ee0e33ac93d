using DeidPS.Dicom;
using DeidPS.Net.Tests.Peers;
using DeidPS.Net.Tests.Receiver;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Interop;

/// <summary>dcmqrscp, filled with the corpus, asked and emptied by us.</summary>
public sealed class DcmtkArchiveInteropTests(CorpusAsSent corpus, ITestOutputHelper output) : IClassFixture<CorpusAsSent>
{
    private static readonly DicomTag s_patientId = RetrieveIdentifier.PatientId;

    [Fact]
    public async Task We_find_at_every_level_what_findscu_finds()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx, PeerProgram.FindScu, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        var held = Held();
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = held });
        await archive.IndexAsync([.. held.Select(i => i.Path)]);
        var node = OwnSender.Node(archive.Port, DcmtkArchive.DefaultAETitle);

        var studies = await OwnQuery.FindAsync(node, QueryLevel.Study, (RetrieveIdentifier.Study, string.Empty), (s_patientId, string.Empty));
        Assert.Equal((await DcmtkTools.FindAsync(archive.Port, DcmtkArchive.DefaultAETitle, "STUDY", "StudyInstanceUID", "PatientID")).Values(RetrieveIdentifier.Study), studies.Values(RetrieveIdentifier.Study));

        // To dcmqrscp a study that names two patients is two.
        Assert.Equal(held.Select(i => i.Study).Distinct().Order(StringComparer.Ordinal), studies.Values(RetrieveIdentifier.Study).Distinct());
        var patients = await OwnQuery.FindAsync(node with { Model = QueryModel.PatientRoot }, QueryLevel.Patient, (s_patientId, string.Empty));
        Assert.Equal((await DcmtkTools.FindAsync(archive.Port, DcmtkArchive.DefaultAETitle, "PATIENT", "PatientID")).Values(s_patientId), patients.Values(s_patientId));
        Assert.Equal(patients.Values(s_patientId).Distinct().Order(StringComparer.Ordinal), studies.Values(s_patientId).Distinct().Order(StringComparer.Ordinal));

        // The largest studies of series and of images; a query for each of all would only take longer.
        foreach (var study in held.GroupBy(i => i.Study).OrderByDescending(g => g.Select(i => i.Series).Distinct().Count()).Take(3))
        {
            var series = await OwnQuery.FindAsync(node, QueryLevel.Series, (RetrieveIdentifier.Study, study.Key), (RetrieveIdentifier.Series, string.Empty));
            Assert.Equal(study.Select(i => i.Series).Distinct().Order(StringComparer.Ordinal), series.Values(RetrieveIdentifier.Series));
            Assert.Equal((await DcmtkTools.FindAsync(archive.Port, DcmtkArchive.DefaultAETitle, "SERIES", "StudyInstanceUID=" + study.Key, "SeriesInstanceUID")).Values(RetrieveIdentifier.Series), series.Values(RetrieveIdentifier.Series));
            foreach (var one in study.GroupBy(i => i.Series))
            {
                var images = await OwnQuery.FindAsync(node, QueryLevel.Image, (RetrieveIdentifier.Study, study.Key), (RetrieveIdentifier.Series, one.Key), (RetrieveIdentifier.SopInstance, string.Empty));
                Assert.Equal(one.Select(i => i.SopInstance).Order(StringComparer.Ordinal), images.Values(RetrieveIdentifier.SopInstance));
            }
        }
    }

    [Fact]
    public async Task We_move_and_get_everything_byte_for_byte()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        var held = Held();
        await using var receiver = new LoopbackListener(s => s with { AllowUnknownSopClasses = true });
        var got = new CollectingSink();
        var destinations = new Dictionary<string, int> { [DicomNode.DefaultCallingAE] = receiver.Port };

        // An archive for each syntax, since one sends one; see DcmtkArchiveOptions.OutgoingSyntax.
        foreach (var group in held.GroupBy(i => i.TransferSyntax))
        {
            await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = [.. group], Destinations = destinations, OutgoingSyntax = group.Key });
            await archive.IndexAsync([.. group.Select(i => i.Path)]);
            var node = OwnSender.Node(archive.Port, DcmtkArchive.DefaultAETitle);
            List<string> studies = [.. group.Select(i => i.Study).Distinct()];
            AssertWhole(await OwnQuery.MoveAsync(node, DicomNode.DefaultCallingAE, studies), group.Count(), archive);
            AssertWhole(await OwnQuery.GetAsync(node, got, GetScu.Contexts(node.Model, [.. group.Select(i => i.SopClass).Distinct()], [group.Key]), studies), group.Count(), archive);
        }

        Assert.All((CollectingSink[])[receiver.Sink, got], sink => AssertSame(held, sink));
        Assert.Equal(0, receiver.Listener.Counters.Refused);
    }

    [Fact]
    public async Task Movescu_has_it_send_to_our_receiver()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx, PeerProgram.MoveScu, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        var held = Held().Where(i => i.TransferSyntax == DicomTransferSyntax.ExplicitLittleEndian.Uid).GroupBy(i => i.Study).MaxBy(g => g.Count())!.ToList();
        await using var receiver = new LoopbackListener(s => s with { AllowUnknownSopClasses = true });
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = held, Destinations = new Dictionary<string, int> { [DicomNode.DefaultCallingAE] = receiver.Port } });
        await archive.IndexAsync([.. held.Select(i => i.Path)]);
        var moved = await DcmtkTools.MoveAsync(archive.Port, DcmtkArchive.DefaultAETitle, DicomNode.DefaultCallingAE, "STUDY", "StudyInstanceUID=" + held[0].Study);
        Assert.True(moved.ExitCode == 0, DcmtkTools.Errors(moved));
        AssertSame(held, receiver.Sink);
    }

    /// <summary>What dcmqrscp takes and can find again: it needs the keys of all levels.</summary>
    private List<CorpusInstance> Held() => [.. corpus.Instances.Where(i => KnownRefusals.DcmQrScpTakes(i) && !KnownRefusals.IsWithoutStudy(i) && !KnownRefusals.HasOverlongUid(i))];

    private static void AssertWhole(List<DimseResponse> responses, int count, DcmtkArchive archive)
    {
        Assert.All(responses, r => Assert.True(r.Status.Class == StatusClass.Success && r.FailedInstances.Count == 0, $"{r.Status}\n{DcmtkTools.Errors(archive.Log)}"));
        Assert.Equal(count, responses.Sum(r => r.SubOperations.Completed ?? 0));
        Assert.Equal(0, responses.Sum(r => (r.SubOperations.Failed ?? 0) + (r.SubOperations.Warning ?? 0)));
    }

    private static void AssertSame(List<CorpusInstance> expected, CollectingSink sink)
    {
        Assert.Equal(expected.Select(i => (i.SopInstance, i.TransferSyntax)).Order(), sink.Instances.Select(i => (i.Key, i.Value.Syntax)).Order());
        Assert.All(expected, i => Assert.True(i.StoredBytes().AsSpan().SequenceEqual(sink.Instances[i.SopInstance].Dataset), i.SopInstance));
    }
}
