using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>
/// A receiver whose disk runs full or turns read-only: what was answered with success lies there whole, what was not is named, and it goes on when there is
/// room again. On a small file system where this account may mount one; under a limit of the size of a file everywhere else, for which nobody needs rights.
/// </summary>
public sealed class DicomReceiverDiskTests(ITestOutputHelper output) : ReceiverTest
{
    private const int Large = 1_000_000;
    private const int Small = 3_000;

    [Fact]
    public async Task A_disk_that_runs_full_and_has_room_again()
    {
        using var disk = SmallDisk.TryMount(Path.Combine(Folder, "disk"), megabytes: 4);
        if (disk is null)
        {
            output.WriteLine("This account may not mount a file system; the limit of the size of a file is tested instead.");
            return;
        }

        MakeKey();
        WritePolicy();
        var port = StartOn(disk.Folder, disk.Folder);
        var told = await SendAllAsync(port, Enumerable.Repeat(Large, 8));
        Assert.InRange(told.Count(t => t.Value == DimseStatus.Success), 1, 4);
        Assert.All(told.Values, status => Assert.Contains(status, new[] { DimseStatus.Success, DimseStatus.OutOfResources }));
        AssertStored(disk.Folder, told);

        // Neither is there room to hold anything back.
        Assert.Equal(DimseStatus.OutOfResources, await SendAsync(port, Sized(Large, "2.25.999", Doubtful)));
        foreach (var file in Directory.GetFiles(disk.Folder, "*.dcm", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        var refused = told.First(t => t.Value != DimseStatus.Success).Key;
        Assert.Equal(DimseStatus.Success, await SendAsync(port, Sized(Large, refused)));
        Assert.Equal(DimseStatus.Success, await SendAsync(port, Sized(Large, "2.25.999", Doubtful)));
        Stop(port);
        Assert.DoesNotContain(Directory.GetFiles(disk.Folder, "*", SearchOption.AllDirectories), f => f.EndsWith("tmp", StringComparison.Ordinal));
        AssertNoMarker();
        output.WriteLine($"{told.Count(t => t.Value == DimseStatus.Success)} of {told.Count} fitted and were answered with success; the others were answered A700.");
    }

    [Fact]
    public async Task A_destination_that_turns_read_only_and_back()
    {
        using var disk = SmallDisk.TryMount(Path.Combine(Folder, "disk"), megabytes: 4);
        var root = disk?.Folder ?? Directory.CreateDirectory(Path.Combine(Folder, "disk")).FullName;
        MakeKey();
        WritePolicy();

        // A file that is open for writing keeps a file system from turning read-only.
        var port = StartOn(root, Folder);
        Assert.Equal(DimseStatus.Success, await SendAsync(port, Sized(Small, "2.25.1")));
        SetReadOnly(disk, root, true);
        Assert.Equal(DimseStatus.OutOfResources, await SendAsync(port, Sized(Small, "2.25.2")));

        SetReadOnly(disk, root, false);
        Assert.Equal(DimseStatus.Success, await SendAsync(port, Sized(Small, "2.25.2")));
        Stop(port);
        Assert.Equal(2, Directory.GetFiles(root, "*.dcm", SearchOption.AllDirectories).Length);
        AssertNoMarker();
    }

    /// <summary>Files that may not grow: first large copies fail, then every instance, because the report has no more room.</summary>
    [Fact]
    public async Task A_limit_of_the_size_of_files_stops_copies_and_then_the_report()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const int LimitKB = 48;
        MakeKey();
        WritePolicy();
        var root = Path.Combine(Folder, "disk");
        Directory.CreateDirectory(root);
        var script = $"{Command(root, root)} -Port PORT -BindAddress 127.0.0.1 -Wait | ForEach-Object {{ \"$($_.ArrivalId)/$($_.Instance) $($_.Status) $($_.Reason) $($_.Answer.Code) $($_.Message)\" }}";
        await using var child = await ReceiverChild.StartAsync(
            port => ["-Command", script.Replace("PORT", $"{port}", StringComparison.Ordinal)],

            // ulimit -f counts 512 bytes in POSIX, and 1024 in bash: the margin is for both.
            $"trap '' XFSZ; ulimit -f {LimitKB}",
            start => start.Environment["DOTNET_EnableWriteXorExecute"] = "0");
        var told = await SendAllAsync(child.Port, Enumerable.Range(0, 300).Select(i => i % 10 == 5 ? Large : Small));
        child.Signal("TERM");
        var end = await child.EndAsync();
        Assert.True(end.ExitCode == 0, end.Output + end.Error);
        AssertStored(root, told);
        var failures = told.Count(t => t.Value != DimseStatus.Success);
        Assert.True(told.Count(t => t.Value == DimseStatus.Success) > 20 && failures > 30, $"{failures} failures");
        Assert.Equal(failures, end.Output.Split('\n').Count(l => l.Contains(" Failed WriteFailed ", StringComparison.Ordinal)));
        Assert.Contains("put on record", end.Output, StringComparison.Ordinal);
        Assert.All(told.Values.Where(s => s != DimseStatus.Success), status => Assert.Equal(DimseStatus.OutOfResources, status));
        output.WriteLine($"{told.Count - failures} instances were answered with success and are there; {failures} were answered A700, and each is named.");
    }

    private static void SetReadOnly(SmallDisk? disk, string root, bool isReadOnly)
    {
        if (disk is not null)
        {
            Assert.True(disk.TrySetReadOnly(isReadOnly));
            return;
        }

        // Permissions do not bind root, but a file in the place of a folder does.
        var study = Path.Combine(root, "out", "study");
        if (isReadOnly)
        {
            Directory.Move(Path.Combine(study, "series"), Path.Combine(root, "series"));
            File.WriteAllText(Path.Combine(study, "series"), string.Empty);
        }
        else
        {
            File.Delete(Path.Combine(study, "series"));
            Directory.Move(Path.Combine(root, "series"), Path.Combine(study, "series"));
        }
    }

    private static Action<DicomDataset> Sized(int bytes, string uid, Action<DicomDataset>? adjust = null) => dataset =>
    {
        Released(dataset);
        dataset.SetText(DicomTags.SOPInstanceUID, uid);
        dataset.Set(DicomElement.Create(new DicomTag(0x7FE00010), DicomVR.OW, new byte[bytes]));
        adjust?.Invoke(dataset);
    };

    /// <summary>Sends instances one after the other; what each was answered.</summary>
    private static async Task<Dictionary<string, ushort>> SendAllAsync(int port, IEnumerable<int> sizes)
    {
        var told = new Dictionary<string, ushort>(StringComparer.Ordinal);
        Association? association = null;
        foreach (var size in sizes)
        {
            var uid = $"2.25.{1000 + told.Count}";
            using var file = SampleFile.Create(Sized(size, uid));
            association ??= await Association.RequestAsync(Node(port), [Context(file.Dataset)], null, default);
            using var stream = file.DatasetStream(file.TransferSyntax, default);
            told[uid] = await StoreAsync(association, uid, stream, association.Contexts[0].AbstractSyntax);
        }

        await association!.ReleaseAsync(default);
        await association.DisposeAsync();
        return told;
    }

    /// <summary>Whatever was answered with success lies there, whole.</summary>
    private static void AssertStored(string root, Dictionary<string, ushort> told)
    {
        var stored = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(root, "*.dcm", SearchOption.AllDirectories))
        {
            using var file = DicomFile.Open(path);
            Assert.Null(file.Failure);
            stored.Add(file.Dataset.GetText(DicomTags.SOPInstanceUID)!);
        }

        Assert.Empty(told.Where(t => t.Value == DimseStatus.Success).Select(t => t.Key).Except(stored));
    }

    private string Command(string root, string report) =>
        $"Start-DicomReceiver '{root}/out' -Policy '{Folder}/p.das' -KeyPath '{Folder}/site.key' -Report '{report}/report.csv' -MinimumFreeGB 0";

    private int StartOn(string root, string report)
    {
        var result = Run(Command(root, report) + " -Port 0 -BindAddress 127.0.0.1");
        Assert.Empty(result.Errors);
        return (int)Assert.Single(result.Output).Properties["Port"].Value;
    }
}
