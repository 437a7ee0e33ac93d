using DeidPS.Deid.Tests.Proof;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>
/// One full run of a receiver in a process of its own, with identifiers in every corner of what it gets: written, held, filtered, damaged and refused objects,
/// everything spilled to temporary files. Nothing of them is in any stream, on the screen, in the report, in the temporary folder, in what was written
/// or held, or in the name of a file.
/// </summary>
public sealed class DicomReceiverLeakTests(ITestOutputHelper output) : ReceiverTest
{
    private const string ChildScript = """
        param($Folder, $Keys, $Port)
        # As -Verbose -Debug, which in a console would ask at each message.
        $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
        $all = [System.IO.StreamWriter]::new("$Folder/streams.txt")
        function Write-All($object) {
            $all.WriteLine("[$($object.GetType().Name)] $object")
            foreach ($property in $object.PSObject.Properties) { $all.WriteLine("  $($property.Name) = $($property.Value)") }
            $all.Flush()
        }
        Start-DicomReceiver "$Folder/out" -Port $Port -BindAddress 127.0.0.1 -AllowedPeer TESTER -Policy "$Keys/rejects.das", site-wide -KeyPath "$Keys/site.key" `
            -MapPath "$Folder/site.map" -Report "$Folder/report.csv" -MinimumFreeGB 0 -MemoryLimitMB 0 -Wait *>&1 | ForEach-Object {
            if (-not $receiver) { $receiver = Get-DicomReceiver }
            Write-All $_
            $_
        }
        Write-All $receiver
        foreach ($one in @($receiver.Arrivals) + @($receiver.Events) + @($Error)) { Write-All $one }
        $all.Dispose()
        exit 0
        """;

    [Fact]
    public async Task Nothing_of_what_came_is_found_anywhere()
    {
        var keys = Directory.CreateDirectory(Path.Combine(Folder, "keys")).FullName;
        var place = Directory.CreateDirectory(Path.Combine(Folder, "run")).FullName;
        var temporary = Directory.CreateDirectory(Path.Combine(Folder, "run", "tmp")).FullName;
        Assert.Empty(Run("New-DeidKey $args[0]", Path.Combine(keys, "site.key")).Errors);
        await File.WriteAllTextAsync(Path.Combine(keys, "rejects.das"), "version \"6.6\"\n(0010,0010) = \"ZZNAME^FIRST\" ? reject[]\n");
        await File.WriteAllTextAsync(Path.Combine(keys, "run.ps1"), ChildScript);
        var study = PlantedStudy.Create(20261128);
        var needles = study.Plants.Select(p => p.Needle).Concat(["ZZNAME", "ZZPRIVATE", "ZZACC1", "ZZACC2", "1.2.3.4.5"]).ToHashSet(StringComparer.Ordinal);
        await using var child = await ReceiverChild.StartAsync(
            port => [Path.Combine(keys, "run.ps1"), place, keys, $"{port}"],
            adjust: start => start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = temporary);
        foreach (var planted in study.Files)
        {
            await SendAsync(child.Port, planted, needles);
        }

        await SendOthersAsync(child, needles, temporary, study.Files[0]);
        if (OperatingSystem.IsWindows())
        {
            child.Kill();
        }
        else
        {
            child.Signal("TERM");
        }

        var end = await child.EndAsync();
        Assert.True(OperatingSystem.IsWindows() || end.ExitCode == 0, end.Error);
        var streams = await File.ReadAllTextAsync(Path.Combine(place, "streams.txt"));

        // Everything that can become of an instance happened, and was told.
        Assert.All(["Status = Written", "Status = Quarantined", "Status = Skipped", "Status = Failed", "Reason = Damaged", "Reason = Held", "Reason = Rejected", "[VerboseRecord]", "[WarningRecord]", "Rejected = 1"],
            text => Assert.Contains(text, streams, StringComparison.Ordinal));
        var leaks = Search(place, needles);
        leaks.AddRange(In("the screen", System.Text.Encoding.UTF8.GetBytes(end.Output + end.Error), needles));
        Assert.True(leaks.Count == 0, $"{leaks.Count} leaks:\n" + string.Join('\n', leaks.Take(40)));
        output.WriteLine($"{needles.Count} values in {study.Files.Count + 5} objects; {Directory.GetFiles(place, "*", SearchOption.AllDirectories).Length} files and {streams.Length + end.Output.Length + end.Error.Length} characters of output searched.");
    }

