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

    [Fact]
    public async Task What_the_node_takes_only_otherwise_is_encoded_anew_where_nothing_is_lost_and_the_result_says_so()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScp))
        {
            return;
        }

        SampleFile.Write(Folder, "in/explicit.dcm");
        using (var file = SampleFile.Create())
        {
            // What a decoder would have to open: it goes as it is or not at all.
            file.Dataset.SetText(DicomTags.SOPInstanceUID, "1.2.3.4.6");
            file.EnsureFileMeta();
            var path = Path.Combine(Folder, "in", "jpeg.dcm");
            file.Save(path);
            var bytes = File.ReadAllBytes(path);
            var at = bytes.AsSpan().IndexOf("1.2.840.10008.1.2.1\0"u8);
            "1.2.840.10008.1.2.5\0"u8.CopyTo(bytes.AsSpan(at));
            File.WriteAllBytes(path, bytes);
        }

        // The profile of the receiver is made of an instance in the one syntax it is to take.
        var profile = Path.Combine(Folder, "implicit.dcm");
        using (var file = SampleFile.Create())
        using (var asImplicit = DicomFile.Create(file.Dataset, DicomTransferSyntax.ImplicitLittleEndian))
        {
            asImplicit.Save(profile);
        }

        await using var receiver = await DcmtkReceiver.StartAsync([CorpusInstance.Read(profile)!]);
        var result = Run(Send, Path.Combine(Folder, "in"), receiver.Port, "ANY");
        var sent = result.Output[0];
        Assert.Equal(("Sent", "Implicit VR Little Endian", "Explicit VR Little Endian", "True"), (Text(sent, "Status"), Text(sent, "TransferSyntax"), Text(sent, "SourceTransferSyntax"), Text(sent, "IsTranscoded")));
        Assert.Equal(("Failed", "NotAccepted", "False"), (Text(result.Output[1], "Status"), Text(result.Output[1], "Reason"), Text(result.Output[1], "IsTranscoded")));
        Assert.Contains("decompress", Assert.Single(result.Errors).ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        using var received = DicomFile.Open(Assert.Single(receiver.Files));
        Assert.Equal("ZZNAME^FIRST", received.Dataset.GetText(new DicomTag(0x00100010)));
    }

    [Fact]
    public async Task More_classes_than_one_association_holds_go_over_several_and_results_keep_the_order()
    {
        var classes = DicomUids.SopClasses.Where(c => c.Keyword != "MediaStorageDirectoryStorage").Take(70).Select(c => c.Uid).ToList();
        Assert.Equal(70, classes.Count);
        for (var i = 0; i < 140; i++)
        {
            SampleFile.Write(Folder, $"in/{i:000}.dcm", d =>
            {
                d.SetText(DicomTags.SOPClassUID, classes[i % 70]);
                d.SetText(DicomTags.SOPInstanceUID, $"1.2.3.{i}");
            });
        }

        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.StoreRequestField, new ScriptedResponse(0)));
        var result = Run(Send, Path.Combine(Folder, "in"), peer.Port, "ANY");
        Assert.Empty(result.Errors);
        Assert.Equal(140, result.Output.Count);
        Assert.All(result.Output, r => Assert.Equal("Sent", Text(r, "Status")));
        Assert.Equal(result.Values("Source").Order(StringComparer.Ordinal), result.Values("Source"));
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public async Task A_busy_node_is_asked_again_and_one_that_hangs_does_not_hold_up_a_stop()
    {
        SampleFile.Write(Folder, "in/1.dcm");
        var answers = new Queue<ushort>([0xA700, 0xA700, 0]);
        await using var busy = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.StoreRequestField, _ => [new ScriptedResponse(answers.Dequeue())]));
        var result = Run(Send + "-RetryDelaySec 0", Path.Combine(Folder, "in"), busy.Port, "ANY");
        Assert.Empty(result.Errors);
        Assert.Equal(("Sent", "3"), (Text(Assert.Single(result.Output), "Status"), Text(result.Output[0], "Attempts")));

        await using var silent = new ScriptedPeer((_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop));
        Assert.InRange(TimeToStop(Send, Path.Combine(Folder, "in"), silent.Port, "ANY").TotalSeconds, 0, 5);
        Assert.InRange(TimeToStop(Send + "-RetryDelaySec 300", Path.Combine(Folder, "in"), LoopbackPort.Free(), "ANY").TotalSeconds, 0, 5);
    }

    private static string Text(System.Management.Automation.PSObject value, string property) => value.Properties[property].Value?.ToString() ?? string.Empty;

    private static List<CorpusInstance> Instances(TemporaryFolder folder) =>
        [.. Directory.GetFiles(folder.Path, "*.dcm", SearchOption.AllDirectories).Select(f => CorpusInstance.Read(f)!)];
}
