using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>Send-Dicom to a receiver that others wrote.</summary>
public sealed class SendDicomTests(ITestOutputHelper output) : CmdletTest
{
    private const string Send = "Send-Dicom $args[0] -Recurse -HostName 127.0.0.1 -Port $args[1] -CalledAE $args[2] ";

    [Fact]
    public async Task Files_arrive_byte_for_byte()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScp))
        {
            return;
        }

        using var originals = new TemporaryFolder();
        var files = Corpus.GeneratedFiles(originals);
        await using var receiver = await DcmtkReceiver.StartAsync(Instances(originals));
        var result = Run(Send, originals.Path, receiver.Port, "ANY");
        Assert.Empty(result.Errors);
        Assert.Equal(files.Count, result.Output.Count);
        Assert.All(result.Output, r => Assert.Equal("Sent", r.Properties["Status"].Value.ToString()));
        var sent = files.Select(CorpusInstance.DatasetBytes).Select(Convert.ToHexString).Order(StringComparer.Ordinal);
        var received = receiver.Files.Select(CorpusInstance.DatasetBytes).Select(Convert.ToHexString).Order(StringComparer.Ordinal);
        Assert.True(sent.SequenceEqual(received));
    }

    [Fact]
    public async Task A_stamp_is_sent_and_the_file_stays_as_it_is()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScp))
        {
            return;
        }

        using var originals = new TemporaryFolder();
        var before = Corpus.GeneratedFiles(originals).ToDictionary(f => f, File.ReadAllBytes);
        await using var receiver = await DcmtkReceiver.StartAsync(Instances(originals));
        Assert.Empty(Run(Send + "-Stamp -Subject subj007 -Session subj007_s1", originals.Path, receiver.Port, "ANY").Errors);
        Assert.All(before, pair => Assert.Equal(pair.Value, File.ReadAllBytes(pair.Key)));
        Assert.All(receiver.Files, path =>
        {
            using var file = DicomFile.Open(path);
            Assert.Equal("Project:Unassigned Subject:subj007 Session:subj007_s1", file.Dataset.GetText(new DicomTag(0x00104000)));
            Assert.Equal("Project:Unassigned Subject:subj007 Session:subj007_s1", file.Dataset.GetText(new DicomTag(0x00324000)));
        });
    }

    [Fact]
    public void A_result_without_a_copy_sends_nothing_and_never_its_original()
    {
        var original = SampleFile.Write(Folder, "in/original.dcm");
        var result = Run("[pscustomobject]@{ Source = $args[0]; Destination = $null; Status = 'Quarantined' } | Send-Dicom -HostName 127.0.0.1 -Port $args[1] -CalledAE X", original, LoopbackPort.Free());
        Assert.Empty(result.Output);
    }

    private static List<CorpusInstance> Instances(TemporaryFolder folder) =>
        [.. Directory.GetFiles(folder.Path, "*.dcm", SearchOption.AllDirectories).Select(f => CorpusInstance.Read(f)!)];
}
