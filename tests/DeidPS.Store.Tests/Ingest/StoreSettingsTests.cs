using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>The site's settings: changed one by one, checked, followed by what is running.</summary>
public sealed class StoreSettingsTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_not_given_stays_and_the_change_is_recorded(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        var after = test.Admin.Configure(s => s with { JoinMinutes = 7 });
        after = test.Admin.Configure(s => s with { PushedSubject = "tele" });
        Assert.Equal(("site-wide", 0, 7, "tele", "subj001_sess001"), (after.Policy, after.IdleMinutes, after.JoinMinutes, after.PushedSubject, after.PushedSession));
        Assert.Equal(2, test.Admin.Catalog.Read(tx => tx.Number("select count(*) from audit where record like '%ConfigureSite%'")));
        using var other = test.As("somebody");
        Assert.Equal(StoreException.AccessDenied, Assert.Throws<DeidPS.Store.Access.AccessDeniedException>(() => other.Configure(s => s with { JoinMinutes = 1 })).ErrorId);
        Assert.Equal(7, other.Settings().JoinMinutes);
    }

    [Theory]
    [InlineData(-1, 30, 20, "subj001")]
    [InlineData(5, 1441, 20, "subj001")]
    [InlineData(5, 30, -1, "subj001")]
    [InlineData(5, 30, 20, "a.b")]
    [InlineData(5, 30, 20, "")]
    [InlineData(5, 30, 20, "two words")]
    public void A_setting_out_of_its_range_is_refused(int idle, int join, int free, string subject)
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        var before = test.Admin.Settings();
        var error = Assert.Throws<StoreException>(() => test.Admin.Configure(s => s with { IdleMinutes = idle, JoinMinutes = join, MinimumFreeGB = free, PushedSubject = subject }));
        Assert.Equal(StoreException.StoreValueInvalid, error.ErrorId);
        Assert.Equal(before, test.Admin.Settings());
        Assert.Equal(StoreException.StoreValueInvalid, Assert.Throws<StoreException>(() => DeidStore.Initialize(Path.Combine(test.Beside, "another"), null, new SiteSettings { IdleMinutes = idle, JoinMinutes = join, MinimumFreeGB = free, PushedSubject = subject })).ErrorId);
    }

    [Fact]
    public void Settings_cannot_lead_to_another_key()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        var other = new DeidKey(new byte[32]);
        test.Admin.Configure(s => s with { KeyPath = "/keys/other" }, other);
        test.Admin.BindKey(TestIngest.Key);
        Assert.Equal(StoreException.KeyMismatch, Assert.Throws<StoreException>(() => test.Admin.Configure(s => s with { KeyPath = "/keys/third" }, other)).ErrorId);
        Assert.Equal("/keys/site", test.Admin.Configure(s => s with { KeyPath = "/keys/site" }, TestIngest.Key).KeyPath);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_full_disk_is_told_by_the_settings_of_the_moment(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        Assert.Equal(Net.DimseStatus.Success, Assert.Single(ingest.Push(TestIngest.Origin(1), TestObject.Study1(1))).Answer.Status);
        test.Admin.Configure(s => s with { MinimumFreeGB = 1_000_000 });
        var refused = SpinUntil(() => ingest.Push(TestIngest.Origin(2), TestObject.Study1(1, study: 2))[0], r => r.Answer.Status == Net.DimseStatus.OutOfResources);
        Assert.Equal("WriteFailed", refused.Result.ErrorId);
        Assert.DoesNotContain(new PrearchiveBook(test.Admin).List(), e => e.Id == refused.Entry);
    }

    /// <summary>One worker, and the object before waits for the disk: it no longer has the turn.</summary>
    [Fact]
    public void An_object_that_waits_for_the_disk_holds_nobody_up()
    {
        using var test = TestStore.Create(CatalogKind.Sqlite, output)!;
        using var ingest = new TestIngest(test.Admin, new DeidPS.Store.Ingest.IngestOptions { Workers = 1 });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        DeidPS.Store.Ingest.IngestReceipt Take(TestObject o) => ingest.Ingest.TakeInTurn(TestIngest.Origin(o.Instance), "object", () => Dicom.DicomFile.Open(o.Bytes()), limit.Token);
        var objects = TestObject.Study1(2).ToList();
        DeidPS.Store.Ingest.IngestReceipt? second = null;
        test.Admin.OnStep = step =>
        {
            if (step == "ingest.written" && second is null)
            {
                test.Admin.OnStep = null;
                second = Take(objects[1]);
            }
        };
        Assert.Equal(Net.DimseStatus.Success, Take(objects[0]).Answer.Status);
        Assert.Equal(Net.DimseStatus.Success, second!.Answer.Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_arrival_tells_its_modalities_and_no_other_word(CatalogKind kind)
    {
        using var test = TestStore.Create(kind, output);
        if (test is null)
        {
            return;
        }

        using var ingest = new TestIngest(test.Admin);
        ingest.Push(TestIngest.Origin(), TestObject.Study1(3).Select(o => o with { Modality = o.Instance == 1 ? "MR" : o.Instance == 2 ? "CT" : "ZZNAME" }));
        Assert.Equal("CT,MR", test.Admin.Catalog.Read(tx => tx.Find<string>("select modalities from arrival")));
    }

    /// <summary>Settings are followed within a second or so.</summary>
    internal static T SpinUntil<T>(Func<T> act, Func<T, bool> isDone)
    {
        var end = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            var result = act();
            if (isDone(result) || DateTime.UtcNow > end)
            {
                return result;
            }

            Thread.Sleep(100);
        }
    }
}
