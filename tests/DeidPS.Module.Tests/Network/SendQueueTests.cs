using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Network;

/// <summary>Files of one association: each is opened once, the next while the last is worked on.</summary>
public sealed class SendQueueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_next_file_is_opened_once_while_the_one_before_is_at_hand()
    {
        var (first, second) = (SampleFile.Write(_folder.Path, "1.dcm"), SampleFile.Write(_folder.Path, "2.dcm"));
        using var queue = new SendQueue([new SendItem(first), new SendItem(second)]);
        Assert.Equal(first, queue.Take()!.Path);
        using (var file = queue.Open())
        {
            queue.OpenNext();
            queue.OpenNext();
        }

        // Open already, it needs no name any more.
        File.Delete(second);
        Assert.Equal(second, queue.Take()!.Path);
        using (var file = queue.Open())
        {
            Assert.True(file.Dataset.Count > 0);
            queue.OpenNext();
        }

        Assert.Null(queue.Take());
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_told_of_when_its_turn_comes_and_then_the_next()
    {
        var (first, third) = (SampleFile.Write(_folder.Path, "1.dcm"), SampleFile.Write(_folder.Path, "3.dcm"));
        var second = Path.Combine(_folder.Path, "2.dcm");
        File.WriteAllText(second, "no image at all");
        using var queue = new SendQueue([new SendItem(first), new SendItem(second), new SendItem(third)]);
        queue.Take();
        using (var file = queue.Open())
        {
            queue.OpenNext();
        }

        Assert.Equal(second, queue.Take()!.Path);
        Assert.Throws<DicomParseException>(queue.Open);
        Assert.Equal(third, queue.Take()!.Path);
        using var last = queue.Open();
        Assert.True(last.Dataset.Count > 0);
    }
}
