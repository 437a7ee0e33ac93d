using DeidPS.Deid.Policies;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Dictionary;
using DeidPS.Net;
using DeidPS.Store.Access;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;

namespace DeidPS.Store.Tests.Kills;

/// <summary>One of several processes on one store: it takes studies in, or archives what has come.</summary>
internal static class Worker
{
    /// <summary>Takes studies in.</summary>
    public const string Ingest = "ingest";

    /// <summary>Archives until nothing waits any more and the test says that nothing will come.</summary>
    public const string Archive = "archive";

    /// <summary>Instances of a study.</summary>
    public const int Instances = 10;

    /// <summary>File beside the store that says that nothing will come any more.</summary>
    public const string EndName = "end";

    /// <summary>Runs it.</summary>
    /// <param name="kind">Ingest or archive.</param>
    /// <param name="root">The store.</param>
    /// <param name="first">Number of its first study.</param>
    /// <param name="studies">How many.</param>
    public static int Run(string kind, string root, int first, int studies)
    {
        using var store = DeidStore.Open(root, new StoreCaller("admin"));
        var policies = new StorePolicies(new PolicyLibrary(Path.Combine(RepositoryPath.Root, "module", "policies")), TestIngest.Key);
        if (kind == Ingest)
        {
            TakeIn(store, policies, first, studies);
        }
        else
        {
            ArchiveAll(store, policies, Path.Combine(Path.GetDirectoryName(root)!, EndName));
        }

        return 0;
    }

    private static void TakeIn(DeidStore store, StorePolicies policies, int first, int studies)
    {
        using var ingest = TestIngest.NewIngest(store, policies);
        for (var study = first; study < first + studies; study++)
        {
            var origin = TestIngest.Origin(study);
            for (var i = 1; i <= Instances; i++)
            {
                var item = new TestObject { Patient = $"{study}", Study = study, Instance = i, Mark = KillScenario.Mark(study, i), Comments = $"Project:LUNG Subject:S{study} Session:S{study}_1" };
                var answer = ingest.Take(origin, $"object {i}", () => DicomFile.Open(item.Bytes()), null, CancellationToken.None).Answer;
                if (answer.Status != DimseStatus.Success)
                {
                    throw new InvalidOperationException($"study {study} instance {i}: {answer}");
                }
            }

            ingest.End(origin.Id);
        }
    }

    private static void ArchiveAll(DeidStore store, StorePolicies policies, string end)
    {
        var book = new PrearchiveBook(store);
        var archiver = new Archiver(store, policies);
        while (true)
        {
            // Asked first: what was taken in before the end is then still found.
            var isEnd = File.Exists(end);
            book.BuildIdle(CancellationToken.None);
            var entries = book.List().ToList();
            if (entries.Count == 0 && isEnd)
            {
                return;
            }

            var archived = 0;
            foreach (var entry in entries.Where(e => e.State == EntryState.Ready))
            {
                try
                {
                    archiver.Archive(entry.Id, new ArchiveRequest(), CancellationToken.None);
                    archived++;
                }
                catch (StoreException error) when (error.ErrorId is StoreException.StoreBusy or StoreException.StoreItemNotFound)
                {
                    // The other one has it, or had it.
                }
            }

            if (archived == 0)
            {
                Thread.Sleep(50);
            }
        }
    }
}
