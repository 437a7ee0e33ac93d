using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Lookup;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>
/// Makes up afterwards for the manifest that pushed studies came without (workflow section 6.7, rule 5): asks the archive what it has of a study, by the UID that the look-up table keeps, and
/// compares. What cannot be compared is said to be so, and changes nothing.
/// </summary>
/// <param name="store">The store, in the name of its caller, a data manager.</param>
/// <param name="key">The site's key.</param>
/// <param name="node">The archive.</param>
/// <param name="secrets">Passcode and certificate password; null for none.</param>
public sealed class PacsComparer(DeidStore store, DeidKey key, DicomNode node, AssociationSecrets? secrets)
{
    /// <summary>Compares an entry or session, and writes down what was found.</summary>
    /// <param name="id">Id of the entry or session.</param>
    /// <param name="reason">Why; recorded with the look-up and with what was found.</param>
    /// <param name="isBreakGlass">True when an administrator breaks the glass.</param>
    /// <param name="isTrial">True to change nothing but the audit trail, in which the look-up is recorded.</param>
    /// <param name="stop">Cancels at the archive.</param>
    /// <exception cref="DeidException">AccessDenied for all but data managers, and administrators who break the glass; StoreItemNotFound; StoreBusy or StateConflict when it is in use or was changed meanwhile; or the archive cannot be asked.</exception>
    public async Task<PacsComparison> CompareAsync(string id, string reason, bool isBreakGlass, bool isTrial, CancellationToken stop)
    {
        store.CheckKey(key);
        var study = store.Read(tx =>
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.SeeIdentifiers, IsBreakGlass = isBreakGlass });
            return ComparedStudy.Load(tx, id);
        });
        if (study.Evidence != ArrivalEvidence.IdleOnly && study.Entry is null or { Missing: 0 })
        {
            return study.ToComparison(PacsComparisonStatus.AlreadyVerified, null) with { Missing = 0 };
        }

        if (Hindrance(study) is { } hindrance)
        {
            return study.ToComparison(PacsComparisonStatus.NotComparable, hindrance);
        }

        var request = new LookupRequest { Reason = reason, IsBreakGlass = isBreakGlass, Entry = study.Entry?.Id, Project = study.Archived?.Project, Session = study.Archived?.Label };
        var original = new LookupBook(store, key).Find(request).FirstOrDefault(o => o.StudyKey == study.StudyKey);
        if (original?.StudyInstanceUID is not { } uid)
        {
            return study.ToComparison(PacsComparisonStatus.NotComparable, "The look-up table has nothing on it.");
        }

        var content = await StudyRetriever.AskAsync(node, secrets, new RetrieveRequest { StudyInstanceUID = uid, PatientID = original.PatientID }, stop).ConfigureAwait(false);
        var found = Judge(study, content);
        if (!isTrial && found.Status is PacsComparisonStatus.Complete or PacsComparisonStatus.Incomplete)
        {
            Write(study, found, reason, isBreakGlass);
        }

        return found;
    }

    /// <summary>Why an entry is not looked at; null for no reason.</summary>
    private static string? Hindrance(ComparedStudy study) => study.Entry switch
    {
        { StateValue: EntryState.Receiving } => "It still receives instances.",
        { StateValue: EntryState.Blocked } => "Nobody says that its patient may be used.",
        { StateValue: EntryState.Error } => "It is in error: what is there is not known.",
        { IsLocked: true } => "It is in use.",
        _ => null,
    };

    private PacsComparison Judge(ComparedStudy study, StudyContent content)
    {
        PacsComparison NotComparable(string message) => study.ToComparison(PacsComparisonStatus.NotComparable, message) with { Expected = content.Expected };
        if (content.Expected is not { } expected)
        {
            return NotComparable("The archive neither lists nor counts its images.");
        }

        if (expected == 0)
        {
            return NotComparable("The archive has no images of it.");
        }

        var complete = study.ToComparison(PacsComparisonStatus.Complete, null) with { Expected = expected, Missing = 0 };
        var isListedIn = study.Known is null ? null : content.Instances;
        var known = isListedIn is null ? null : KnownInstances.Parse(key, study.Known);
        var lacking = isListedIn?.Count(uid => !known!.Has(uid));
        // What requests brought is known for an entry by itself, for a session only where nothing of it is elsewhere.
        if (lacking == 0 && (study.Entry is not null || study.Others == 0))
        {
            return complete with { Evidence = ArrivalEvidence.UidVerified };
        }

        if (study.Others > 0)
        {
            return NotComparable("The project has more of the same study elsewhere, in its archive or prearchive: numbers alone say nothing.");
        }

        // Where all that is there came by requests, it is known which it is.
        var missing = lacking is not null && known!.Count == study.There ? lacking.Value : expected - study.There;
        return missing switch
        {
            0 => complete with { Evidence = ArrivalEvidence.CountVerified },
            < 0 => NotComparable("The store has more of it than the archive."),
            _ when study.Entry is null => NotComparable("The archive has more of it than the session, from which the project's policy or a person may have left out some.") with { Missing = missing },
            _ => complete with { Status = PacsComparisonStatus.Incomplete, Missing = missing, Message = "Fetch the rest with Import-DeidRequest -Refetch, or have it sent again." },
        };
    }

    private void Write(ComparedStudy study, PacsComparison found, string reason, bool isBreakGlass) => store.Write(tx =>
    {
        store.Demand(tx, new AccessRequest { Action = StoreAction.SeeIdentifiers, IsBreakGlass = isBreakGlass });
        var now = ComparedStudy.Load(tx, study.Id);
        if (!now.IsSame(study))
        {
            throw new StoreException(StoreException.StoreBusy, $"'{study.Id}' was changed while it was compared.", "Run the command again.");
        }

        var values = new { study.Id, Evidence = found.Evidence.ToString(), found.Missing };
        if (now.Entry is not null)
        {
            store.Demand(tx, new AccessRequest { Action = now.Project is null ? StoreAction.AssignUnassigned : StoreAction.EditPrearchive, Project = now.Project });
            PrearchiveBook.RequireFree(now.Entry);
            tx.Execute("update entry set evidence = @Evidence, missing = @Missing where id = @Id", values);
            EntryBuilder.Judge(tx, store, study.Id);

            // Whoever sees that something is missing decides; no mode does.
            tx.Execute("update entry set automatic = null where id = @Id and missing > 0", values);
        }
        else
        {
            SessionBook.RequireFree(now.Archived!);
            tx.Execute("update session set evidence = @Evidence where id = @Id", values);
        }

        store.Record(
            tx,
            new AuditEvent { Action = "CompareWithPacs", Project = study.Project, Item = study.Id, Reason = reason }.With("node", node.Name).With("expected", found.Expected).With("there", found.There).With("missing", found.Missing).With("evidence", found.Evidence));
    });
}
