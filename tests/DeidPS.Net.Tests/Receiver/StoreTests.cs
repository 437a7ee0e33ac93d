using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Receiver;

public sealed class StoreTests(ITestOutputHelper output)
{
    [Fact]
    public async Task What_we_send_arrives_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = new LoopbackListener();
        foreach (var path in Corpus.GeneratedFiles(folder))
        {
            using var file = DicomFile.Open(path);
            var uid = file.Dataset.GetText(DicomTags.SOPInstanceUID)!;
            var context = new PresentationContext { AbstractSyntax = file.Dataset.GetText(DicomTags.SOPClassUID)!, TransferSyntaxes = [file.TransferSyntax.Uid] };
            await using var association = await Association.RequestAsync(receiver.Node, [context], null, default);
            var response = await StoreScu.StoreAsync(association, file, default);
            Assert.Equal(StatusClass.Success, response.Status.Class);
            await association.ReleaseAsync(default);
            using var expected = file.DatasetStream(file.TransferSyntax, default);
            var bytes = CollectingSink.ToArray(expected);
            var (syntax, received) = receiver.Sink.Instances[uid];
            Assert.Equal(file.TransferSyntax.Uid, syntax);
            Assert.True(bytes.AsSpan().SequenceEqual(received), path);
        }

        Assert.Equal(0, receiver.Listener.Counters.Failed);
    }

    [Fact]
    public async Task What_storescu_sends_arrives()
    {
        if (ExternalProgram.Find("storescu") is not { } storescu)
        {
            output.WriteLine("storescu is missing: package dcmtk.");
            return;
        }

        using var folder = new TemporaryFolder();
        await using var receiver = new LoopbackListener();
        var files = Corpus.GeneratedFiles(folder).Where(IsNative).ToList();
        var result = await Task.Run(() => storescu.Run([.. (string[])["-v", "-aec", "DEIDPS", "127.0.0.1", $"{receiver.Port}"], .. files]));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(files.Count, receiver.Sink.Instances.Count);
        Assert.Equal((files.Count, 0, 0), (receiver.Listener.Counters.Instances, receiver.Listener.Counters.Refused, receiver.Listener.Counters.Failed));
    }

    private static bool IsNative(string path)
    {
        using var file = DicomFile.Open(path);
        return !file.TransferSyntax.IsEncapsulated;
    }
}
