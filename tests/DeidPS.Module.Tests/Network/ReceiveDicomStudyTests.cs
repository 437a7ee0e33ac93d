using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>Receive-DicomStudy against an archive that others wrote.</summary>
public sealed class ReceiveDicomStudyTests(ITestOutputHelper output) : CmdletTest
{
    private const string Retrieve = "Receive-DicomStudy -HostName 127.0.0.1 -Port $args[0] -CalledAE ARCHIVE -StudyInstanceUID $args[1] -QuietSec 1 -MoveDestination DEIDPS -ReceiverPort $args[2] ";

    [Theory]
    [InlineData("Get")]
    [InlineData("Move")]
    public async Task A_study_arrives_whole_and_nothing_but_its_copy_is_written(string method)
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        var listener = LoopbackPort.Free();
        var (archive, study, count) = await FillAsync(listener);
        await using (archive)
        {
            var result = Run(Retrieve + $"-RetrieveMethod {method} -Destination $args[3]", archive.Port, study, listener, Path.Combine(Folder, "identified"));
            Assert.Empty(result.Errors);
            var one = Assert.Single(result.Output);
            Assert.Equal(("Complete", count, count, "UidVerified"), (Text(one, "Status"), Number(one, "Expected"), Number(one, "Received"), Text(one, "Evidence")));
            var files = Directory.GetFiles(Path.Combine(Folder, "identified"), "*", SearchOption.AllDirectories);
            Assert.Equal(count, files.Length);
            Assert.All(files, file =>
            {
                using var read = DicomFile.Open(file);
                Assert.Equal(study, read.Dataset.GetText(DicomTags.StudyInstanceUID));
                Assert.DoesNotContain(read.Dataset.GetText(DicomTags.SOPInstanceUID)!, file, StringComparison.Ordinal);
            });
        }
    }

    [Fact]
    public async Task One_pipeline_leads_from_the_archive_to_de_identified_files()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        var listener = LoopbackPort.Free();
        var (archive, study, count) = await FillAsync(listener);
        await using (archive)
        {
            var result = Run(
                "New-DeidKey ($args[3] + '/site.key'); " + Retrieve + "-MemoryLimitMB 0 | Invoke-Anonymise -Destination ($args[3] + '/out') -Policy site-wide -KeyPath ($args[3] + '/site.key')",
                archive.Port, study, listener, Folder);
            Assert.Empty(result.Errors);
            var results = result.Output.Where(o => o.Properties["BytesWritten"] is not null).ToList();
            Assert.Equal(count, results.Count);
            Assert.All(results, r => Assert.Contains(Text(r, "Status"), new[] { "Written", "Quarantined" }));
            Assert.Contains(results, r => Text(r, "Status") == "Written");
            Assert.All(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("ZZPID", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Get")]
    [InlineData("Move")]
    public async Task What_is_missing_is_listed_and_comes_when_the_result_is_piped_back_in(string method)
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        var listener = LoopbackPort.Free();
        var (archive, study, count) = await FillAsync(listener);
        await using (archive)
        {
            // The archive lists two images and cannot send them, as when they are on a volume that is away.
            var away = archive.StoredFiles().Where(f => CorpusInstance.Read(f)!.Study == study).Order(StringComparer.Ordinal).Take(2).ToList();
            var lost = away.Select(f => CorpusInstance.Read(f)!.SopInstance).Order(StringComparer.Ordinal).ToList();
            away.ForEach(f => File.Move(f, f + ".away"));
            var script = $"$script:r = @({Retrieve} -RetrieveMethod {method} -Destination $args[3]); $script:r";
            using var shell = Session.Shell(script, archive.Port, study, listener, Path.Combine(Folder, "identified"));
            var one = Assert.Single(shell.Invoke());
            Assert.Equal(("Incomplete", count, count - 2, 2), (Text(one, "Status"), Number(one, "Expected"), Number(one, "Received"), Number(one, "MissingCount")));
            Assert.Equal(lost, Run("$script:r[0].Missing").Values("SOPInstanceUID").Order(StringComparer.Ordinal));

            // C-MOVE waits a second for what is late; C-GET may be over before progress is due.
            Assert.True(method == "Get" || shell.Streams.Progress.Any(p => p.StatusDescription.EndsWith($" of {count}", StringComparison.Ordinal)));
            Assert.Contains(shell.Streams.Error, e => e.FullyQualifiedErrorId.StartsWith("RetrieveIncomplete,", StringComparison.Ordinal));

            away.ForEach(f => File.Move(f + ".away", f));
            var again = Run($"$script:r | Receive-DicomStudy -QuietSec 1 -RetrieveMethod {method} -ReceiverPort $args[0] -Destination $args[1]", listener, Path.Combine(Folder, "identified"));
            Assert.Empty(again.Errors);
            Assert.Equal(("Complete", 2), (Text(Assert.Single(again.Output), "Status"), Number(again.Output[0], "Received")));
            Assert.Equal(count, Directory.GetFiles(Path.Combine(Folder, "identified"), "*", SearchOption.AllDirectories).Length);

            // Its list by itself asks for the same images, and what is complete is passed on.
            var listed = Run($"$script:r[0].Missing | Receive-DicomStudy -HostName 127.0.0.1 -Port $args[0] -CalledAE ARCHIVE -RetrieveMethod Get -Destination $args[1]", archive.Port, Path.Combine(Folder, "listed"));
            Assert.Empty(listed.Errors);
            Assert.Equal(2, Directory.GetFiles(Path.Combine(Folder, "listed"), "*", SearchOption.AllDirectories).Length);
        }
    }

    [Fact]
    public async Task A_series_and_single_images_come_alone_with_their_labels()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        var (archive, study, _) = await FillAsync(LoopbackPort.Free());
        await using (archive)
        {
            const string Node = "-HostName 127.0.0.1 -Port $args[0] -CalledAE ARCHIVE ";
            var held = archive.StoredFiles().Select(f => CorpusInstance.Read(f)!).Where(i => i.Study == study).ToList();
            var series = held.GroupBy(i => i.Series).MinBy(g => g.Count())!;
            var one = Run($"Receive-DicomStudy {Node} -StudyInstanceUID $args[1] -SeriesInstanceUID $args[2] -RetrieveMethod Get -WarningAction SilentlyContinue", archive.Port, study, series.Key);
            Assert.Empty(one.Errors);
            Assert.Equal(("Complete", series.Count()), (Text(Assert.Single(one.Output), "Status"), Number(one.Output[0], "Received")));

            var images = Run(
                $"Invoke-DicomQuery {Node} -StudyInstanceUID $args[1] -SeriesInstanceUID $args[2] -Level Image -Subject subj001 -Session subj001_s1 | Receive-DicomStudy -RetrieveMethod Get -WarningAction SilentlyContinue",
                archive.Port, study, series.Key);
            Assert.Empty(images.Errors);
            var got = Assert.Single(images.Output);
            Assert.Equal(("Complete", series.Count(), "subj001", "subj001_s1"), (Text(got, "Status"), Number(got, "Received"), Text(got, "Subject"), Text(got, "Session")));
        }
    }

    [Fact]
    public void An_image_without_its_series_is_an_error_and_never_the_whole_study()
    {
        var result = Run(Retrieve + "-SOPInstanceUID 1.2.3.4", LoopbackPort.Free(), "1.2.3", LoopbackPort.Free());
        Assert.Empty(result.Output);
        Assert.StartsWith("DicomValueInvalid,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get")]
    [InlineData("Move")]
    public async Task One_pipeline_leads_from_Orthanc_to_de_identified_files(string method)
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc))
        {
            return;
        }

        var listener = LoopbackPort.Free();
        await using var archive = await OrthancArchive.StartAsync(new OrthancOptions { Modalities = new Dictionary<string, int> { ["DEIDPS"] = listener } });
        using var sample = SampleStudy.Create(20240229);
        var patient = sample.Objects.Where(o => !o.File.TransferSyntax.IsEncapsulated).GroupBy(o => o.File.Dataset.GetText(new DicomTag(0x00100020))!).MaxBy(g => g.Count())!;
        foreach (var item in patient)
        {
            item.File.Save(Path.Combine(Folder, "one.dcm"), overwrite: true);
            Assert.True(await archive.UploadAsync(Path.Combine(Folder, "one.dcm")));
        }

        File.Delete(Path.Combine(Folder, "one.dcm"));
        var result = Run(
            "$null = New-DeidKey ($args[3] + '/site.key'); Invoke-DicomQuery -HostName 127.0.0.1 -Port $args[0] -CalledAE ORTHANC -PatientId $args[1] | "
                + $"Receive-DicomStudy -RetrieveMethod {method} -ReceiverPort $args[2] -MemoryLimitMB 0 | Invoke-Anonymise -Destination ($args[3] + '/out') -Policy site-wide -KeyPath ($args[3] + '/site.key')",
            archive.Port, patient.Key, listener, Folder);
        Assert.Empty(result.Errors);
        Assert.Equal(patient.Count(), result.Output.Count);
        Assert.All(result.Output, r => Assert.Contains(Text(r, "Status"), new[] { "Written", "Quarantined" }));
        Assert.Contains(result.Output, r => Text(r, "Status") == "Written");
        Assert.All(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("ZZPID", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_archive_does_not_have_is_no_match()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        var (archive, _, _) = await FillAsync(LoopbackPort.Free());
        await using (archive)
        {
            var result = Run(Retrieve + "-RetrieveMethod Get", archive.Port, "1.2.3.4.5", 8104);
            Assert.Equal("Failed", Text(Assert.Single(result.Output), "Status"));
            Assert.StartsWith("NoMatch,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_node_that_is_not_there_is_an_error_with_a_cause_and_one_result()
    {
        var result = Run(Retrieve + "-RetrieveMethod Get", LoopbackPort.Free(), "1.2.3", 8104);
        Assert.Equal("Failed", Text(Assert.Single(result.Output), "Status"));
        var error = Assert.Single(result.Errors);
        Assert.StartsWith("NodeUnreachable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("nothing listens", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_asks_nobody()
    {
        var result = Run(Retrieve + "-WhatIf", LoopbackPort.Free(), "1.2.3", 8104);
        Assert.Empty(result.Errors);
        Assert.Equal("Skipped", Text(Assert.Single(result.Output), "Status"));
    }

    private static string Text(System.Management.Automation.PSObject value, string property) => value.Properties[property].Value?.ToString() ?? string.Empty;

    private static int Number(System.Management.Automation.PSObject value, string property) => (int)value.Properties[property].Value;

    private Task<(DcmtkArchive Archive, string Study, int Count)> FillAsync(int listener) => FilledArchive.StartAsync(Folder, listener);
}
