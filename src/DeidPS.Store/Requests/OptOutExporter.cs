using DeidPS.Deid.Csv;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Audit;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>Writes NHS numbers of planned requests for the opt-out service (workflow section 7), and nothing beside them.</summary>
/// <param name="store">The store, in the name of its caller.</param>
/// <param name="key">The site's key.</param>
public sealed class OptOutExporter(DeidStore store, DeidKey key)
{
    /// <summary>Numbers that the service takes at once.</summary>
    public const int MostNumbers = 100_000;

    /// <summary>Writes the numbers of what is requested for a project, has not ended and is not cleared, also of what somebody has to look at first; the answer decides about these requests.</summary>
    /// <param name="project">The project by id or alias.</param>
    /// <param name="batch">One import; null for all.</param>
    /// <param name="path">Full path of the file; further ones get a number before their ending. Files of these names are replaced.</param>
    /// <exception cref="StoreException">StoreItemNotFound; AccessDenied for all but data managers; StateConflict when the project needs no clearance or is not active.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public OptOutExport Export(string project, string? batch, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        store.BindKey(key);
        var id = store.Read(tx => OptOutBook.Demand(tx, store, project));
        var numbers = new SortedSet<string>(StringComparer.Ordinal);
        var invalid = new List<long>();
        var asked = new List<string>();
        var cleared = store.Read(tx => RequestClearance.Cleared(tx, id, store.Now));
        foreach (var row in new RequestBook(store).Rows(new RequestFilter { Project = id, Batch = batch, States = RequestClearance.UndecidedStates }).Where(r => r.Sealed is not null && (r.PatientKey is null || !cleared.Contains(r.PatientKey))))
        {
            asked.Add(row.Id);
            if (row.PatientKey is null)
            {
                // Nobody is to be fetched; but the row names somebody, and the answer ends that.
                continue;
            }

            if (RequestBook.OriginalsOf(store, row, key)?.NhsNumber is { } number)
            {
                numbers.Add(number);
            }
            else
            {
                invalid.Add(row.Line);
            }
        }

        // Nothing is given out that is not on record.
        store.Write(tx =>
        {
            OptOutBook.Demand(tx, store, id);
            store.Record(tx, new AuditEvent { Action = "ExportOptOutRequest", Project = id, Item = batch }.With("numbers", numbers.Count).With("invalid", invalid.Count));
        });
        var files = new List<string>();
        foreach (var some in numbers.Chunk(MostNumbers))
        {
            files.Add(files.Count == 0 ? path : Path.ChangeExtension(path, FormattableString.Invariant($".{files.Count + 1}{Path.GetExtension(path)}")));
            CsvTable.Write(files[^1], ["NHS Number"], some.Select(n => (IReadOnlyList<string?>)[n]));
        }

        RequestClearance.MarkExported(store, asked);
        return new OptOutExport { Project = id, Files = files, Numbers = numbers.Count, InvalidLines = invalid };
    }
}
