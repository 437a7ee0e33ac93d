using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Checks;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>
/// Tries every rule that stands against archiving (workflow section 11), also against what else is to be archived in the same go. Changes nothing. Not thread safe.
/// </summary>
/// <param name="store">The store, in the name of its caller.</param>
/// <param name="key">The site's key, which tells a whole duplicate (C01) from a part (C02); null for none.</param>
public sealed class ArchiveTester(DeidStore store, DeidKey? key)
{
    /// <summary>Images of different machines: others, such as reports and segmentations, come with any.</summary>
    private static readonly string[] s_imaging = ["CR", "CT", "DX", "IO", "MG", "MR", "NM", "PT", "RF", "US", "XA"];

    /// <summary>What was asked about before, by project: it will be there by then.</summary>
    private readonly List<(string Project, EntryRow Entry, IReadOnlyList<MachineGroup> Groups)> _before = [];

    /// <summary>Tests an entry.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="project">The project by id or alias; null for the one it waits for.</param>
    /// <param name="subject">Subject label; null for its own.</param>
    /// <param name="session">Session label; null for its own.</param>
    /// <param name="stop">Stops between files.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied; StoreValueInvalid when it waits for no project and none is named.</exception>
    public ArchiveCheck Check(string id, string? project, string? subject, string? session, CancellationToken stop)
    {
        var findings = new List<ArchiveFinding>();
        SessionRow? existing = null;
        IReadOnlyList<MachineGroup> groups = [];
        var (entry, target) = store.Read(tx =>
        {
            var row = PrearchiveBook.Load(tx, id);
            var name = project ?? row.Project ?? throw new StoreException(StoreException.StoreValueInvalid, $"Entry {row.Id} waits for no project.", "Name one with -Project.");
            var to = new ProjectBook(store).Load(tx, ProjectBook.Find(tx, name) ?? throw ProjectBook.Missing(name))!;
            Demand(tx, row, to.Id);
            row = row.WithLabels(subject ?? row.Subject, session ?? row.Session);
            existing = SessionRow.Find(tx, to.Id, row.Session);
            findings.AddRange(ConflictRules.Check(tx, store, row, to.Id).Select(c => Conflict(c)));
            findings.AddRange(OfEntry(tx, row));
            groups = MachineGroup.OfEntry(tx, id);
            findings.AddRange(OfPilot(tx, row, to, existing, groups));
            if (OptOutBook.IsBlocked(tx, to.Id, row.PatientKey, store.Now))
            {
                findings.Add(new ArchiveFinding(nameof(EntryState.Blocked), true, "nobody says that its patient may be used in the project", "A data manager imports the answer of the opt-out service with Import-DeidOptOutResponse."));
            }

            if (to.State != ProjectState.Active)
            {
                findings.Add(new ArchiveFinding(to.State.ToString(), true, "the project is being deleted", "Name another project."));
            }

            return (row, to.Id);
        });
        if (key is not null && existing is not null && findings.RemoveAll(f => f.Code == nameof(ConflictCode.C02)) > 0)
        {
            findings.Add(Conflict(Archiver.HoldsAll(store, key.ForProject(target), existing, entry, stop) ? ConflictCode.C01 : ConflictCode.C02));
        }

        findings.AddRange(AgainstOthers(entry, target).Except(findings));
        _before.RemoveAll(b => b.Entry.Id == id);
        _before.Add((target, entry, groups));
        return new ArchiveCheck
        {
            Id = id, Project = target, Subject = entry.Subject, Session = entry.Session, Findings = findings.OrderByDescending(f => f.IsBlocking).ThenBy(f => f.Code, StringComparer.Ordinal).ToArray(),
        };
    }

    private static ArchiveFinding Conflict(ConflictCode code, bool isBlocking = true) => new(code.ToString(), isBlocking, ConflictText.Of(code), ConflictText.Remedy(code));

