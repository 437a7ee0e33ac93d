using DeidPS.Store.Catalog;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>What is pushed: scenarios 1, 2, 8, 9 and 18.</summary>
public sealed class PushScenarioTests(ITestOutputHelper output) : ScenarioTest(output)
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task S01_S02_Three_studies_under_one_label_are_three_unassigned_entries_and_nothing_is_archived_before_it_is_relabelled(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        // The description of the studies is the id of a project: it leads nowhere, since the text says Unassigned.
        Do("$null = New-DeidProject CHEST T -Store $store; $null = New-DeidProject LUNG T -Store $store");
        var port = Listen();
        for (var study = 1; study <= 3; study++)
        {
            var folder = Files($"study{study}", TestObject.Study1(2, $"{study}", study, study == 2 ? null : Pushed).Select(o => o with { StudyDescription = "CHEST" }));
            if (study == 3)
            {
                await SendAsync(port, folder);
            }
            else
            {
                Send(port, folder, study == 2 ? "-Stamp" : string.Empty);

                // The scenario's own distance between two studies.
                await Task.Delay(TimeSpan.FromSeconds(2));
            }
        }

        Hush(port);
        var entries = Entries();
        Assert.Equal(3, entries.Select(e => Text(e, "Id")).Distinct().Count());
        Assert.All(entries, e => Assert.Equal(("", "subj001", "subj001_sess001", "Review", "2", "SECTRA"), (Text(e, "Project"), Text(e, "Subject"), Text(e, "Session"), Text(e, "State"), Text(e, "Instances"), Text(e, "CallingAE"))));
        var times = entries.Select(e => (DateTimeOffset)e.Properties["Received"].Value).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(2)));

        var refused = Try("Get-DeidPrearchive -Store $store | Move-ToProject -Project CHEST -Store $store");
        Assert.Empty(refused.Output);
        Assert.Equal(3, refused.Errors.Count);
        Assert.All(refused.Errors, e => Assert.Equal(("ArchiveConflict,DeidPS.Commands.MoveToProjectCommand", true), (e.FullyQualifiedErrorId, e.Exception.Message.Contains("C12", StringComparison.Ordinal))));
        Assert.Empty(Do("Get-DeidSession CHEST -Store $store").Output);

        Do("$n = 0; foreach ($entry in Get-DeidPrearchive -Store $store) { $n++; $null = $entry | Set-DeidPrearchiveLabel -Subject \"S$n\" -Session \"S${n}_CT1\" -Store $store }");
        Assert.Equal(["Archived", "Archived", "Archived"], Archive("-Project LUNG").Values("Status"));
        Assert.Equal(["S1_CT1", "S2_CT1", "S3_CT1"], Do("Get-DeidSession LUNG -Store $store").Values("Session"));
        Assert.Empty(Entries());
        AssertSound();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void S08_An_image_that_comes_during_archiving_is_an_entry_of_its_own(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        Do("$null = New-DeidProject LUNG T -Store $store");
        var objects = TestObject.Study1(5, comments: "Project:LUNG Subject:S1 Session:S1_1").ToList();
        Receive(Files("first", objects[..3]));
        var first = Assert.Single(Entries());
        var port = Listen();
        var late = Files("late", objects[3..]);
        using (new StepWatch(Root, step =>
        {
            if (step == "archive.staged")
            {
                SendFromElsewhere(port, late);
            }
        }))
        {
            Assert.Equal(("Archived", "3"), (Archive().Values("Status").Single(), Do("Get-DeidSession LUNG -Store $store").Values("Instances").Single()));
        }

        Hush(port);
        var other = Assert.Single(Entries());
        Assert.Equal((Text(first, "Id"), "Late", "Conflict", "2"), (Text(other, "LateFor"), Text(other, "Flags"), Text(other, "State"), Text(other, "Instances")));
        Assert.Contains("C02", Assert.Single(Try("Get-DeidPrearchive -Store $store | Move-ToProject -Store $store").Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, StoreFiles.Objects(FolderOf("LUNG", "S1_1")).Count);
        Assert.Equal(["Appended"], Archive("-Append").Values("Status"));
        Assert.Equal(5, StoreFiles.Objects(FolderOf("LUNG", "S1_1")).Count);
        AssertSound();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void S09_Archiving_a_second_time_changes_nothing(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        Do("$null = New-DeidProject LUNG T -Store $store");
        var folder = Files("study", TestObject.Study1(3, comments: "Project:LUNG Subject:S1 Session:S1_1"));
        Receive(folder);
        var id = Text(Assert.Single(Entries()), "Id");
        Assert.Equal(["Archived"], Archive().Values("Status"));
        var before = StoreFiles.Bytes(FolderOf("LUNG", "S1_1"));
        Fails("StoreItemNotFound,DeidPS.Commands.MoveToProjectCommand", "Move-ToProject $args[0] -Store $store", id);

        Receive(folder);
        Entries();
        var again = Assert.Single(Archive().Output);
        Assert.Equal(("Duplicate", "3", "0"), (Text(again, "Status"), Text(again, "Known"), Text(again, "Archived")));
        Assert.Equal(before, StoreFiles.Bytes(FolderOf("LUNG", "S1_1")));
        Assert.Equal("C01", string.Join(',', ((System.Collections.IEnumerable)Assert.Single(Do("Get-DeidPrearchive -Store $store").Output).Properties["Conflicts"].Value).Cast<object>()));
        Do("Get-DeidPrearchive -Store $store | Remove-DeidPrearchive -Store $store -Reason duplicate -Confirm:$false");
        Assert.Equal(before, StoreFiles.Bytes(FolderOf("LUNG", "S1_1")));
        AssertSound();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task S18_A_dose_report_is_answered_with_success_counted_and_kept_nowhere(CatalogKind kind)
    {
        const string DoseReport = "1.2.840.10008.5.1.4.1.1.88.67";
        var policy = TestPolicy.SiteWideAfter(Folder, $"(0008,0016) = \"{DoseReport}\" ? reject[]");
        if (!Make(kind, $"-Policy '{policy}'"))
        {
            return;
        }

        Do("$null = New-DeidProject LUNG T -Store $store");
        var folder = Files("study", TestObject.Study1(3, comments: "Project:LUNG Subject:S1 Session:S1_1").Select(o => o.Instance == 2
            ? o with { Modality = "SR", Series = 2, Change = d => d.SetText(Dicom.DicomTags.SOPClassUID, DoseReport, Dicom.DicomVR.UI) }
            : o));
        var port = Listen();
        await SendAsync(port, folder);
        Hush(port);
        var entry = Assert.Single(Entries());
        Assert.Equal(("Ready", "2", "1", "0"), (Text(entry, "State"), Text(entry, "Instances"), Text(entry, "Filtered"), Text(entry, "Held")));
        using (var store = Engine())
        {
            Assert.Equal($"Filtered Rejected {DoseReport}", Assert.Single(store.Catalog.Read(tx => tx.Query<string>("select kind || ' ' || reason || ' ' || sopclass from discard"))));
            Assert.Empty(Directory.EnumerateFiles(store.Layout.Hold));
        }

        Assert.Equal(["Archived"], Archive().Values("Status"));
        var archived = FolderOf("LUNG", "S1_1");
        Assert.Equal(2, StoreFiles.Objects(Root).Count);
        Assert.Contains("\"filtered\": 1,", await File.ReadAllTextAsync(Path.Combine(archived, "session.json")), StringComparison.Ordinal);
        AssertSound();
    }
}
