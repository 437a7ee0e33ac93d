using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS;

/// <summary>
/// One object that a receiver took, as its script block gets it: in memory, or encrypted in a temporary file. Pipe it to Invoke-Anonymise. The sender waits
/// for its answer until the script block has ended.
/// </summary>
public sealed class DicomReceivedObject : ReceivedObject
{
    private DicomFile? _file;

    internal DicomReceivedObject(ReceivedInstance instance, DicomArrival arrival, string name, DicomFile file)
    {
        Name = name;
        _file = file;
        ArrivalId = arrival.ArrivalId;
        Time = instance.Received;
        Association = instance.Association.Number;
        Instance = instance.Ordinal;
        CallingAE = instance.Association.CallingAE;
        CalledAE = instance.Association.CalledAE;
        Peer = arrival.Peer;
        SOPClassUID = instance.SopClassUid;
        Bytes = instance.Dataset.Length;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>The arrival it belongs to: one study on one association, such as <c>20240131T093012.123Z-3fa9</c>.</summary>
    public string ArrivalId { get; }

    /// <summary>When it was complete.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Number of the association, from 1 since the receiver was started.</summary>
    public long Association { get; }

    /// <summary>Number of the instance, from 1 since the receiver was started.</summary>
    public long Instance { get; }

    /// <summary>AE title of the sender.</summary>
    public string CallingAE { get; }

    /// <summary>AE title the sender asked for.</summary>
    public string CalledAE { get; }

    /// <summary>Address of the sender; null when the transport has none.</summary>
    public string? Peer { get; }

    /// <summary>SOP class.</summary>
    public string SOPClassUID { get; }

    /// <summary>Bytes of the data set.</summary>
    public long Bytes { get; }

    /// <summary>What Invoke-Anonymise made of it; null as long as it has not finished with it.</summary>
    public AnonymiseResult? Result { get; private set; }

    /// <summary>True when <see cref="Discard"/> was called.</summary>
    public bool IsDiscarded { get; private set; }

    /// <summary>True when somebody opened it.</summary>
    internal bool IsTaken { get; private set; }

    /// <summary>True when it was given up without having been opened.</summary>
    internal bool IsGone => _file is null && !IsTaken;

    internal override bool IsAcknowledged => true;

    /// <summary>Leaves it out on purpose: the sender is answered success although nothing is kept.</summary>
    public void Discard() => IsDiscarded = true;

    /// <inheritdoc/>
    public override DicomFile OpenFile()
    {
        var file = Interlocked.Exchange(ref _file, null) ?? throw new ObjectDisposedException(Name);
        IsTaken = true;
        return file;
    }

    internal override void OnAnonymised(AnonymiseResult result) => Result = result;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Interlocked.Exchange(ref _file, null)?.Dispose();
        }
    }
}
