using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS.Benchmarks;

/// <summary>
/// What storescp does, as a sink: writes what came into a folder as a DICOM file named by SOP instance, but under a temporary name that is
/// then renamed.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="durable">True to answer only once the file is on the disk.</param>
internal sealed class FolderSink(string folder, bool durable) : IInstanceSink
{
    public ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        using var file = instance.OpenFile();
        file.EnsureFileMeta();
        file.Save(Path.Combine(folder, instance.SopInstanceUid + ".dcm"), overwrite: true, durable, stop);
        return ValueTask.FromResult(StoreOutcome.Success);
    }
}
