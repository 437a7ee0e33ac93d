using DeidPS.Dicom;
using DeidPS.Store.Ingest;

namespace DeidPS;

/// <summary>One object on its way into a store.</summary>
/// <param name="origin">Where it comes from.</param>
/// <param name="name">A path, or a name without a value of the object.</param>
/// <param name="open">Opens it; called once.</param>
/// <param name="isTrial">True to say where it would go.</param>
/// <param name="owner">What is told of the result and disposed; null for nothing.</param>
internal sealed class ImportItem(IngestOrigin origin, string name, Func<DicomFile> open, bool isTrial, ReceivedObject? owner = null) : IDisposable
{
    /// <summary>What results and errors call it.</summary>
    public string Name => name;

    /// <summary>True to say where it would go.</summary>
    public bool IsTrial => isTrial;

    /// <summary>Takes it into the store.</summary>
    public IngestReceipt Take(StoreImport import, CancellationToken stop)
    {
        try
        {
            var receipt = import.Take(origin, name, open, IsTrial, stop);
            owner?.OnAnonymised(receipt.Result);
            return receipt;
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => owner?.Dispose();
}
