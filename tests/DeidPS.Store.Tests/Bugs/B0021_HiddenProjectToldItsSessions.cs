using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Bugs;

/// <summary>Somebody without any role in a private project was told "there is no such session in it", and so that the project exists and which labels are taken.</summary>
public sealed class B0021_HiddenProjectToldItsSessions(ITestOutputHelper output)
{
    [Fact]
    public void A_hidden_project_its_sessions_and_no_project_sound_the_same()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        test.Project("LUNG");
        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(), TestObject.Study1(1, comments: "Project:LUNG Subject:S1 Session:S1_1"));
        new PrearchiveBook(test.Admin).BuildIdle(CancellationToken.None);
        new Archiver(test.Admin, ingest.Policies).Archive(new PrearchiveBook(test.Admin).List().Single().Id, new ArchiveRequest(), CancellationToken.None);
        using var stranger = test.As("stranger");
        var book = new SessionBook(stranger);
        foreach (var call in (Action<string, string>[])[(p, s) => book.Remove(p, s, false, "test"), (p, s) => book.SetLock(p, s, true), (p, s) => book.SetQuarantine(p, s, true, "test")])
        {
            var missing = Assert.Throws<StoreException>(() => call("NONE", "S1_1"));
            foreach (var label in (string[])["S1_1", "S9_9"])
            {
                var denied = Assert.Throws<AccessDeniedException>(() => call("LUNG", label));
                Assert.Equal((missing.ErrorId, missing.Message.Replace("NONE", "LUNG", StringComparison.Ordinal)), (denied.ErrorId, denied.Message));
            }
        }
    }
}