    private void Demand(CatalogTransaction tx, EntryRow entry, string target)
    {
        if (entry.Project == target)
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.EditPrearchive, Project = target });
        }
        else
        {
            new PrearchiveBook(store).DemandAssign(tx, entry, target);
        }
    }

    /// <summary>The places of a pilot, those that entries asked about before will take included.</summary>
    private IEnumerable<ArchiveFinding> OfPilot(CatalogTransaction tx, EntryRow entry, DeidProject project, SessionRow? existing, IReadOnlyList<MachineGroup> groups)
    {
        var rule = PilotRule.Of(tx, project.Id, store.Versions?.LabelOf(project.Policy));
        var isFull = rule.Places(entry.Policies.Split(',', StringSplitOptions.RemoveEmptyEntries), groups, existing?.Id ?? string.Empty)
            .Any(p => p.Left <= _before.Count(b => b.Project == project.Id && b.Entry.Id != entry.Id && b.Groups.Any(g => g.Modality == p.Modality && g.Manufacturer == p.Manufacturer)));
        if (isFull)
        {
            yield return new ArchiveFinding("Pilot", true, PilotRule.Message(project.Id, rule.Limit).TrimEnd('.'), PilotRule.Remedy);
        }
    }

    /// <summary>What stands against the entry itself, whatever its labels.</summary>
    private static IEnumerable<ArchiveFinding> OfEntry(CatalogTransaction tx, EntryRow entry)
    {
        if (entry.IsLocked || entry.StateValue == EntryState.Receiving)
        {
            yield return Conflict(ConflictCode.C13) with { Meaning = $"the entry is in use ({entry.State})" };
        }

        foreach (var flag in Enum.GetValues<EntryFlags>().Where(f => f is not (EntryFlags.None or EntryFlags.DefaultLabel or EntryFlags.Late) && entry.FlagsValue.HasFlag(f) && !((EntryFlags)entry.Reviewed).HasFlag(f)))
        {
            yield return new ArchiveFinding(flag.ToString(), true, "somebody has to look at it first", "Look at it, then Update-DeidPrearchive -Accept and -Reason, or delete it.");
        }

        if (entry.StateValue == EntryState.Error)
        {
            yield return new ArchiveFinding(nameof(EntryState.Error), true, "an operation failed", "Look at its message, then build it again with Update-DeidPrearchive.");
        }

        if (entry.CheckState == nameof(CheckState.Failed))
        {
            yield return new ArchiveFinding(nameof(CheckState.Failed), true, "its check failed", ReviewBook.Remedy);
        }

        if (entry.Missing > 0)
        {
            yield return new ArchiveFinding(nameof(EntryState.Incomplete), true, "instances are missing", "Retrieve them, or archive with -AcceptIncomplete and -Reason.");
        }

        if (tx.Number("select count(*) from discard where entry = @Id and kind = 'Held' and reason = 'DuplicateContent'", entry) > 0)
        {
            yield return Conflict(ConflictCode.C08, isBlocking: false);
        }

        if (tx.Number("select count(*) from (select number from entryseries where entry = @Id and number is not null group by number having count(*) > 1) x", entry) > 0)
        {
            yield return Conflict(ConflictCode.C09, isBlocking: false);
        }

        if (entry.Conflicts.Split(',').Contains(nameof(ConflictCode.C14)))
        {
            yield return Conflict(ConflictCode.C14);
        }

        if (entry.Modalities.Split(',').Intersect(s_imaging, StringComparer.Ordinal).Count() > 1)
        {
            yield return Conflict(ConflictCode.C15, isBlocking: false);
        }
    }

    /// <summary>The same rules against entries that are asked about in the same go.</summary>
    private IEnumerable<ArchiveFinding> AgainstOthers(EntryRow entry, string target)
    {
        foreach (var (_, other, _) in _before.Where(b => b.Project == target && b.Entry.Id != entry.Id))
        {
            var isSubject = LabelText.Comparer.Equals(other.Subject, entry.Subject);
            var isSession = LabelText.Comparer.Equals(other.Session, entry.Session);
            var isPatient = other.PatientKey == entry.PatientKey;
            var isStudy = other.StudyKey == entry.StudyKey;
            foreach (var (code, applies) in ((ConflictCode, bool)[])[
                (ConflictCode.C02, isSession && isStudy), (ConflictCode.C03, isSession && !isStudy), (ConflictCode.C04, isSession && !isSubject), (ConflictCode.C05, isSubject && !isPatient), (ConflictCode.C06, isPatient && !isSubject),
                (ConflictCode.C07, isStudy && !isSession), (ConflictCode.C16, (isSubject && other.Subject != entry.Subject) || (isSession && other.Session != entry.Session))])
            {
                if (applies)
                {
                    yield return Conflict(code);
                }
            }
        }
    }
}
