using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Peers;

/// <summary>Orthanc as the tests run it.</summary>
public sealed class OrthancArchiveTests(ITestOutputHelper output)
{
    [Fact]
    public async Task It_answers_find_move_and_get()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc, PeerProgram.StoreScp, PeerProgram.StoreScu, PeerProgram.FindScu, PeerProgram.MoveScu, PeerProgram.GetScu))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var receiver = await DcmtkReceiver.StartAsync(samples);
        await using var archive = await OrthancArchive.StartAsync(new OrthancOptions { Modalities = new Dictionary<string, int> { ["STORESCP"] = receiver.Port } });
        var stored = await archive.StoreAsync(samples);
        Assert.True(stored.ExitCode == 0, stored.Output + stored.Error + archive.Log);
        Assert.Equal(samples.Count, await archive.CountInstancesAsync());

        var studies = await DcmtkTools.FindAsync(archive.Port, OrthancArchive.AETitle, "STUDY", "StudyInstanceUID");
        Assert.Equal(samples.Select(i => i.Study).Distinct().Order(), studies.Select(d => d.GetText(DicomTags.StudyInstanceUID)).Order());
        Assert.Equal(studies.Count, await archive.CountStudiesAsync());
        var uncompressed = samples.Where(i => i.TransferSyntax is "1.2.840.10008.1.2.1").GroupBy(i => i.Series).First();
        foreach (var study in studies.Select(d => d.GetText(DicomTags.StudyInstanceUID)))
        {
            var moved = await DcmtkTools.MoveAsync(archive.Port, OrthancArchive.AETitle, "STORESCP", "STUDY", "StudyInstanceUID=" + study);
            Assert.True(moved.ExitCode == 0, moved.Output + moved.Error + archive.Log);
        }

        Assert.Equal(samples.Select(i => (i.SopInstance, i.TransferSyntax)).Order(), receiver.Files.Select(f => CorpusInstance.Read(f)!).Select(i => (i.SopInstance, i.TransferSyntax)).Order());
        var target = Directory.CreateDirectory(Path.Combine(folder.Path, "got")).FullName;
        var got = await DcmtkTools.GetAsync(archive.Port, OrthancArchive.AETitle, target, "SERIES", "StudyInstanceUID=" + uncompressed.First().Study, "SeriesInstanceUID=" + uncompressed.Key);
        Assert.True(got.ExitCode == 0, got.Output + got.Error + archive.Log);
        Assert.Equal(uncompressed.Count(), Directory.GetFiles(target).Length);
    }

    [Fact]
    public async Task Uploads_stay_as_they_are_and_go_out_by_store()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var archive = await OrthancArchive.StartAsync();
        foreach (var sample in samples)
        {
            Assert.True(await archive.UploadAsync(sample.Path));
            Assert.Equal(File.ReadAllBytes(sample.Path), await archive.FileAsync(sample.SopInstance));
        }

        await using var receiver = await DcmtkReceiver.StartAsync(samples);
        await archive.AddModalityAsync("STORESCP", receiver.Port);
        Assert.True(await archive.SendAsync("STORESCP"), archive.Log);
        Assert.Equal(samples.Count, receiver.Files.Count);
        Assert.Null(await archive.FileAsync("2.25.1"));
    }

    [Fact]
    public async Task It_turns_strangers_and_other_titles_away_when_told_so()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc, PeerProgram.EchoScu, PeerProgram.FindScu))
        {
            return;
        }

        await using var archive = await OrthancArchive.StartAsync(new OrthancOptions { ChecksCalledAE = true, AnswersStrangers = false });
        Assert.Equal(0, (await DcmtkTools.EchoAsync(archive.Port, OrthancArchive.AETitle)).ExitCode);
        Assert.NotEqual(0, (await DcmtkTools.EchoAsync(archive.Port, "OTHER")).ExitCode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => DcmtkTools.FindAsync(archive.Port, OrthancArchive.AETitle, "STUDY", "StudyInstanceUID"));
    }

    [Fact]
    public async Task It_speaks_TLS()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc, PeerProgram.EchoScu))
        {
            return;
        }

        using var certificates = new Certificates();
        await using var archive = await OrthancArchive.StartAsync(new OrthancOptions { Tls = certificates.Server, NeedsClientCertificate = true });
        var echoed = await DcmtkTools.EchoAsync(archive.Port, OrthancArchive.AETitle, certificates.Client.DcmtkArguments);
        Assert.True(echoed.ExitCode == 0, echoed.Output + echoed.Error + archive.Log);
        Assert.NotEqual(0, (await DcmtkTools.EchoAsync(archive.Port, OrthancArchive.AETitle)).ExitCode);
        Assert.NotEqual(0, (await DcmtkTools.EchoAsync(archive.Port, OrthancArchive.AETitle, certificates.OfOtherAuthority.DcmtkArguments)).ExitCode);
    }
}
