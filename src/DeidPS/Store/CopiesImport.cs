using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Store;
using DeidPS.Store.Ingest;

namespace DeidPS;

/// <summary>Takes copies that Invoke-Anonymise wrote into a store, under the labels of the requests that fetched them: the site's policy, which left its seal in them, is not applied twice.</summary>
/// <param name="store">The store.</param>
/// <param name="policies">Policies and key.</param>
/// <param name="project">Project by id or alias.</param>
internal sealed class CopiesImport(DeidStore store, StorePolicies policies, string project)
{
    /// <summary>Told how many copies are taken, and of how many; null for nobody.</summary>
    public Action<long, long>? OnProgress { get; init; }

    /// <summary>Takes the copies.</summary>
    /// <param name="copies">What became of each object; of those that were not written their session lacks one.</param>
    /// <param name="onError">Told of what could not be taken.</param>
    /// <param name="stop">Stops between two copies.</param>
    /// <returns>The entries that they are in, built, in the order of the copies.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<AnonymiseResult> copies, Func<Exception, ValueTask> onError, CancellationToken stop)
    {
        using var import = new StoreImport(store, policies, new IngestOptions());
        var entries = new List<string>();
        var done = 0L;
        foreach (var some in copies.GroupBy(c => (c.Subject, c.Session)))
        {
            var plan = new RoutingPlan(project, some.Key.Subject, some.Key.Session);
            import.Check(plan);
            var origin = new IngestOrigin { Id = $"copies {Guid.NewGuid():N}", Source = IngestSource.Retrieval, Plan = plan, Missing = some.Count(c => c.Destination is null || !File.Exists(c.Destination)) };
            foreach (var copy in some.Where(c => c.Destination is not null && File.Exists(c.Destination)))
            {
                stop.ThrowIfCancellationRequested();
                var receipt = import.Take(origin, copy.Destination!, () => DicomFile.Open(copy.Destination!, DicomReadOptions.Inspect), isTrial: false, stop);
                if (receipt.Result.Status == AnonymiseStatus.Failed)
                {
                    await onError(new AnonymiseItemException(receipt.Result)).ConfigureAwait(false);
                }

                if (receipt.Entry is not null && !entries.Contains(receipt.Entry))
                {
                    entries.Add(receipt.Entry);
                }

                OnProgress?.Invoke(++done, copies.Count);
            }

            import.End([origin.Id], stop);
        }

        return entries;
    }
}
