using DeidPS.Dicom;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>
/// Archives without a person what projects want archived (workflow section 9). An entry is marked for it when it is built and nothing stands against it; the mode of the
/// project is asked again at the start and at the commit.
/// </summary>
/// <param name="store">The store, in the name of a service.</param>
/// <param name="policies">Policies and key.</param>
internal sealed class AutoArchiver(DeidStore store, StorePolicies policies)
{
    private readonly Archiver _archiver = new(store, policies);

    /// <summary>Archives what is marked. What cannot be archived waits for a person, and says why.</summary>
    /// <param name="stop">Stops between instances.</param>
    /// <returns>How many entries were archived.</returns>
    public int Run(CancellationToken stop)
    {
        var archived = 0;
        foreach (var entry in store.Catalog.Read(tx => tx.Query<EntryRow>($"select {EntryRow.Columns} from entry where automatic is not null and operation is null order by received")))
        {
            stop.ThrowIfCancellationRequested();
            archived += Archive(entry, stop) ? 1 : 0;
        }

        return archived;
    }

    /// <summary>What is to happen with an entry, by the project's mode and by what its objects say.</summary>
    public static PrearchiveMode ModeOf(PrearchiveMode project, long? said) => said switch
    {
        0 => PrearchiveMode.Hold,
        1 when project == PrearchiveMode.Hold => PrearchiveMode.AutoArchive,
        _ => project,
    };

    private bool Archive(EntryRow entry, CancellationToken stop)
    {
        var mode = Enum.Parse<PrearchiveMode>(entry.Automatic!);
        var request = new ArchiveRequest { IsAutomatic = true, Append = mode == PrearchiveMode.AutoArchiveAppend, Overwrite = mode == PrearchiveMode.AutoArchiveOverwrite };
        try
        {
            if (_archiver.Archive(entry.Id, request, stop).Status != ArchiveStatus.Duplicate)
            {
                return true;
            }

            Leave(entry.Id, null);
        }
        catch (DeidException error) when (error.ErrorId is StoreException.StoreBusy or StoreException.StoreItemNotFound)
        {
            // Another receiver or a person has it, or had it; what is left of it is seen at the next turn.
        }
        catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
        {
            Leave(entry.Id, error is DeidException known ? known.Message : $"Archiving ended with an error ({error.GetType().Name}).");
        }

        return false;
    }

    /// <summary>Leaves an entry to a person; one that the gate stopped, perhaps while an answer was half taken, to whoever imports the next answer.</summary>
    private void Leave(string id, string? message) => store.Catalog.Write(tx =>
    {
        message = new OptOutBook(store).Block(tx, id) ? null : message;
        tx.Execute("update entry set automatic = null, message = coalesce(@message, message) where id = @id", new { id, message });
    });
}
