using System.Collections.Concurrent;
using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Receiver;

/// <summary>Keeps the bytes of every data set that came in, by SOP instance.</summary>
internal sealed class CollectingSink : IInstanceSink
{
    public ConcurrentDictionary<string, (string Syntax, byte[] Dataset)> Instances { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers; success unless a test sets something else.</summary>
    public Func<ReceivedInstance, StoreOutcome> Answer { get; set; } = static _ => StoreOutcome.Success;

    public ValueTask<StoreOutcome> StoreAsync(ReceivedInstance instance, CancellationToken stop)
    {
        var outcome = Answer(instance);
        using var file = instance.OpenFile();
        using var stream = file.DatasetStream(file.TransferSyntax, stop);
        Instances[instance.SopInstanceUid] = (instance.TransferSyntax.Uid, ToArray(stream));
        return ValueTask.FromResult(outcome);
    }

    public static byte[] ToArray(Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
