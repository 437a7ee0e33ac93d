using DeidPS.Store.Catalog;

namespace DeidPS.Store.Operations;

/// <summary>
/// Work on files is written down before it begins and struck off when it is done, so that after a kill somebody can carry it on or take
/// it back. Whoever works asks at each step whether the operation is still his: a process that was taken for dead must not go on.
/// </summary>
internal static class OperationJournal
{
    /// <summary>Writes an operation down.</summary>
    /// <param name="tx">The transaction that also marks what the operation holds.</param>
    /// <param name="store">The store.</param>
    /// <param name="operation">Kind, what it holds and its folders; id, process and time are filled in.</param>
    public static OperationRow Begin(CatalogTransaction tx, DeidStore store, OperationRow operation)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var row = new OperationRow
        {
            Id = id, Kind = operation.Kind, Step = nameof(OperationStep.Begun), Entry = operation.Entry, Project = operation.Project, Session = operation.Session, Source = operation.Source, Target = operation.Target,
            Work = $"work/{id}", Process = store.Process.Id, Actor = store.Caller.Identity, Started = store.Now,
        };
        tx.Execute($"insert into operation ({OperationRow.Columns}) values (@Id, @Kind, @Step, @Entry, @Project, @Session, @Source, @Target, @Work, @Process, @Actor, @Started)", row);
        return row;
    }

    /// <summary>Goes a step on.</summary>
    /// <exception cref="StoreException">StoreBusy: somebody else took it over.</exception>
    public static void Advance(CatalogTransaction tx, DeidStore store, OperationRow operation, OperationStep step)
    {
        if (tx.Execute("update operation set step = @Step where id = @Id and process = @Process", new { Step = step.ToString(), operation.Id, Process = store.Process.Id }) == 0)
        {
            throw Lost();
        }
    }

    /// <summary>Strikes it off.</summary>
    /// <exception cref="StoreException">StoreBusy: somebody else took it over.</exception>
    public static void End(CatalogTransaction tx, DeidStore store, OperationRow operation)
    {
        if (tx.Execute("delete from operation where id = @Id and process = @Process", new { operation.Id, Process = store.Process.Id }) == 0)
        {
            throw Lost();
        }
    }

    /// <summary>Takes an operation back, with its folder, unless it was committed or is no longer this process's.</summary>
    /// <param name="store">The store.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="takeBack">Lets go what it holds and strikes it off.</param>
    public static void GiveBack(DeidStore store, OperationRow operation, Action<CatalogTransaction> takeBack)
    {
        var isOurs = store.Catalog.Write(tx =>
        {
            if (tx.Number("select count(*) from operation where id = @Id and process = @Process and step = 'Begun'", new { operation.Id, Process = store.Process.Id }) == 0)
            {
                return false;
            }

            takeBack(tx);
            return true;
        });
        if (isOurs)
        {
            StoreFolders.Delete(store.Layout, operation.Work);
        }
    }

    /// <summary>Takes an operation back that holds nothing but sessions and was not committed; also after a kill.</summary>
    public static void TakeBack(CatalogTransaction tx, OperationRow operation)
    {
        LetSessionsGo(tx, operation);
        tx.Execute("delete from operation where id = @Id", operation);
    }

    /// <summary>Sessions that an operation held are free again.</summary>
    public static void LetSessionsGo(CatalogTransaction tx, OperationRow operation) => tx.Execute("update session set operation = null where operation = @Id", operation);

    /// <summary>True while it is this process's.</summary>
    public static bool IsOurs(CatalogTransaction tx, DeidStore store, OperationRow operation) =>
        tx.Number("select count(*) from operation where id = @Id and process = @Process", new { operation.Id, Process = store.Process.Id }) > 0;

    private static StoreException Lost() => new(StoreException.StoreBusy, "The operation was taken over: this process stood still for so long that others took it for dead.", "Look at the entry or session again; repeat the command if it is still to be done.");
}
