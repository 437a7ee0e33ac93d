using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>
/// A copy that had its name was taken for safe, and a sender that sent the instance again was answered success: but its writer may wait for the disk at this
/// moment, and a name it was given last may be gone after a power failure.
/// </summary>
public sealed class B0016_ExistsIsNotOnTheDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_copy_that_is_still_being_written_is_no_reason_to_answer_success()
    {
        using var study = SampleStudy.Create(7, kinds: ["CT"]);
        var path = _folder.File("in/a.dcm");
        study.Objects[0].File.Save(path);
        var first = Process(path);
        Assert.Equal(AnonymiseStatus.Written, first.Status);
        using (File.OpenHandle(first.Destination!, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var again = Process(path);
            Assert.Equal((AnonymiseStatus.Failed, AnonymiseReason.WriteFailed), (again.Status, again.Reason));
        }

        var settled = Process(path);
        Assert.Equal((AnonymiseStatus.Skipped, AnonymiseReason.AlreadyExists), (settled.Status, settled.Reason));
    }

    private AnonymiseResult Process(string path)
    {
        var options = new AnonymiseOptions { Destination = _folder.File("out"), Durable = true };
        return new FileAnonymiser(new PolicyRunner([], new PolicyContext()), options).Process(path, string.Empty, 0, WriteMode.Write, default);
    }
}
