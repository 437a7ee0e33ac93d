using System.Globalization;
using System.Text;
using DeidPS.Dicom;
using DeidPS.Store.Catalog;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>What the two levels of policies leave and change: scenarios 14, 15 and 17.</summary>
public sealed class PolicyScenarioTests(ITestOutputHelper output) : ScenarioTest(output)
{
    private const string Routed = "Project:LUNG Subject:S1 Session:S1_1";
    private const uint StudyDate = 0x00080020;
    private const uint AcquisitionDateTime = 0x0008002A;
    private const uint StructureSetDate = 0x30060008;

    /// <summary>Where a policy of the site's own, which knows the usual attributes and no others, leaves the name.</summary>
    private static readonly (string Place, Action<DicomDataset> Plant)[] s_plants =
    [
        ("a private tag", data =>
        {
            var block = data.ReserveBlock(0x0029, "ACME 1.1");
            data.SetText(new DicomTag(0x0029, (ushort)((block << 8) | 0x10)), "Taken of ZZNAME1, Anna", DicomVR.LO);
        }),
        ("an item three sequences deep", data =>
        {
            var deepest = new DicomDataset();
            deepest.SetText(new DicomTag(0x00081150), "ZZNAME1^Anna", DicomVR.LO);
            for (var depth = 0; depth < 2; depth++)
            {
                var outer = new DicomDataset();
                outer.Set(DicomElement.CreateSequence(new DicomTag(0x00081115), deepest));
                deepest = outer;
            }

            data.Set(DicomElement.CreateSequence(new DicomTag(0x00081115), deepest));
        }),
        ("a UT value", data => data.SetText(new DicomTag(0x0040A160), "Comparison with the study of zzname1 anna shows no change.", DicomVR.UT)),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task S14_A_name_that_a_policy_leaves_puts_the_entry_into_review(CatalogKind kind)
    {
        var policy = Path.Combine(Folder, "own.das");
        await File.WriteAllTextAsync(policy, "version \"6.7\"\n(0010,0010) := \"anonymous\"\n(0010,0020) := \"anonymous\"\n-(0008,0050)\n-(0010,0030)\n-(0010,4000)\n-(0032,4000)\n");
        if (!Make(kind, $"-Policy '{policy}' -JoinMinutes 0"))
        {
            return;
        }

        var port = Listen();
        foreach (var (place, plant) in s_plants)
        {
            await SendAsync(port, Files(place, TestObject.Study1(2, comments: "Project:Unassigned Subject:S1 Session:S1_1").Select(o => o.Instance == 2 ? o with { Change = plant } : o)));
        }

        Hush(port);
        var entries = Entries();
        Assert.Equal(s_plants.Length, entries.Count);
        Assert.All(entries, e => Assert.Equal(("Review", "ResidualIdentifier", "1", "1"), (Text(e, "State"), Text(e, "Flags"), Text(e, "Instances"), Text(e, "Held"))));
        Do("$null = New-DeidProject LUNG T -Store $store");
        var refused = Try("Get-DeidPrearchive -Store $store | Move-ToProject -Project LUNG -Store $store");
        Assert.Empty(refused.Output);
        Assert.All(refused.Errors, e => Assert.Equal("StateConflict,DeidPS.Commands.MoveToProjectCommand", e.FullyQualifiedErrorId));
        Assert.Equal(s_plants.Length, refused.Errors.Count);
        foreach (var path in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            Assert.True(Encoding.Latin1.GetString(bytes).IndexOf("ZZNAME", StringComparison.OrdinalIgnoreCase) < 0, path);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void S14_A_name_in_file_meta_is_found_where_it_lies_and_comes_into_no_project(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        Do("$null = New-DeidProject LUNG T -Store $store");
        var sent = Files("study", TestObject.Study1(1, comments: Routed));
        Receive(sent);
        Entries();

        // No sender can bring file meta information: whoever has the folder puts it there.
        var waiting = Assert.Single(Directory.GetFiles(Path.Combine(Root, "prearchive"), "*.dcm", SearchOption.AllDirectories));
        using (var file = DicomFile.Open(waiting))
        {
            file.FileMeta!.SetText(new DicomTag(0x00020016), "ZZNAME1", DicomVR.AE);
            file.FileMeta.SetText(new DicomTag(0x00020100), "1.2.3", DicomVR.UI);
            file.FileMeta.Set(DicomElement.Create(new DicomTag(0x00020102), DicomVR.OB, "ZZNAME1^ANNA"u8.ToArray()));
            file.Save(waiting + ".planted");
        }

        File.Move(waiting + ".planted", waiting, overwrite: true);
        var found = Do("Test-Deidentified $args[0] -Recurse -Against $args[1]", Path.GetDirectoryName(waiting)!, sent).Values("Path");
        Assert.True(found.Any(f => f.StartsWith("(0002,", StringComparison.Ordinal)), string.Join(' ', found));
        Archive();
        AssertSound();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task S15_Every_date_moves_by_the_same_days_and_age_sex_size_and_weight_stay(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        Do("$null = New-DeidProject LUNG T -Store $store");
        var port = Listen();
        await SendAsync(port, Files("study", TestObject.Study1(2, comments: Routed).Select(o => o with { Change = o.Instance == 1 ? PlantDates : d => PlantStructures(d, o) })));
        Hush(port);
        Assert.Equal("2", Text(Assert.Single(Entries()), "Instances"));
        Archive();
        var days = new List<int>();
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(FolderOf("LUNG", "S1_1"), "*.dcm", SearchOption.AllDirectories))
        {
            using var file = DicomFile.Open(path);
            foreach (var (tag, value) in Dates(file.Dataset))
            {
                kinds.Add(tag.ToString());
                var original = tag.Value switch { 0x00080021 => "20231231", StructureSetDate => "20240229", _ => "20240115" };
                days.Add(DateOnly.ParseExact(value[..8], "yyyyMMdd", CultureInfo.InvariantCulture).DayNumber - DateOnly.ParseExact(original, "yyyyMMdd", CultureInfo.InvariantCulture).DayNumber);
            }

            Assert.Equal(("F", "054Y", "1.7", "63.5"), (file.Dataset.GetText(new DicomTag(0x00100040)), file.Dataset.GetText(new DicomTag(0x00101010)), file.Dataset.GetText(new DicomTag(0x00101020)), file.Dataset.GetText(new DicomTag(0x00101030))));
        }

        Assert.Equal(["(0008,0020)", "(0008,0021)", "(0008,002A)", "(3006,0008)"], kinds.Order(StringComparer.Ordinal));
        Assert.NotEqual(0, Assert.Single(days.Distinct()));
        AssertSound();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task S17_References_of_structures_segmentations_and_presentations_resolve_and_two_projects_share_no_uid(CatalogKind kind)
    {
        var policy = TestPolicy.Accepting(Folder, "project-level", "PresentationState");
        if (!Make(kind, $"-Policy '{TestPolicy.Accepting(Folder, "site-wide", "PresentationState")}' -JoinMinutes 0"))
        {
            return;
        }

        var folder = Files("study", ReferencingObjects.Study("Project:Unassigned Subject:S1 Session:S1_1"));
        var before = Uids(folder);
        var all = new List<HashSet<string>>();
        foreach (var project in (string[])["LUNG", "HEART"])
        {
            Do("$null = New-DeidProject $args[0] T -Policy $args[1] -Store $store", project, policy);
            var port = Listen();
            await SendAsync(port, folder);
            Hush(port);
            var entry = Assert.Single(Entries());
            Assert.Equal(("Ready", "5", "0"), (Text(entry, "State"), Text(entry, "Instances"), Text(entry, "Held")));
            Archive("-Project " + project);
            var after = Uids(FolderOf(project, "S1_1"));
            Assert.Equal((before.Instances.Count, before.References.Count, before.Frames.Count), (after.Instances.Count, after.References.Count, after.Frames.Count));
            Assert.Empty(after.References.Except(after.Instances));
            Assert.Single(after.Frames);
            all.Add([.. after.Instances, .. after.References, .. after.Frames]);
            Assert.Empty(all[^1].Intersect([.. before.Instances, .. before.Frames]));
        }

        Assert.Empty(all[0].Intersect(all[1]));
        AssertSound();
    }

    private static void PlantDates(DicomDataset data)
    {
        data.SetText(new DicomTag(AcquisitionDateTime), "20240115101500.000+0100", DicomVR.DT);
        data.SetText(new DicomTag(0x00101010), "054Y", DicomVR.AS);
        data.SetText(new DicomTag(0x00101020), "1.7", DicomVR.DS);
        data.SetText(new DicomTag(0x00101030), "63.5", DicomVR.DS);
        var item = new DicomDataset();
        item.SetText(new DicomTag(0x00080021), "20231231", DicomVR.DA);
        item.SetText(new DicomTag(0x00081150), "1.2.840.10008.5.1.4.1.1.2", DicomVR.UI);
        item.SetText(new DicomTag(0x00081155), "1.2.826.0.1.3680043.9.1.1.1.1", DicomVR.UI);
        data.Set(DicomElement.CreateSequence(new DicomTag(0x00081115), item));
    }

    private static void PlantStructures(DicomDataset data, TestObject item)
    {
        ReferencingObjects.Structures(data, item);
        PlantDates(data);
        data.SetText(new DicomTag(StructureSetDate), "20240229", DicomVR.DA);
    }

    /// <summary>Dates at every depth, but the birth date, which does not stay.</summary>
    private static IEnumerable<(DicomTag Tag, string Value)> Dates(DicomDataset data) => data.SelectMany(e => e.IsSequence
        ? e.Items.SelectMany(Dates)
        : e.VR is DicomVR.DA or DicomVR.DT && e.Tag.Value != 0x00100030 && e.Text is { Length: > 0 } text ? [(e.Tag, text)] : Enumerable.Empty<(DicomTag, string)>());

    /// <summary>What the objects of a folder are, and what they refer to, at every depth.</summary>
    private static (HashSet<string> Instances, HashSet<string> References, HashSet<string> Frames) Uids(string folder)
    {
        var uids = (Instances: new HashSet<string>(StringComparer.Ordinal), References: new HashSet<string>(StringComparer.Ordinal), Frames: new HashSet<string>(StringComparer.Ordinal));
        foreach (var path in Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories))
        {
            using var file = DicomFile.Open(path);
            foreach (var tag in (DicomTag[])[DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID, DicomTags.SOPInstanceUID])
            {
                uids.Instances.Add(file.Dataset.GetText(tag)!);
            }

            Walk(file.Dataset, isRoot: true);
        }

        return uids;

        void Walk(DicomDataset data, bool isRoot)
        {
            foreach (var element in data)
            {
                foreach (var item in element.Items)
                {
                    Walk(item, isRoot: false);
                }

                if (element.Tag.Value is 0x00200052 or 0x30060024)
                {
                    uids.Frames.Add(element.Text!);
                }
                else if (element.Tag.Value == 0x00081155 || (!isRoot && element.Tag == DicomTags.SeriesInstanceUID))
                {
                    uids.References.Add(element.Text!);
                }
            }
        }
    }
}
