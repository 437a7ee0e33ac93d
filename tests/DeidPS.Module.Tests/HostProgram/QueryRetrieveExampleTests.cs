using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Module.Tests.Network;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.HostProgram;

/// <summary>examples/query-retrieve.ps1, as a user starts it.</summary>
public sealed class QueryRetrieveExampleTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string s_script = PackedModule.Example("query-retrieve.ps1");

    private readonly string _folder = Directory.CreateTempSubdirectory("deidps-example-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_leads_from_one_archive_to_another_without_anything_identified_in_between()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        var port = LoopbackPort.Free();
        var (archive, study, count) = await FilledArchive.StartAsync(_folder, port);
        await using var research = await DcmtkReceiver.StartAsync();
        await using (archive)
        {
            var held = archive.StoredFiles().Select(f => CorpusInstance.Read(f)!).First(i => i.Study == study);
            string patient;
            using (var file = DicomFile.Open(held.Path))
            {
                patient = file.Dataset.GetText(new DicomTag(0x00100020))!;
            }

            using (var session = new ModuleSession())
            {
                Assert.Empty(session.Run("$null = New-DeidKey $args[0]", Path.Combine(_folder, "site.key")).Errors);
            }

            var nodes = Path.Combine(_folder, "nodes.json");
            void Environment(System.Diagnostics.ProcessStartInfo start) => start.Environment[NodeTest.UserVariable] = nodes;
            var registered = PackedModule.Run(["-Command", $"Register-DicomNode research 127.0.0.1 -Port {research.Port} -CalledAE ANY"], Environment);
            Assert.True(registered.ExitCode == 0, registered.Output + registered.Error);
            string[] arguments =
            [
                s_script, "-HostName", "127.0.0.1", "-Port", $"{archive.Port}", "-CalledAE", "ARCHIVE", "-PatientId", patient, "-ReceiverPort", $"{port}",
                "-Destination", Path.Combine(_folder, "out"), "-KeyPath", Path.Combine(_folder, "site.key"), "-SendTo", "research",
            ];
            var run = PackedModule.Run(arguments, Environment);
            output.WriteLine(run.Output + run.Error);
            Assert.Equal(0, run.ExitCode);
            var copies = Directory.GetFiles(Path.Combine(_folder, "out", "deidentified"), "*.dcm", SearchOption.AllDirectories);
            Assert.NotEmpty(copies);
            Assert.Contains($"{copies.Length} of {copies.Length} copies are at research", run.Output, StringComparison.Ordinal);
            Assert.Equal(copies.Length, research.Files.Count);
            Assert.True(copies.Length <= archive.StoredFiles().Count && count > 0);
            foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Concat(research.Files))
            {
                Assert.DoesNotContain(patient, System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
            }

            var nothing = PackedModule.Run([.. arguments.Select(a => a == patient ? "NOBODY" : a)], Environment);
            Assert.Equal(1, nothing.ExitCode);
        }
    }

    [Fact]
    public void A_node_that_does_not_answer_is_told_with_a_remedy()
    {
        var run = PackedModule.Run([s_script, "-HostName", "127.0.0.1", "-Port", $"{LoopbackPort.Free()}", "-CalledAE", "NOBODY", "-PatientId", "1", "-Destination", _folder, "-KeyPath", "none.key"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("nothing listens on the port", run.Output, StringComparison.Ordinal);
        Assert.Contains("->", run.Output, StringComparison.Ordinal);
    }
}
