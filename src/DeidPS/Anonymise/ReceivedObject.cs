using DeidPS.Deid.Files;
using DeidPS.Dicom;

namespace DeidPS;

/// <summary>One object that came from the network and is in memory, or encrypted in a temporary file: on no disk as it is.</summary>
public abstract class ReceivedObject : IReceivedObjects, IDisposable
{
    /// <summary>What messages and results call it. It holds neither an original UID nor any other value: for example <c>STORE 3/17</c>.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ReceivedObject> Instances => [this];

    /// <summary>
    /// Opens the object, once: the bytes go over to the file. To be opened with <see cref="DicomReadOptions.KeepPartial"/>, so that a
    /// damaged object can be held encrypted instead of being lost.
    /// </summary>
    /// <exception cref="DicomParseException">Not one element can be read.</exception>
    public abstract DicomFile OpenFile();

    /// <summary>True when a sender is told that the object is kept once it was processed: its copy is on the disk by then.</summary>
    internal virtual bool IsAcknowledged => false;

    /// <summary>Told what Invoke-Anonymise made of it.</summary>
    internal virtual void OnAnonymised(AnonymiseResult result)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    /// <summary>Frees the memory of an object that was not opened; may be called more than once.</summary>
    protected abstract void Dispose(bool disposing);
}
