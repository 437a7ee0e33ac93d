using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Dicom.Tests.Bugs;

/// <summary>
/// Two processes that wrote the same target shared its temporary name: one deleted the other's file, and the first to finish gave
/// the second's half file its final name.
/// </summary>
public sealed class B0013_TwoWritersOfOneFile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_second_writer_gives_way()
    {
        var path = _folder.File("a.dcm");
        using (var first = new AtomicFile(path, overwrite: true))
        {
            using var output = DicomOutput.For(first, default);
            output.Write(new byte[1000]);
            Assert.ThrowsAny<IOException>(() => new AtomicFile(path, overwrite: true));
            output.Flush();
            first.Commit(output, durable: false);
        }

        Assert.Equal(1000, new FileInfo(path).Length);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void What_a_killed_writer_left_is_replaced()
    {
        var path = _folder.File("a.dcm");
        File.WriteAllBytes(path + AtomicFile.TemporarySuffix, new byte[5000]);
        using (var file = new AtomicFile(path, overwrite: true))
        {
            using var output = DicomOutput.For(file, default);
            output.Write(new byte[10]);
            output.Flush();
            file.Commit(output, durable: false);
        }

        Assert.Equal(10, new FileInfo(path).Length);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }
}
