using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;

namespace DeidPS.Store.Tests.Kills;

/// <summary>One thing that is done with a store while the process is killed: how it begins, what is done, and what may be found afterwards.</summary>
internal sealed record KillScenario
{
    /// <summary>The project into which sessions are archived.</summary>
    public const string Project = "LUNG";

    /// <summary>The project into which they are shared.</summary>
    public const string Other = "HEART";

    /// <summary>The modality that the policy of the site filters.</summary>
    public const string Filtered = "SR";

    /// <summary>The project into which they are copied; their instances get other marks there.</summary>
    public const string Copies = "COPIES";

    /// <summary>How much greater the mark of a copied instance is.</summary>
    public const int CopyMark = 900;

    /// <summary>Name in the child's arguments.</summary>
    public required string Name { get; init; }

    /// <summary>Steps at which it is killed, each with the time at which.</summary>
    public required (string Step, int Time)[] Steps { get; init; }

    /// <summary>Done before, in the test's process.</summary>
    public Action<DeidStore, StorePolicies, int> Prepare { get; init; } = (_, _, _) => { };

    /// <summary>What is done, also once more after the kill: it has to complete whatever was there already.</summary>
    public required Action<DeidStore, StorePolicies, int, Action<string>> Run { get; init; }

    /// <summary>What may be found after the kill, by the numbers of instances and how often they were found.</summary>
    public required Func<int, IReadOnlySet<int>, Func<int, int>, bool> MayBe { get; init; }

    /// <summary>Numbers of the instances that have to be there at the end, each once, and no others of the study.</summary>
    public required Func<int, IEnumerable<int>> End { get; init; }

