using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Bugs;

/// <summary>
/// The project's policy took the label a study had arrived under for the patient. One study pushed with the default label and one with its own were then moved
/// by different numbers of days, and the time between them was lost.
/// </summary>
public sealed class B0053_DatesOfOnePatientMovedApart(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Studies_of_a_patient_keep_their_distance_whatever_they_arrived_as(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        var book = new PrearchiveBook(test.Admin);
        ingest.Push(TestIngest.Origin(1), TestObject.Study1(instances: 1));
        ingest.Push(TestIngest.Origin(2), TestObject.Study1(instances: 1, study: 2, comments: "Subject:Other Session:Other_1"));
        ingest.Push(TestIngest.Origin(3), TestObject.Study1(instances: 1, patient: "2", comments: "Subject:Third Session:Third_1"));
        book.BuildIdle(CancellationToken.None);
        var archiver = new Archiver(test.Admin, ingest.Policies);
        var number = 0;
        foreach (var entry in book.List().ToList())
        {
            var subject = entry.Subject == "Third" ? "S2" : "S1";
            archiver.Archive(entry.Id, new ArchiveRequest { Project = "LUNG", Subject = subject, Session = $"{subject}_{++number}" }, CancellationToken.None);
        }

        // All were taken on the same day.
        var sessions = new SessionBook(test.Admin).List("LUNG").ToList();
        Assert.Single(sessions.Where(s => s.Subject == "S1").Select(s => s.StudyDate).Distinct());
        Assert.NotEqual(sessions.First(s => s.Subject == "S1").StudyDate, sessions.Single(s => s.Subject == "S2").StudyDate);
    }
}
