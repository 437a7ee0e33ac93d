using DeidPS.Store.Catalog;
using DeidPS.Store.Operations;

namespace DeidPS.Store.Ingest;

/// <summary>
/// Originals that were held back, encrypted: they belong to the entry they came for, from then on to the session that it became, and go when that goes.
/// </summary>
internal static class HeldOriginals
{
    private const string OfEntry = "session is null and entry = @Entry";
    private const string OfSession = "session = @Session";

    /// <summary>What an entry left out belongs to the session that it became.</summary>
    public static void Tie(CatalogTransaction tx, OperationRow operation) => tx.Execute($"update discard set session = @Session where {OfEntry}", operation);

    /// <summary>How many originals go with an entry.</summary>
    public static long OfAnEntry(CatalogTransaction tx, string entry) => tx.Number($"select count(*) from discard where path is not null and {OfEntry}", new { Entry = entry });

    /// <summary>How many originals go with a session.</summary>
    public static long OfASession(CatalogTransaction tx, string session) => tx.Number($"select count(*) from discard where path is not null and {OfSession}", new { Session = session });

    /// <summary>
    /// Deletes what an entry or session that is being deleted left out: the files, unless another has the same, and the rows. Files and rows in one
    /// transaction: whoever holds the same original back meanwhile comes before it, and is seen, or after it, and sees that the file is gone.
    /// </summary>
    /// <param name="tx">The transaction that strikes the deletion off.</param>
    /// <param name="store">The store.</param>
    /// <param name="operation">The deletion: of a session where it names one, else of an entry.</param>
    public static void Remove(CatalogTransaction tx, DeidStore store, OperationRow operation)
    {
        var owned = operation.Session is null ? OfEntry : OfSession;
        var paths = tx.Query<string>($"select distinct path from discard where path is not null and {owned}", operation);
        tx.Execute($"delete from discard where {owned}", operation);
        foreach (var path in paths.Where(path => tx.Number("select count(*) from discard where path = @path", new { path }) == 0))
        {
            var file = Path.Combine(store.Layout.Hold, path);
            File.Delete(file);
            File.Delete(Path.ChangeExtension(file, ".json"));
        }

        store.Reached("held.removed");
    }
}
