using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Peers;

/// <summary>dcmqrscp as the tests run it, asked by the programs of its own maker and of another.</summary>
public sealed class DcmtkArchiveTests(ITestOutputHelper output)
{
    [Fact]
    public async Task It_answers_find_move_and_get()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScp, PeerProgram.StoreScu, PeerProgram.FindScu, PeerProgram.MoveScu, PeerProgram.GetScu))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder).Where(i => i.TransferSyntax is "1.2.840.10008.1.2.1").ToList();
        await using var receiver = await DcmtkReceiver.StartAsync(samples);
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = samples, Destinations = new Dictionary<string, int> { ["STORESCP"] = receiver.Port } });
        var stored = await archive.StoreAsync(samples);
        Assert.True(stored.ExitCode == 0, stored.Output + stored.Error + archive.Log);
        Assert.Equal(samples.Count, archive.StoredFiles().Count);

        var studies = await DcmtkTools.FindAsync(archive.Port, DcmtkArchive.DefaultAETitle, "STUDY", "StudyInstanceUID", "PatientID");
        Assert.Equal(samples.Select(i => i.Study).Distinct().Order(), studies.Select(d => d.GetText(DicomTags.StudyInstanceUID)).Order());
        foreach (var study in samples.GroupBy(i => i.Study))
        {
            var moved = await DcmtkTools.MoveAsync(archive.Port, DcmtkArchive.DefaultAETitle, "STORESCP", "STUDY", "StudyInstanceUID=" + study.Key);
            Assert.True(moved.ExitCode == 0, moved.Output + moved.Error + archive.Log);
            var target = Directory.CreateDirectory(Path.Combine(folder.Path, "got", study.Key)).FullName;
            var got = await DcmtkTools.GetAsync(archive.Port, DcmtkArchive.DefaultAETitle, target, "STUDY", "StudyInstanceUID=" + study.Key);
            Assert.True(got.ExitCode == 0, got.Output + got.Error + archive.Log);
            Assert.Equal(study.Count(), Directory.GetFiles(target).Length);
        }

        Assert.Equal(samples.Select(i => i.SopInstance).Order(), receiver.Files.Select(f => CorpusInstance.Read(f)!.SopInstance).Order());
    }

    [Fact]
    public async Task It_can_be_filled_from_the_disk_in_several_application_entities()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx, PeerProgram.FindScu))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = samples, AETitles = ["ONE", "TWO"] });
        await archive.IndexAsync([.. samples.Select(s => s.Path)], "TWO");
        Assert.Empty(await DcmtkTools.FindAsync(archive.Port, "ONE", "STUDY", "StudyInstanceUID"));
        var found = await DcmtkTools.FindAsync(archive.Port, "TWO", "STUDY", "StudyInstanceUID");
        Assert.Equal(samples.Select(i => i.Study).Distinct().Order(), found.Select(d => d.GetText(DicomTags.StudyInstanceUID)).Order());
    }

    [Fact]
    public async Task It_sends_one_compressed_syntax_when_that_is_proposed_alone()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScp, PeerProgram.StoreScu, PeerProgram.MoveScu))
        {
            return;
        }

        const string RunLength = "1.2.840.10008.1.2.5";
        using var folder = new TemporaryFolder();
        var compressed = CorpusInstance.Samples(folder).First(i => i.TransferSyntax == RunLength);
        await using var receiver = await DcmtkReceiver.StartAsync([compressed]);
        var options = new DcmtkArchiveOptions { Instances = [compressed], Destinations = new Dictionary<string, int> { ["STORESCP"] = receiver.Port } };
        foreach (var (syntax, arrived) in ((string?, int)[])[(null, 0), (RunLength, 1)])
        {
            await using var archive = await DcmtkArchive.StartAsync(options with { OutgoingSyntax = syntax });
            Assert.Equal(0, (await archive.StoreAsync([compressed])).ExitCode);
            var moved = await DcmtkTools.MoveAsync(archive.Port, DcmtkArchive.DefaultAETitle, "STORESCP", "STUDY", "StudyInstanceUID=" + compressed.Study);
            Assert.Equal(arrived == 1, moved.ExitCode == 0);
            Assert.Equal(arrived, receiver.Files.Count);
        }
    }

    [Fact]
    public async Task Behind_a_front_it_speaks_TLS()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.EchoScu))
        {
            return;
        }

        using var certificates = new Certificates();
        await using var archive = await DcmtkArchive.StartAsync();
        await using var front = new TlsFront(archive.Port, certificates.Server, needsClientCertificate: true);
        var echoed = await DcmtkTools.EchoAsync(front.Port, DcmtkArchive.DefaultAETitle, certificates.Client.DcmtkArguments);
        Assert.True(echoed.ExitCode == 0, echoed.Output + echoed.Error);
        Assert.NotEqual(0, (await DcmtkTools.EchoAsync(front.Port, DcmtkArchive.DefaultAETitle, certificates.OfOtherAuthority.DcmtkArguments)).ExitCode);
    }

    [Fact]
    public async Task Gdcm_reaches_it()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScp, PeerProgram.GdcmScu))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = samples });
        await archive.IndexAsync([.. samples.Select(s => s.Path)]);
        await DcmtkTools.GdcmAsync(archive.Port, DcmtkArchive.DefaultAETitle, "--echo");
        await archive.WaitForLogAsync("Received Echo", "Association Release");
        await DcmtkTools.GdcmAsync(archive.Port, DcmtkArchive.DefaultAETitle, "--find", "--studyroot", "--study", "--key", "20,d=");
        await archive.WaitForLogAsync("Find SCP Response 1 [status: Pending]", "[status: Success]");
        var sent = samples[0];
        await using var receiver = await DcmtkReceiver.StartAsync(samples);
        await DcmtkTools.GdcmAsync(receiver.Port, DcmtkReceiver.AETitle, "--store", "-i", sent.Path);
        Assert.Equal(sent.SopInstance, CorpusInstance.Read(Assert.Single(receiver.Files))!.SopInstance);
    }
}
