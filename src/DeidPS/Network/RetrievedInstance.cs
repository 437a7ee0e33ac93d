using DeidPS.Dicom;

namespace DeidPS;

/// <summary>One retrieved instance in memory.</summary>
/// <param name="name">Numbers only.</param>
/// <param name="file">The instance; its bytes belong to this object until it is opened.</param>
internal sealed class RetrievedInstance(string name, DicomFile file) : ReceivedObject
{
    private DicomFile? _file = file;

    public override string Name => name;

    public override DicomFile OpenFile() => Interlocked.Exchange(ref _file, null) ?? throw new ObjectDisposedException(name);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
            _file = null;
        }
    }
}
