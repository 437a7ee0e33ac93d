using System.Diagnostics;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>The fake PACS is what it says, by the word of dcmtk and of our own requestors.</summary>
public sealed class FaultyPacsTests(ITestOutputHelper output)
{
    private static readonly PacsContent s_content = new(new PacsContentOptions { Studies = 40, DoseReportEvery = 5, SharedAccessionEvery = 10 });

    [Fact]
    public async Task Findscu_finds_at_each_level()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.FindScu, PeerProgram.EchoScu))
        {
            return;
        }

        await using var pacs = new FaultyPacs(s_content);
        Assert.Equal(0, (await DcmtkTools.EchoAsync(pacs.Port, FaultyPacs.AETitle)).ExitCode);
        var study = s_content.Study(7);
        Task<IReadOnlyList<DicomDataset>> Find(string level, params string[] keys) => DcmtkTools.FindAsync(pacs.Port, FaultyPacs.AETitle, level, keys);
        var found = Assert.Single(await Find("STUDY", "AccessionNumber=" + study.Accession, "StudyInstanceUID", "PatientName", "0020,1206", "0020,1208"));
        var series = s_content.SeriesOf(study);
        Assert.Equal((study.Uid, study.PatientName), (found.GetText(DicomTags.StudyInstanceUID), found.GetText(new DicomTag(0x00100010))));
        Assert.Equal(($"{series.Count}", $"{series.Sum(s => s.Images)}"), (found.GetText(new DicomTag(0x00201206)), found.GetText(new DicomTag(0x00201208))));
        Assert.False(found.Contains(new DicomTag(0x00100020)));

        Assert.Equal(3, (await Find("STUDY", $"PatientName={study.PatientName[..9]}*^*{study.Patient:D6}", "StudyInstanceUID")).Count);
        Assert.Equal(Uids(s => s.PatientId == study.PatientId), Uids(await Find("STUDY", "PatientID=" + study.PatientId, "StudyInstanceUID")));
        Assert.Equal(Uids(s => s.Date == study.Date), Uids(await Find("STUDY", "StudyDate=" + study.Date, "StudyInstanceUID")));
        Assert.Equal(Uids(s => string.CompareOrdinal(s.Date, study.Date) >= 0), Uids(await Find("STUDY", $"StudyDate={study.Date}-", "StudyInstanceUID")));
        Assert.Equal(Uids(s => s.Modality == "MR"), Uids(await Find("STUDY", "ModalitiesInStudy=MR", "StudyInstanceUID")));
        Assert.Equal(2, (await Find("STUDY", "AccessionNumber=" + s_content.Study(11).Accession, "StudyInstanceUID")).Count);
        Assert.Empty(await Find("STUDY", "PatientID=UNKNOWN", "StudyInstanceUID"));

        var told = await Find("SERIES", "StudyInstanceUID=" + study.Uid, "SeriesInstanceUID", "SeriesDescription", "Modality", "0020,1209");
        Assert.Equal(series.Select(s => (s.Uid, s.Description, s.Modality, $"{s.Images}")), told.Select(s => (s.GetText(DicomTags.SeriesInstanceUID)!, s.GetText(DicomTags.SeriesDescription)!, s.GetText(DicomTags.Modality)!, s.GetText(new DicomTag(0x00201209))!)));
        var images = await Find("IMAGE", "StudyInstanceUID=" + study.Uid, "SeriesInstanceUID=" + series[0].Uid, "SOPInstanceUID", "SOPClassUID");
        Assert.Equal(series[0].Instances.Select(i => (i, series[0].SopClass)), images.Select(i => (i.GetText(DicomTags.SOPInstanceUID)!, i.GetText(DicomTags.SOPClassUID)!)));

        var cancelled = await PeerProgram.FindScu.RunAsync("-v", "-S", "-aec", FaultyPacs.AETitle, "--cancel", "2", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID", "127.0.0.1", $"{pacs.Port}");
        Assert.Contains("Cancel", cancelled.Output + cancelled.Error, StringComparison.Ordinal);
        Assert.Equal((1, 9, 1, 1), (pacs.Log.Echoes, pacs.Log.Finds["STUDY"], pacs.Log.Finds["SERIES"], pacs.Log.Finds["IMAGE"]));
        Assert.Empty(pacs.Failures);
    }

    [Fact]
    public async Task Movescu_brings_sound_images_to_storescp()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.MoveScu, PeerProgram.StoreScp))
        {
            return;
        }

        await using var pacs = new FaultyPacs(s_content);
        await using var receiver = await DcmtkReceiver.StartAsync();
        pacs.AddDestination(DcmtkReceiver.AETitle, receiver.Port);

        // Both kinds of dose report, and both modalities.
        int[] numbers = [0, 5, s_content.Studies.First(s => s.Modality == "CT").Number, s_content.Studies.First(s => s.Modality == "MR").Number];
        foreach (var number in numbers.Distinct())
        {
            var result = await DcmtkTools.MoveAsync(pacs.Port, FaultyPacs.AETitle, DcmtkReceiver.AETitle, "STUDY", "StudyInstanceUID=" + s_content.Study(number).Uid);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Equal(s_content.InstancesOf(number).Order(), pacs.Log.Acknowledged(s_content.Study(number).Uid).Keys.Order());
        }

        var expected = numbers.Distinct().SelectMany(n => s_content.InstancesOf(n)).ToList();
        Assert.Equal(expected.Order(), receiver.Files.Select(f => DicomFile.Open(f).Dataset.GetText(DicomTags.SOPInstanceUID)!).Order());
        Assert.Equal((expected.Count, 1, 0), (pacs.Log.Acknowledgements, pacs.Log.MostMoves, pacs.Log.LostDestinations));
        Assert.All(receiver.Files, f => Assert.InRange(new FileInfo(f).Length, 900, 3000));
        AssertSound(receiver.Files);

        var image = s_content.SeriesOf(s_content.Study(3))[0];
        await DcmtkTools.MoveAsync(pacs.Port, FaultyPacs.AETitle, DcmtkReceiver.AETitle, "IMAGE", "StudyInstanceUID=" + image.Study.Uid, "SeriesInstanceUID=" + image.Uid, "SOPInstanceUID=" + image.Instance(1));
        Assert.Equal([image.Instance(1)], pacs.Log.Acknowledged(image.Study.Uid).Keys);
        var unknown = await DcmtkTools.MoveAsync(pacs.Port, FaultyPacs.AETitle, "NOBODY", "STUDY", "StudyInstanceUID=" + image.Study.Uid);
        Assert.Contains("MoveDestinationUnknown", unknown.Output + unknown.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, pacs.Log.UnknownDestinations);
        Assert.Empty(pacs.Failures);
    }

    [Fact]
    public async Task Our_query_finds_series_of_a_patient()
    {
        await using var pacs = new FaultyPacs(s_content);
        var study = s_content.Study(6);
        var found = new List<string>();
        await using (var query = new NodeQuery(pacs.Node(), null, new DateOnly(2024, 1, 1)))
        {
            await foreach (var answer in query.RunAsync(new QueryFilter { PatientID = study.PatientId }, QueryLevel.Series, null))
            {
                found.Add(answer.GetText(DicomTags.SeriesInstanceUID)!);
            }
        }

        Assert.Equal(s_content.StudiesOfPatient(study.Patient).SelectMany(n => s_content.SeriesOf(s_content.Study(n))).Select(s => s.Uid).Order(), found.Order());
        Assert.Equal((1, 0, 1), (pacs.Log.Associations, pacs.Log.AssociationsNow, pacs.Log.MostAssociations));
        Assert.Empty(pacs.Failures);
    }

    [Fact]
    public async Task Everything_comes_in_spite_of_faults_and_each_is_counted()
    {
        await using var pacs = new FaultyPacs(s_content, new PacsFaults { DropEvery = 7, OutOfResourcesEvery = 10, OmitEvery = 20, OmittedImages = 2 });
        await using var destination = new PacsDestination(pacs);
        foreach (var study in s_content.Studies)
        {
            RetrieveResult? result = null;
            while (result is not { IsComplete: true })
            {
                try
                {
                    result = await destination.RetrieveAsync(study);
                }
                catch (NetworkException dropped) when (dropped.IsTransient)
                {
                    // The manifest's association was dropped.
                }
            }

            Assert.Equal(RetrieveEvidence.UidVerified, result.Evidence);
        }

        output.WriteLine(pacs.Log.ToString());
        Assert.Equal(s_content.Studies.SelectMany(s => s_content.InstancesOf(s.Number)).Order(), destination.Arrived.Keys.Order());
        Assert.All(s_content.Studies, s => Assert.Equal(s_content.InstancesOf(s.Number).Order(), pacs.Log.Acknowledged(s.Uid).Keys.Order()));
        Assert.Equal((pacs.Log.Associations / 7, pacs.Log.Moves / 10), (pacs.Log.Drops, pacs.Log.OutOfResources));
        Assert.All(Enum.GetValues<PacsDropPoint>(), p => Assert.NotEqual(0, pacs.Log.DropsAt(p)));
        Assert.NotEqual(0, pacs.Log.Omissions);
        Assert.Equal((1, 1, 0), (pacs.Log.MostAssociations, pacs.Log.MostMoves, pacs.Log.AssociationsNow));
        Assert.Empty(pacs.Failures);
    }

    [Fact]
    public async Task Images_left_out_are_told_as_sent_and_come_when_asked_for()
    {
        var study = s_content.Studies.First(s => s_content.SeriesOf(s).Any(series => series.Images > 2));
        await using var pacs = new FaultyPacs(s_content, new PacsFaults { OmitEvery = study.Number + 1, OmittedImages = 2 });
        await using var destination = new PacsDestination(pacs);
        var expected = s_content.SeriesOf(study).Sum(s => Math.Min(2, s.Images - 1));
        var result = await destination.RetrieveAsync(study, node => node with { RetrieveLevel = QueryLevel.Study });
        Assert.True(result.IsComplete);
        Assert.Null(result.LastFailure);
        Assert.Equal(expected, pacs.Log.Omissions);
        Assert.True(pacs.Omits(study));
        Assert.True(pacs.Log.MovesOf(study.Uid) > 1);
    }

    [Theory]
    [InlineData(nameof(PacsFaults.WarnEvery), 0xB000)]
    [InlineData(nameof(PacsFaults.UnableEvery), 0xC001)]
    [InlineData(nameof(PacsFaults.OutOfResourcesEvery), 0xA700)]
    [InlineData("refused", 0xA702)]
    public async Task Statuses_reach_the_requestor(string fault, int status)
    {
        await using var pacs = new FaultyPacs(s_content, fault switch
        {
            nameof(PacsFaults.WarnEvery) => new PacsFaults { WarnEvery = 1 },
            nameof(PacsFaults.UnableEvery) => new PacsFaults { UnableEvery = 1 },
            nameof(PacsFaults.OutOfResourcesEvery) => new PacsFaults { OutOfResourcesEvery = 1 },
            _ => new PacsFaults(),
        });
        await using var destination = new PacsDestination(pacs) { Answer = fault == "refused" ? new StoreOutcome(DimseStatus.OutOfResources, "full") : StoreOutcome.Success };
        var result = await destination.RetrieveAsync(s_content.Study(1));
        Assert.False(result.IsComplete);
        Assert.Equal(status, result.LastFailure!.Code);
        var counted = (pacs.Log.Warnings > 0, pacs.Log.Unable > 0, pacs.Log.OutOfResources > 0, pacs.Log.Refusals > 0);
        Assert.Equal((fault == nameof(PacsFaults.WarnEvery), fault == nameof(PacsFaults.UnableEvery), fault == nameof(PacsFaults.OutOfResourcesEvery), fault == "refused"), counted);
        Assert.Empty(pacs.Failures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_rejects_for_good_or_for_now(bool isForGood)
    {
        await using var pacs = new FaultyPacs(s_content, new PacsFaults { RejectEvery = 1, RejectsForGood = isForGood });
        var error = await Assert.ThrowsAsync<NetworkException>(() => Association.RequestAsync(pacs.Node(), [MoveScu.Context(QueryModel.StudyRoot)], null, default));
        Assert.Equal((NetworkException.AssociationRejected, !isForGood), (error.ErrorId, error.IsTransient));
        Assert.Equal((1, 0), (pacs.Log.Rejections, pacs.Log.Drops));

        pacs.Faults = new PacsFaults { DropEvery = 1, DropPoint = PacsDropPoint.OnAccept };
        Assert.True((await Assert.ThrowsAsync<NetworkException>(() => Association.RequestAsync(pacs.Node(), [MoveScu.Context(QueryModel.StudyRoot)], null, default))).IsTransient);
        Assert.Equal(1, pacs.Log.DropsAt(PacsDropPoint.OnAccept));
    }

    [Fact]
    public async Task A_move_is_cancelled_and_a_study_grows()
    {
        var content = new PacsContent(new PacsContentOptions { Images = (50, 50) });
        await using var pacs = new FaultyPacs(content, new PacsFaults { ResponseDelay = TimeSpan.FromMilliseconds(20) });
        await using var destination = new PacsDestination(pacs);
        using var stop = new CancellationTokenSource();
        var retrieval = destination.RetrieveAsync(content.Study(0), stop: stop.Token);
        while (destination.Arrived.IsEmpty)
        {
            await Task.Delay(5);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => retrieval);
        Assert.Equal(1, pacs.Log.Cancels);
        Assert.InRange(destination.Arrived.Count, 1, 49);

        pacs.Faults = new PacsFaults();
        content.Grow(0, 3);
        var last = content.SeriesOf(content.Study(0))[^1];
        Assert.Equal(53, last.Images);
        Assert.True((await destination.RetrieveAsync(content.Study(0))).IsComplete);
        Assert.Contains(last.Instance(53), destination.Arrived.Keys);
    }

    [Fact]
    public async Task It_ends_at_once_while_its_destination_is_silent()
    {
        await using var silent = new ScriptedPeer(async (connection, stop) => await connection.WaitForCloseAsync(stop));
        var pacs = new FaultyPacs(s_content);
        pacs.AddDestination(DicomNode.DefaultCallingAE, silent.Port);
        await using var association = await Association.RequestAsync(pacs.Node(), [MoveScu.Context(QueryModel.StudyRoot)], null, default);
        var identifier = new DicomDataset();
        identifier.SetText(new DicomTag(0x00080052), "STUDY");
        identifier.SetText(DicomTags.StudyInstanceUID, s_content.Study(0).Uid);
        var move = MoveScu.MoveAsync(association, QueryModel.StudyRoot, identifier, DicomNode.DefaultCallingAE, null, default);
        while (silent.Connections == 0)
        {
            await Task.Delay(5);
        }

        Assert.Equal((1, 1), (pacs.Log.AssociationsNow, pacs.Log.MostMoves));
        var watch = Stopwatch.StartNew();
        await pacs.DisposeAsync();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
        await Assert.ThrowsAsync<NetworkException>(() => move);
    }

    [Fact]
    public async Task Hundreds_of_associations_a_second_are_served_and_counted()
    {
        await using var pacs = new FaultyPacs(new PacsContent(new PacsContentOptions { Studies = 10000 }));
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, stop) =>
        {
            await using var connection = await ScriptedConnection.ConnectAsync(pacs.Port, stop);
            Assert.True(await connection.RequestAsync(FaultyPacs.AETitle, [new PresentationProposal(1, ScriptedPeer.Verification, ScriptedPeer.ExplicitLittleEndian)]));
            Assert.Equal(0, (await connection.AskAsync(1, ScriptedCommand.EchoRequest(), stop: stop))!.Command.Status);
            Assert.True(await connection.ReleaseAsync(stop));
        });
        output.WriteLine($"{1000 / watch.Elapsed.TotalSeconds:F0} associations/s");
        Assert.Equal((1000, 1000, 0), (pacs.Log.Associations, pacs.Log.Echoes, pacs.Log.AssociationsNow));
        Assert.InRange(pacs.Log.MostAssociations, 2, 8);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        Assert.Empty(pacs.Failures);
    }

    private static IEnumerable<string> Uids(Func<PacsStudy, bool> isMeant) => s_content.Studies.Where(isMeant).Select(s => s.Uid).Order();

    private static IEnumerable<string> Uids(IEnumerable<DicomDataset> answers) => answers.Select(a => a.GetText(DicomTags.StudyInstanceUID)!).Order();

    private void AssertSound(IReadOnlyList<string> files)
    {
        if (ExternalProgram.Find("dcmftest") is { } test)
        {
            Assert.All(files, f => Assert.Equal(0, test.Run(f).ExitCode));
        }

        if (ExternalProgram.Dciodvfy is not { } verify)
        {
            output.WriteLine("missing: package dicom3tools");
            return;
        }

        // Of a dose report there is no more than the root: its template is not what a PACS looks at.
        var errors = files.Where(f => !Path.GetFileName(f).StartsWith("SR", StringComparison.Ordinal)).SelectMany(f => verify.Run(f) is var result ? (result.Output + result.Error).Split('\n') : []).Where(l => l.StartsWith("Error", StringComparison.Ordinal));
        Assert.True(!errors.Any(), string.Join("\n", errors.Distinct()));
    }
}
