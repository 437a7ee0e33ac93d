using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Interop;
using DeidPS.Net.Tests.Peers;
using DeidPS.Net.Tests.Receiver;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>One object without SOP class had an empty UID proposed, for which a peer may turn down the association that all the others needed.</summary>
public sealed class B0019_ObjectWithoutName
{
    [Fact]
    public async Task It_costs_the_others_nothing()
    {
        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var receiver = new LoopbackListener();
        List<(string, DicomTransferSyntax)> planned = [(string.Empty, DicomTransferSyntax.ExplicitLittleEndian), ("no UID", DicomTransferSyntax.ExplicitLittleEndian)];
        planned.AddRange(samples.Select(i => (i.SopClass, DicomTransferSyntax.Find(i.TransferSyntax)!)));
        var plan = InstanceSender.Plan(planned);
        Assert.Equal(planned.Count, plan.GroupOf.Length);
        Assert.All(plan.Groups.SelectMany(g => g), c => Assert.NotEmpty(c.AbstractSyntax));

        await using var sender = new InstanceSender(OwnSender.Node(receiver.Port, DicomNode.DefaultCallingAE), null, 0);
        using var nameless = DicomFile.Open(samples[0].Path);
        nameless.Dataset.Remove(DicomTags.SOPClassUID);
        nameless.FileMeta!.Remove(DicomTags.MediaStorageSOPClassUID);
        var outcome = await sender.SendAsync(nameless, plan.Groups[0], default);
        Assert.Equal(DimseException.DimseFailure, outcome.Error?.ErrorId);
        using var sound = DicomFile.Open(samples[0].Path);
        Assert.True((await sender.SendAsync(sound, plan.Groups[0], default)).IsSent);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_to_its_end_costs_the_next_nothing()
    {
        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var receiver = new LoopbackListener();
        var plan = InstanceSender.Plan([.. samples.Select(i => (i.SopClass, DicomTransferSyntax.Find(i.TransferSyntax)!))]);
        await using var sender = new InstanceSender(OwnSender.Node(receiver.Port, DicomNode.DefaultCallingAE), null, 0);
        var big = samples.MaxBy(i => new FileInfo(i.Path).Length)!;
        using (var file = DicomFile.Open(big.Path))
        {
            using (var cut = new FileStream(big.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                cut.SetLength(cut.Length / 2);
            }

            var error = await Record.ExceptionAsync(async () => Assert.False((await sender.SendAsync(file, plan.Groups[0], default)).IsSent));
            Assert.True(error is null or IOException, error?.ToString());
        }

        var other = samples.First(i => i != big);
        using var sound = DicomFile.Open(other.Path);
        var outcome = await sender.SendAsync(sound, plan.Groups[plan.GroupOf[samples.ToList().IndexOf(other)]], default);
        Assert.True(outcome.IsSent, outcome.Error?.Message);
        Assert.True(receiver.Sink.Instances.ContainsKey(other.SopInstance));
        Assert.False(receiver.Sink.Instances.ContainsKey(big.SopInstance));
    }
}
