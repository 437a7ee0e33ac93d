using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Tests.Harness;

/// <summary>Brings invented studies into a store: study n is session Sn_1 of subject Sn, unless a test says otherwise.</summary>
internal static class TestStudies
{
    /// <summary>A study in the prearchive; returns its entry.</summary>
    /// <param name="test">The store.</param>
    /// <param name="study">Number of the study.</param>
    /// <param name="project">The project it waits for.</param>
    /// <param name="patient">Number of the patient; null for that of the study.</param>
    /// <param name="isHeld">True to have one more instance held back.</param>
    public static string Push(TestStore test, int study, string project = "Unassigned", int? patient = null, bool isHeld = false)
    {
        using var ingest = new TestIngest(test.Admin);
        var objects = TestObject.Study1(2, $"{patient ?? study}", study, $"Project:{project} Subject:S{patient ?? study} Session:S{study}_1").ToList();
        ingest.Push(TestIngest.Origin(study), isHeld ? [.. objects, objects[0] with { Pixel = 7 }] : objects);
        var book = new PrearchiveBook(test.Admin);
        book.BuildIdle(CancellationToken.None);
        var entry = book.List(new PrearchiveFilter { Session = $"S{study}_1" }).Single();
        if (isHeld)
        {
            Assert.Equal(1L, entry.Held);
            book.Accept(entry.Id, EntryFlags.HeldBack, "test");
        }

        return entry.Id;
    }

    /// <summary>A study in a project.</summary>
    public static DeidSession Archive(TestStore test, int study, string project, int? patient = null, bool isHeld = false)
    {
        using var ingest = new TestIngest(test.Admin);
        var result = new Archiver(test.Admin, ingest.Policies).Archive(Push(test, study, patient: patient, isHeld: isHeld), new ArchiveRequest { Project = project }, CancellationToken.None);
        return new SessionBook(test.Admin).Get(project, result.Session);
    }

    /// <summary>Encrypted originals in the store.</summary>
    public static IReadOnlyList<string> Held(TestStore test) => [.. Directory.EnumerateFiles(test.Admin.Layout.Hold).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
