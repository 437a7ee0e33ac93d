using System.Security.Cryptography;
using System.Text;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS;

/// <summary>Keeps what a retrieval brings: in memory, or, when the caller named a folder, as files. Called from several associations at once.</summary>
/// <param name="destination">The folder; null for memory.</param>
internal sealed class RetrievalKeeper(string? destination)
{
    private const int NameLength = 16;

    private readonly Lock _lock = new();
    private List<ReceivedObject> _instances = [];
    private int _study;
    private long _bytes;

    /// <summary>Starts a study.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _study++;
            _bytes = 0;
            _instances = [];
        }
    }

    /// <summary>Hands over what was kept since <see cref="Begin"/>.</summary>
    public (IReadOnlyList<ReceivedObject> Instances, long Bytes) Take()
    {
        lock (_lock)
        {
            var taken = _instances;
            _instances = [];
            return (taken, _bytes);
        }
    }

    /// <summary>Frees what nobody took.</summary>
    public void Drop()
    {
        foreach (var instance in Take().Instances)
        {
            instance.Dispose();
        }
    }

    /// <summary>Keeps one instance; success only once it is durable where it is to be.</summary>
    public ValueTask<StoreOutcome> KeepAsync(ReceivedInstance instance, DicomFile file, CancellationToken stop)
    {
        var length = instance.Dataset.Length;
        if (destination is null)
        {
            lock (_lock)
            {
                _instances.Add(new RetrievedInstance(FormattableString.Invariant($"study {_study}, instance {_instances.Count + 1}"), file));
                _bytes += length;
            }

            return ValueTask.FromResult(StoreOutcome.Success);
        }

        using (file)
        {
            Save(file, instance, destination, stop);
        }

        Interlocked.Add(ref _bytes, length);
        return ValueTask.FromResult(StoreOutcome.Success);
    }

    private static void Save(DicomFile file, ReceivedInstance instance, string folder, CancellationToken stop)
    {
        // Digests, not UIDs: names of files are read by more people than files, and the same instance gets the same name again.
        var series = file.Dataset.GetText(DicomTags.SeriesInstanceUID) ?? string.Empty;
        var path = Path.Combine(folder, Digest(file.Dataset.GetText(DicomTags.StudyInstanceUID)!), Digest(series));
        Directory.CreateDirectory(path);
        file.EnsureFileMeta();
        file.Save(Path.Combine(path, Digest(instance.SopInstanceUid) + ".dcm"), overwrite: true, durable: true, stop);
    }

    private static string Digest(string uid) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uid)))[..NameLength];
}
