using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Module.Tests.Network;
using DeidPS.Net;
using DeidPS.Store.Catalog;
using DeidPS.Store.Ingest;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>Kills and disks: scenarios 10 and 19. Where this account may mount a file system the store lies on one of a few megabytes.</summary>
public sealed class FaultScenarioTests(ITestOutputHelper output) : ScenarioTest(output)
{
    private const string Routed = "Project:LUNG Subject:S1 Session:S1_1";

    private string? _root;

    internal override string Root => _root ?? base.Root;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void S10_A_kill_at_each_step_of_archiving_leaves_a_study_in_one_place_and_whole(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        Do("$null = New-DeidProject LUNG T -Store $store");
        string[] steps = ["archive.begun", "archive.instance", "archive.arranged", "archive.staged", "archive.committed", "archive.published", "archive.removing", "archive.removed", "archive.done"];
        for (var study = 1; study <= steps.Length; study++)
        {
            Receive(Files($"study{study}", TestObject.Study1(2, $"{study}", study, $"Project:LUNG Subject:S{study} Session:S{study}_1").Select(o => o with { Mark = (study * 10) + o.Instance })));
            var id = Text(Assert.Single(Entries()), "Id");
            var script = $"[System.Reflection.Assembly]::LoadFrom('{typeof(StepWatch).Assembly.Location}').GetType('{typeof(StepWatch).FullName}').GetMethod('{nameof(StepWatch.KillAt)}').Invoke($null, @('{Root}', '{steps[study - 1]}', 1)); "
                + $"Move-ToProject {id} -Store '{Root}'";
            var child = ChildProcess.RunHost(["-Command", script]);
            Assert.True(child.ExitCode is 137 or -1, steps[study - 1] + child.Output + child.Error);

            // The next one to open the store carries it on or takes it back.
            var isArchived = Do("Get-DeidSession LUNG -Subject $args[0] -Store $store", $"S{study}").Output.Count == 1;
            Assert.Equal(Array.IndexOf(steps, "archive.committed") < study, isArchived);
            var waits = Do("Get-DeidPrearchive -Store $store").Values("State");
            Assert.Equal(isArchived ? [] : ["Ready"], waits);
            AssertOnce(study);
            AssertSound();
            if (!isArchived)
            {
                Assert.Equal(["Archived"], Archive().Values("Status"));
                AssertOnce(study);
            }
        }

        Assert.Equal(steps.Length, Do("Get-DeidSession LUNG -Store $store").Output.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task S19_A_disk_that_runs_full_or_turns_read_only_is_never_answered_with_success(CatalogKind kind)
    {
        using var disk = SmallDisk.TryMount(Path.Combine(Folder, "disk"), megabytes: 6);
        if (disk is null)
        {
            Output.WriteLine("This account may not mount a file system.");
            return;
        }

        _root = Path.Combine(disk.Folder, "store");
        if (!Make(kind))
        {
            return;
        }

        var port = Listen();
        var told = new Dictionary<int, ushort>();
        for (var mark = 1; mark <= 24; mark++)
        {
            told[mark] = await SendOneAsync(port, Large(mark));
        }

        Assert.Contains(DimseStatus.OutOfResources, told.Values);
        Assert.All(told.Values, status => Assert.Contains(status, new[] { DimseStatus.Success, DimseStatus.OutOfResources }));
        AssertKept(told);

        // What is read-only cannot be written either; afterwards it goes on.
        Free();
        if (kind == CatalogKind.PostgreSql)
        {
            told.Clear();
            Assert.True(disk.TrySetReadOnly(true));
            told[31] = await SendOneAsync(port, Large(31));
            told[33] = await SendOneAsync(port, Large(33));
            Assert.All(told.Values, status => Assert.Equal(DimseStatus.OutOfResources, status));
            Assert.True(disk.TrySetReadOnly(false));
        }

        told.Clear();
        told[41] = await SendOneAsync(port, Large(41));
        told[42] = await SendOneAsync(port, Large(42));
        Assert.All(told.Values, status => Assert.Equal(DimseStatus.Success, status));
        AssertKept(told);
        Hush(port);
        Assert.Empty(Do("Test-DeidAudit -Store $store").Output);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task S19_A_kill_right_after_an_answer_loses_nothing_that_was_answered_with_success(CatalogKind kind)
    {
        if (!Make(kind))
        {
            return;
        }

        Do("$null = New-DeidProject LUNG T -Store $store");
        var (written, held) = (0, 0);
        foreach (var last in (int[])[1, 2, 3, 7])
        {
            var told = new Dictionary<int, ushort>();
            await using (var child = await ReceiverChild.StartAsync(port => ["-Command", $"Start-DicomReceiver -Store '{Root}' -Port {port} -BindAddress 127.0.0.1 -Wait"]))
            {
                for (var i = 1; i <= last; i++)
                {
                    told[(last * 100) + i] = await SendOneAsync(child.Port, Large((last * 100) + i));
                }

                child.Kill();
            }

            Assert.All(told.Values, status => Assert.Equal(DimseStatus.Success, status));
            Do("$null = Get-DeidStore -Store $store");
            AssertKept(told);
            (written, held) = (written + told.Keys.Count(m => !IsDoubtful(m)), held + told.Keys.Count(IsDoubtful));
        }

        var entries = Entries();
        Assert.Equal((written, held), (entries.Sum(e => int.Parse(Text(e, "Instances"), System.Globalization.CultureInfo.InvariantCulture)), entries.Sum(e => int.Parse(Text(e, "Held"), System.Globalization.CultureInfo.InvariantCulture))));
        AssertSound();
    }

    /// <summary>Every third cannot be judged and is held back.</summary>
    private static bool IsDoubtful(int mark) => mark % 3 == 0;

    private static TestObject Large(int mark) => new()
    {
        Patient = "1", Study = 1, Instance = mark, Mark = mark, Comments = Routed,
        Change = d =>
        {
            // The number stands at the end of the pixels, where a test looks for it.
            var pixels = new byte[400_000];
            BitConverter.TryWriteBytes(pixels.AsSpan(pixels.Length - 28), mark);
            d.Set(DicomElement.Create(DicomTags.PixelData, DicomVR.OW, pixels));
            if (IsDoubtful(mark))
            {
                d.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 999", DicomVR.CS);
            }
        },
    };

    /// <summary>Sends one object on an association of its own; what it was answered.</summary>
    private static async Task<ushort> SendOneAsync(int port, TestObject item)
    {
        using var file = DicomFile.Open(item.Bytes());
        using var stream = file.DatasetStream(file.TransferSyntax, default);
        return await ReceiverTest.SendAsync(port, file.Dataset.GetText(DicomTags.SOPInstanceUID)!, stream, file.Dataset.GetText(DicomTags.SOPClassUID)!);
    }

    /// <summary>Whatever was answered with success is on the disk, or held back and on record.</summary>
    private void AssertKept(Dictionary<int, ushort> told)
    {
        var marks = StoreFiles.Objects(Path.Combine(Root, "prearchive")).Select(p => TestObject.MarkOf(Path.Combine(Root, "prearchive", p))).ToHashSet();
        using var store = Engine();
        var recorded = store.Catalog.Read(tx => tx.Query<string>("select instancekey || ' ' || path from discard where kind = 'Held'")).ToDictionary(r => r.Split(' ')[0], r => r.Split(' ')[1], StringComparer.Ordinal);
        var key = Deid.Pseudonyms.KeyFile.Read(KeyFile);
        foreach (var mark in told.Where(t => t.Value == DimseStatus.Success).Select(t => t.Key))
        {
            if (!IsDoubtful(mark))
            {
                Assert.Contains(mark, marks);
                continue;
            }

            using var file = DicomFile.Open(Large(mark).Bytes());
            Assert.True(File.Exists(Path.Combine(store.Layout.Hold, recorded[IngestKeys.Of(key, file.Dataset).Instance])));
        }
    }

    private void AssertOnce(int study)
    {
        var marks = StoreFiles.Objects(Root).Select(p => TestObject.MarkOf(Path.Combine(Root, p))).Where(m => m / 10 == study).Order();
        Assert.Equal([(study * 10) + 1, (study * 10) + 2], marks);
    }

    private void Free()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Root, "prearchive"), "*.dcm", SearchOption.AllDirectories))
        {
            File.Delete(path);
        }
    }
}
