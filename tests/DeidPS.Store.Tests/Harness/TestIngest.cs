using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Dictionary;
using DeidPS.Store.Ingest;

namespace DeidPS.Store.Tests.Harness;

/// <summary>Takes invented objects into a store, as a receiver does.</summary>
internal sealed class TestIngest : IDisposable
{
    public static readonly DeidKey Key = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    /// <summary>The shipped policies.</summary>
    public static readonly PolicyLibrary Library = new(Path.Combine(RepositoryPath.Root, "module", "policies"));

    private readonly IngestOptions _options;

    public TestIngest(DeidStore store, IngestOptions? options = null)
    {
        Store = store;
        _options = options ?? new IngestOptions();
        Policies = new StorePolicies(Library, Key);
        Ingest = NewIngest(store, Policies, _options);
    }

    /// <summary>An ingest as a receiver has one.</summary>
    public static StoreIngest NewIngest(DeidStore store, StorePolicies policies, IngestOptions? options = null) =>
        new(store, policies, options ?? new IngestOptions());

    public DeidStore Store { get; }

    public StorePolicies Policies { get; }

    public StoreIngest Ingest { get; }

    /// <summary>An origin as an association is one.</summary>
    public static IngestOrigin Origin(int number = 1, string callingAE = "SECTRA") => new() { Id = $"association {number}", Association = number, CallingAE = callingAE, CalledAE = "DEIDPS", Peer = "127.0.0.1" };

    /// <summary>Takes objects and ends the origin.</summary>
    public IReadOnlyList<IngestReceipt> Push(IngestOrigin origin, IEnumerable<TestObject> objects)
    {
        var receipts = objects.Select((o, i) => Ingest.Take(origin, $"object {i + 1}", () => DicomFile.Open(o.Bytes()), null, CancellationToken.None)).ToList();
        Ingest.End(origin.Id);
        return receipts;
    }

    public void Dispose() => Ingest.Dispose();
}