    private static async Task SendAsync(int port, PlantedFile planted, HashSet<string> needles)
    {
        using var file = DicomFile.Open(planted.Bytes);
        DicomTag[] uids = [DicomTags.SOPInstanceUID, DicomTags.StudyInstanceUID, DicomTags.SeriesInstanceUID];
        needles.UnionWith(uids.Select(file.Dataset.GetText).OfType<string>());
        var context = new PresentationContext { AbstractSyntax = file.Dataset.GetText(DicomTags.SOPClassUID)!, TransferSyntaxes = [file.TransferSyntax.Uid] };
        await using var association = await Association.RequestAsync(Node(port), [context], null, default);
        var response = await StoreScu.StoreAsync(association, file, default);
        Assert.Equal(StatusClass.Success, response.Status.Class);
        await association.ReleaseAsync(default);
    }

    /// <summary>What is filtered, damaged, announced wrongly, not let in, and looked at while it is on its way.</summary>
    private static async Task SendOthersAsync(ReceiverChild child, HashSet<string> needles, string temporary, PlantedFile planted)
    {
        Assert.Equal(DimseStatus.Success, await SendAsync(child.Port, Released));
        await Assert.ThrowsAsync<NetworkException>(() => Association.RequestAsync(Node(child.Port, "STRANGER"), [new PresentationContext { AbstractSyntax = "1.2.840.10008.1.1", TransferSyntaxes = [DicomTransferSyntax.ImplicitLittleEndian.Uid] }], null, default));
        using var file = DicomFile.Open(planted.Bytes);
        using var whole = file.DatasetStream(file.TransferSyntax, default);
        using var bytes = new MemoryStream();
        await whole.CopyToAsync(bytes);
        var sopClass = file.Dataset.GetText(DicomTags.SOPClassUID)!;
        var uid = file.Dataset.GetText(DicomTags.SOPInstanceUID)!;
        using var cut = new MemoryStream(bytes.ToArray()[..^7]);
        Assert.Equal(DimseStatus.Success, await SendAsync(child.Port, uid, cut, sopClass));
        using var other = new MemoryStream(bytes.ToArray());
        Assert.Equal(DimseStatus.DatasetMismatch, await SendAsync(child.Port, uid + ".1", other, sopClass));

        using var large = SampleFile.Create(dataset =>
        {
            Released(dataset);
            dataset.Set(DicomElement.Create(new DicomTag(0x7FE00010), DicomVR.OW, new byte[2_000_000]));
        });
        using var image = large.DatasetStream(large.TransferSyntax, default);
        using var content = new MemoryStream();
        await image.CopyToAsync(content);
        await using var slow = new GatedStream(content.ToArray());
        var sending = Task.Run(() => SendAsync(child.Port, "1.2.3.4.5", slow, large.Dataset.GetText(DicomTags.SOPClassUID)!));
        await slow.HalfRead.WaitAsync(TimeSpan.FromMinutes(1));
        if (OperatingSystem.IsLinux())
        {
            await AssertSpillIsEncryptedAsync(child.Id, temporary, needles);
        }

        slow.Open();
        Assert.Equal(DimseStatus.Success, await sending);
    }

    /// <summary>The temporary file of an instance that is on its way, which has no name any more: read by its open handle.</summary>
    private static async Task AssertSpillIsEncryptedAsync(int process, string temporary, HashSet<string> needles)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            foreach (var handle in Directory.GetFiles($"/proc/{process}/fd"))
            {
                if (File.ResolveLinkTarget(handle, returnFinalTarget: false)?.FullName.StartsWith(temporary, StringComparison.Ordinal) != true)
                {
                    continue;
                }

                var bytes = ReadShared(handle);
                if (bytes.Length > 100_000)
                {
                    Assert.Empty(In("the temporary file", bytes, needles.Where(n => n.Length > 5)));
                    return;
                }
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(bytes);
        process.WaitForExit();
        return bytes.ToArray();
    }

    private static List<string> Search(string place, HashSet<string> needles)
    {
        var leaks = new List<string>();
        foreach (var path in Directory.GetFiles(place, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(place, path);
            leaks.AddRange(In("the name " + name, System.Text.Encoding.UTF8.GetBytes(name), needles));

            // Four or five given bytes stand in encrypted ones by chance.
            var isEncrypted = name.EndsWith(".held", StringComparison.Ordinal) || name.EndsWith(".map", StringComparison.Ordinal);
            leaks.AddRange(RawSearch.InFile(File.ReadAllBytes(path), isEncrypted ? needles.Where(n => n.Length > 5) : needles).Select(hit => $"{name}: {hit}"));
        }

        return leaks;
    }

    private static IEnumerable<string> In(string place, byte[] bytes, IEnumerable<string> needles) => RawSearch.In(bytes, needles).Select(hit => $"{place}: {hit}");
}