    /// <summary>What else has to be true at the end.</summary>
    public Action<DeidStore, int> Check { get; init; } = (_, _) => { };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<KillScenario> All { get; } =
    [
        new()
        {
            Name = "ingest",
            Steps = [("ingest.opened", 1), ("ingest.opened", 3), ("ingest.written", 1), ("ingest.written", 4), ("ingest.recorded", 2), ("ingest.closed", 1)],
            Run = (store, policies, study, report) => Push(store, policies, study, 1, 4, 0, report),
            MayBe = (study, answered, places) => Marks(study, 1, 4).All(m => places(m) == 1 || (places(m) == 0 && !answered.Contains(m))),
            End = study => Marks(study, 1, 4),
        },
        new()
        {
            // The second is held back, encrypted, the third is filtered: each is one place as good as the prearchive.
            Name = "ingest held",
            Steps = [("ingest.opened", 2), ("ingest.written", 2), ("ingest.recorded", 2), ("ingest.written", 3), ("ingest.recorded", 3), ("ingest.closed", 1)],
            Run = (store, policies, study, report) => Push(store, policies, study, 1, 4, 0, report, change: Doubtful),
            MayBe = (study, answered, places) => Marks(study, 1, 4).All(m => places(m) == 1 || (places(m) == 0 && !answered.Contains(m))),
            End = study => Marks(study, 1, 4),
            Check = (store, study) => Assert.Equal(
                (2L, 1L, 1L),
                new PrearchiveBook(store).List(new PrearchiveFilter { Session = Label(study) }).Select(e => (e.Instances, e.Held, e.Filtered)).Single()),
        },
        new()
        {
            Name = "build",
            Steps = [("build.begun", 1), ("build.indexed", 1), ("build.done", 1)],
            Prepare = (store, policies, study) => Push(store, policies, study, 1, 3, 0),
            Run = (store, _, study, _) => Build(store),
            MayBe = (study, _, places) => Marks(study, 1, 3).All(m => places(m) == 1),
            End = study => Marks(study, 1, 3),
        },
        new()
        {
            Name = "assign",
            Steps = [("move.begun", 1), ("move.moved", 1), ("move.done", 1)],
            Prepare = Arrive,
            Run = (store, _, study, _) =>
            {
                var book = new PrearchiveBook(store);
                book.Assign(Entry(store, study)!, Project);
            },
            MayBe = (study, _, places) => Marks(study, 1, 3).All(m => places(m) == 1),
            End = study => Marks(study, 1, 3),
        },
        new()
        {
            Name = "archive",
            Steps = [.. ArchiveSteps, ("archive.instance", 2)],
            Prepare = Arrive,
            Run = (store, policies, study, _) => Archive(store, policies, study, new ArchiveRequest { Project = Project }),
            MayBe = (study, _, places) => Marks(study, 1, 3).All(m => places(m) == 1),
            End = study => Marks(study, 1, 3),
        },
        new()
        {
            Name = "append",
            Steps = [("archive.staged", 1), ("archive.committed", 1), ("archive.file", 1), ("archive.file", 2), ("archive.emptied", 1), ("archive.published", 1), ("archive.removing", 1)],
            Prepare = (store, policies, study) =>
            {
                ArriveAndArchive(store, policies, study);
                Push(store, policies, study, 4, 5, 0);
                Build(store);
            },
            Run = (store, policies, study, _) => Archive(store, policies, study, new ArchiveRequest { Project = Project, Append = true }),
            MayBe = (study, _, places) => Marks(study, 1, 5).All(m => places(m) == 1),
            End = study => Marks(study, 1, 5),
        },
        new()
        {
            Name = "replace",
            Steps = [("archive.staged", 1), ("archive.committed", 1), ("archive.replaced", 1), ("archive.published", 1), ("archive.removed", 1)],
            Prepare = (store, policies, study) =>
            {
                ArriveAndArchive(store, policies, study);
                Push(store, policies, study, 1, 4, 500);
                Build(store);
            },
            Run = (store, policies, study, _) => Archive(store, policies, study, new ArchiveRequest { Project = Project, Overwrite = true }),
            MayBe = (study, _, places) => Marks(study, 501, 504).All(m => places(m) == 1) && Marks(study, 1, 3).Select(places).Distinct().ToList() is [0 or 1],
            End = study => Marks(study, 501, 504),
        },
        new()
        {
            Name = "remove",
            Steps = [("remove.begun", 1), ("remove.removed", 1), ("held.removed", 1), ("remove.done", 1)],
            Prepare = ArriveWithHeld,
            Run = (store, _, study, _) =>
            {
                if (Entry(store, study) is { } id)
                {
                    new PrearchiveBook(store).Remove(id, "test");
                }
            },
            MayBe = AllOrNone,
            End = _ => [],
        },
        new()
        {
            Name = "delete",
            Steps = [("delete.begun", 1), ("delete.removed", 1), ("held.removed", 1), ("delete.done", 1)],
            Prepare = (store, policies, study) =>
            {
                ArriveWithHeld(store, policies, study);
                Archive(store, policies, study, new ArchiveRequest { Project = Project });
            },
            Run = (store, _, study, _) =>
            {
                if (new SessionBook(store).List(Project, new SessionFilter { Session = Label(study) }).Any())
                {
                    new SessionBook(store).Remove(Project, Label(study), everywhere: false, "test");
                }
            },
            MayBe = AllOrNone,
            End = _ => [],
        },
        new()
        {
            Name = "copy",
            Steps = [("copy.begun", 1), ("archive.instance", 2), ("archive.arranged", 1), ("copy.staged", 1), ("copy.committed", 1), ("copy.published", 1), ("copy.done", 1)],
            Prepare = ArriveAndArchive,
            Run = (store, policies, study, _) => new SessionCopier(store, policies).Copy(new CopyRequest { Project = Project, Session = Label(study), To = Copies }, CancellationToken.None),
            MayBe = (study, _, places) => Marks(study, 1, 3).All(m => places(m) == 1) && Marks(study, 1, 3).Select(m => places(m + CopyMark)).Distinct().ToList() is [0 or 1],
            End = study => Marks(study, 1, 3).Concat(Marks(study, CopyMark + 1, CopyMark + 3)),
        },
        new()
        {
            Name = "rename",
            Steps = [("rename.begun", 1), ("rename.instance", 2), ("rename.staged", 1), ("rename.committed", 1), ("rename.published", 1), ("rename.removed", 1), ("rename.done", 1)],
            Prepare = ArriveAndArchive,
            Run = (store, policies, study, _) =>
            {
                if (new SessionBook(store).List(Project, new SessionFilter { Session = Label(study) }).Any())
                {
                    new SessionRenamer(store, policies.Key).Rename(new RenameRequest { Project = Project, Session = Label(study), Subject = $"N{study}", NewSession = $"N{study}_1" }, CancellationToken.None);
                }
            },
            MayBe = (study, _, places) => Marks(study, 1, 3).All(m => places(m) == 1),
            End = study => Marks(study, 1, 3),
            Check = (store, study) => Assert.Equal($"N{study}", new SessionBook(store).Get(Project, $"N{study}_1").Subject),
        },
        new()
        {
            Name = "share",
            Steps = [("share.written", 1)],
            Prepare = ArriveAndArchive,
            Run = (store, _, study, _) =>
            {
                if (!Shared(store, study).Any())
                {
                    new ShareBook(store).Share(Project, Label(study), Other);
                }
            },
            MayBe = (study, _, places) => Marks(study, 1, 3).All(m => places(m) == 1),
            End = study => Marks(study, 1, 3),
            Check = (store, study) => Assert.Single(Shared(store, study)),
        },
        new()
        {
            Name = "unshare",
            Steps = [("unshare.written", 1)],
            Prepare = (store, policies, study) =>
            {
                ArriveAndArchive(store, policies, study);
                new ShareBook(store).Share(Project, Label(study), Other);
            },
            Run = (store, _, study, _) =>
            {
                if (Shared(store, study).Any())
                {
                    new ShareBook(store).Unshare(Project, Label(study), Other);
                }
            },
            MayBe = (study, _, places) => Marks(study, 1, 3).All(m => places(m) == 1),
            End = study => Marks(study, 1, 3),
            Check = (store, study) => Assert.Empty(Shared(store, study)),
        },
        new()
        {
            Name = "delete subject",
            Steps = [("erase.begun", 1), ("erase.session", 1), ("delete.removed", 1), ("delete.done", 1), ("erase.session", 2), ("delete.done", 2)],
            Prepare = (store, policies, study) =>
            {
                ArriveAndArchive(store, policies, study);
                Push(store, policies, study, 4, 5, 0, part: 1);
                Build(store);
                Archive(store, policies, study, new ArchiveRequest { Project = Project }, part: 1);
            },
            Run = (store, _, study, _) =>
            {
                var isUnderWay = store.Catalog.Read(tx => CertificateRow.Pending(tx, Project, DeletionScope.Subject, $"S{study}")) is not null;
                if (isUnderWay || new SessionBook(store).List(Project, new SessionFilter { Subject = $"S{study}" }).Any())
                {
                    new DeletionBook(store).RemoveSubject(Project, $"S{study}", everywhere: false, "test", CancellationToken.None);
                }
            },
            MayBe = (study, _, places) => AllOrNone(study, 1, 3, places) && AllOrNone(study, 4, 5, places),
            End = _ => [],
            Check = (store, _) => Assert.Equal(
                store.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%\"RemoveSubject\"%'")),
                new DeletionBook(store).Certificates(Project).Count(c => (c.Scope, c.Sessions, c.Instances) == (DeletionScope.Subject, 2, 5))),
        },
        new()
        {
            Name = "delete project",
            Steps = [("erase.begun", 1), ("erase.entry", 1), ("remove.done", 1), ("erase.entries", 1), ("erase.session", 1), ("delete.removed", 1), ("erase.sessions", 1)],
            Prepare = (store, policies, study) =>
            {
                new ProjectBook(store).Create(new DeidProject { Id = Own(study), Title = "To be deleted" }, "owner");
                Arrive(store, policies, study);
                Archive(store, policies, study, new ArchiveRequest { Project = Own(study) });
                Push(store, policies, study, 4, 5, 0, project: Own(study), isHeld: true);
                Build(store);
                new ShareBook(store).Share(Own(study), Label(study), Other);
            },
            Run = (store, _, study, _) =>
            {
                if (new ProjectBook(store).Find(Own(study)) is not null)
                {
                    new DeletionBook(store).RemoveProject(Own(study), everywhere: true, "test", CancellationToken.None);
                }
            },
            MayBe = (study, _, places) => AllOrNone(study, 1, 3, places) && AllOrNone(study, 4, 5, places),
            End = _ => [],
            Check = (store, study) =>
            {
                var certificate = Assert.Single(new DeletionBook(store).Certificates(Own(study)));
                Assert.Equal((1L, 3L, 1L, 2L, 1L), (certificate.Sessions, certificate.Instances, certificate.Entries, certificate.EntryInstances, certificate.Held));
                Assert.Equal(ShareState.Tombstone, Assert.Single(new ShareBook(store).List(Other), s => s.Label == Label(study)).State);
            },
        },
    ];

    private static (string, int)[] ArchiveSteps =>
    [
        ("archive.begun", 1), ("archive.instance", 1), ("archive.arranged", 1), ("archive.staged", 1), ("archive.committed", 1), ("archive.published", 1), ("archive.removing", 1), ("archive.removed", 1), ("archive.done", 1),
    ];

    /// <summary>Number of an instance of a study.</summary>
    public static int Mark(int study, int instance) => (study * 1000) + instance;

    /// <summary>Instances of a study that were not kept in an entry, by the pseudonym that their record has.</summary>
    public static IEnumerable<KeyValuePair<string, int>> Keys(int study)
    {
        foreach (var i in Enumerable.Range(1, 4))
        {
            using var file = DicomFile.Open(Object(study, 0, i, 0, Project).Bytes());
            yield return KeyValuePair.Create(IngestKeys.Of(TestIngest.Key, file.Dataset).Instance, Mark(study, i));
        }
    }

    /// <summary>The second has text that nobody can read, the third is of a kind that the policy filters.</summary>
    private static TestObject Doubtful(TestObject item) => item.Instance switch
    {
        2 => item with { Change = d => d.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 999", DicomVR.CS) },
        3 => item with { Modality = Filtered },
        _ => item,
    };

    private static IEnumerable<int> Marks(int study, int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => Mark(study, i));

    private static string Label(int study, int part = 0) => $"S{study}_{part + 1}";

    /// <summary>The project that is deleted.</summary>
    private static string Own(int study) => $"P{study}";

    private static IEnumerable<DeidShare> Shared(DeidStore store, int study) => new ShareBook(store).List(Project).Where(s => s.State == ShareState.Active && s.Label == Label(study));

    private static bool AllOrNone(int study, IReadOnlySet<int> answered, Func<int, int> places) => AllOrNone(study, 1, 3, places);

    private static bool AllOrNone(int study, int first, int last, Func<int, int> places) => Marks(study, first, last).Select(places).Distinct().ToList() is [0 or 1];

    private static void Push(DeidStore store, StorePolicies policies, int study, int first, int last, int generation, Action<string>? report = null, int part = 0, string project = "Unassigned", bool isHeld = false, Func<TestObject, TestObject>? change = null)
    {
        using var ingest = TestIngest.NewIngest(store, policies);
        var origin = TestIngest.Origin(study + generation);
        for (var i = first; i <= last; i++)
        {
            var mark = Mark(study, i + generation);
            var item = Object(study, part, i, mark, project);
            item = change is null ? item : change(item);
            var receipt = ingest.Take(origin, $"object {i}", () => DicomFile.Open(item.Bytes()), null, CancellationToken.None);
            if (receipt.Answer.Status != DimseStatus.Success)
            {
                throw new InvalidOperationException($"{receipt.Result.Status} {receipt.Result.Reason} {receipt.Result.Message}");
            }

            report?.Invoke($"answered {mark}");
        }

        if (isHeld)
        {
            // The same instance with other content is held back, encrypted.
            var other = Object(study, part, first, Mark(study, first), project) with { Pixel = 7 };
            ingest.Take(origin, "held", () => DicomFile.Open(other.Bytes()), null, CancellationToken.None);
        }

        ingest.End(origin.Id);
    }

    private static TestObject Object(int study, int part, int instance, int mark, string project) =>
        new() { Patient = $"{study}", Study = (study * 10) + part, Instance = instance, Mark = mark, Comments = $"Project:{project} Subject:S{study} Session:{Label(study, part)}" };

    private static void Build(DeidStore store) => new PrearchiveBook(store).BuildIdle(CancellationToken.None);

    private static void Arrive(DeidStore store, StorePolicies policies, int study)
    {
        Push(store, policies, study, 1, 3, 0);
        Build(store);
    }

    private static void ArriveWithHeld(DeidStore store, StorePolicies policies, int study)
    {
        Push(store, policies, study, 1, 3, 0, isHeld: true);
        Build(store);
        new PrearchiveBook(store).Accept(Entry(store, study)!, EntryFlags.HeldBack, "test");
    }

    private static void ArriveAndArchive(DeidStore store, StorePolicies policies, int study)
    {
        Arrive(store, policies, study);
        Archive(store, policies, study, new ArchiveRequest { Project = Project });
    }

    private static void Archive(DeidStore store, StorePolicies policies, int study, ArchiveRequest request, int part = 0)
    {
        if (Entry(store, study, part) is { } id)
        {
            new Archiver(store, policies).Archive(id, request, CancellationToken.None);
        }
    }

    private static string? Entry(DeidStore store, int study, int part = 0) => new PrearchiveBook(store).List(new PrearchiveFilter { Session = Label(study, part) }).SingleOrDefault()?.Id;
}
