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
