using System.Management.Automation.Language;
using System.Xml.Linq;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.HostProgram;

/// <summary>examples/cohort.ps1 and examples/queue-service.ps1, as a user starts them.</summary>
public sealed class CohortExampleTests(ITestOutputHelper output) : IDisposable
{
    private const int Studies = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("deidps-example-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_list_becomes_a_project_in_two_runs_with_a_review_between()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        var port = LoopbackPort.Free();
        var (instances, studies, patients) = Make();
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Destinations = new Dictionary<string, int> { ["DEIDPS"] = port }, Instances = instances });
        var sent = await archive.StoreAsync(instances);
        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        Directory.Delete(Path.Combine(_folder, "originals"), recursive: true);

        var list = Path.Combine(_folder, "cohort.csv");
        await File.WriteAllTextAsync(list, "Study Instance UID,Subject,Session\n" + string.Join('\n', studies.Select((s, i) => $"{s},S{i + 1},S{i + 1}_CT")) + "\n1.2.3.4,S9,S9_CT\n");
        var store = Path.Combine(_folder, "store");
        Host("-Command", $"$null = New-DeidKey '{_folder}/site.key'; $null = Initialize-DeidStore '{store}' -KeyPath '{_folder}/site.key' -IdleMinutes 0 -MinimumFreeGB 0; $null = New-DeidProject LUNG Lung -Store '{store}'; "
            + $"Register-DicomNode pacs 127.0.0.1 -Port {archive.Port} -CalledAE ARCHIVE -ReceiverPort {port}");
        string[] arguments = [PackedModule.Example("cohort.ps1"), list, "LUNG", "-Store", store, "-Destination", Path.Combine(_folder, "out")];

        // The first three are a pilot; the line that is in no archive needs somebody.
        var first = PackedModule.Run(arguments, Environment);
        output.WriteLine(first.Output + first.Error);
        Assert.Equal((3, string.Empty), (first.ExitCode, first.Error));
        foreach (var text in (string[])["Fetched: 5 of 5", "Moved 3 studies", "Approve-DeidProject", "Archived", "InPrearchive", "NotFound"])
        {
            Assert.Contains(text, first.Output, StringComparison.Ordinal);
        }

        var second = PackedModule.Run([.. arguments, "-Reviewer", "J. Doe"], Environment);
        output.WriteLine(second.Output + second.Error);
        Assert.Equal((3, string.Empty), (second.ExitCode, second.Error));
        Assert.Contains("Moved 2 studies", second.Output, StringComparison.Ordinal);
        var report = await File.ReadAllLinesAsync(Path.Combine(_folder, "out", "ingestion-status.csv"));
        Assert.Equal(Studies, report.Count(l => l.Contains("Success", StringComparison.Ordinal)));
        Assert.Contains(report, l => l.Contains("Accession number is wrong or is not attached to any images", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(_folder, "out", "contact-sheet.html")));
        foreach (var file in Directory.GetFiles(store, "*", SearchOption.AllDirectories).Concat(Directory.GetFiles(Path.Combine(_folder, "out"))))
        {
            var text = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain(patients.Concat(studies), value => text.Contains(value, StringComparison.Ordinal) || file.Contains(value, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_an_operating_system_needs_is_written_and_well_formed()
    {
        var run = PackedModule.Run([PackedModule.Example("queue-service.ps1"), "-Store", "/srv/deid", "-KeyPath", "/etc/deidps/100%.key", "-Destination", _folder, "-User", @"TRUST\svc", "-At", "19:30"]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var unit = File.ReadAllText(Path.Combine(_folder, "deidps-queue.service"));
        Assert.Contains("Start-DeidQueue -Continuous -Store '/srv/deid' -KeyPath '/etc/deidps/100%%.key'", unit, StringComparison.Ordinal);
        var task = XDocument.Load(Path.Combine(_folder, "deidps-queue.xml"));
        XNamespace ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";
        Assert.Equal(@"TRUST\svc", task.Descendants(ns + "UserId").Single().Value);
        Assert.EndsWith("T19:30:00", task.Descendants(ns + "StartBoundary").Single().Value, StringComparison.Ordinal);
        Assert.Contains("Start-DeidQueue -Store '/srv/deid'", task.Descendants(ns + "Arguments").Single().Value, StringComparison.Ordinal);

        var bad = PackedModule.Run([PackedModule.Example("queue-service.ps1"), "-Store", "/srv/a\"b", "-KeyPath", "k", "-Destination", _folder]);
        Assert.Equal(1, bad.ExitCode);
    }

    [Fact]
    public void Paths_reach_the_queue_as_they_are_whatever_they_hold()
    {
        string[] paths = ["/srv/o'hara \u2019s \\deid $home", "/etc/deid ps/100%.key"];
        var run = PackedModule.Run([PackedModule.Example("queue-service.ps1"), "-Store", paths[0], "-KeyPath", paths[1], "-Destination", _folder, "-Pwsh", "/opt/power shell/pwsh"]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        XNamespace ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";
        var task = XDocument.Load(Path.Combine(_folder, "deidps-queue.xml"));
        Assert.Equal("/opt/power shell/pwsh", task.Descendants(ns + "Command").Single().Value);
        AssertGiven(task.Descendants(ns + "Arguments").Single().Value);

        const string Start = "ExecStart=\"/opt/power shell/pwsh\" ";
        var line = File.ReadLines(Path.Combine(_folder, "deidps-queue.service")).Single(l => l.StartsWith("ExecStart=", StringComparison.Ordinal));
        Assert.StartsWith(Start, line, StringComparison.Ordinal);
        AssertGiven(line[Start.Length..].Replace("$$", "$", StringComparison.Ordinal).Replace("%%", "%", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal));

        void AssertGiven(string arguments)
        {
            var command = System.Text.RegularExpressions.Regex.Match(arguments, "^-NoProfile -NonInteractive -Command \"([^\"]*)\"$").Groups[1].Value;
            var script = Parser.ParseInput(command, out _, out var errors);
            Assert.Empty(errors);
            var given = script.FindAll(a => a is StringConstantExpressionAst { StringConstantType: StringConstantType.SingleQuoted }, searchNestedScriptBlocks: true).Cast<StringConstantExpressionAst>().Select(a => a.Value);
            Assert.Equal(paths, given.Skip(1));
        }
    }

    private (List<CorpusInstance> Instances, List<string> Studies, List<string> Patients) Make()
    {
        var files = new List<string>();
        var (studies, patients) = (new List<string>(), new List<string>());
        for (var number = 1; number <= Studies; number++)
        {
            using var sample = SampleStudy.Create(20240229, number, ["CT"]);
            foreach (var item in sample.Objects.Where(o => !o.File.TransferSyntax.IsEncapsulated))
            {
                var path = Path.Combine(_folder, "originals", $"{number}", item.RelativePath);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                item.File.Save(path);
                files.Add(path);
                studies.Add(item.File.Dataset.GetText(DicomTags.StudyInstanceUID)!);
                patients.Add(item.File.Dataset.GetText(new DicomTag(0x00100020))!);
            }
        }

        return ([.. files.Select(f => CorpusInstance.Read(f)!)], [.. studies.Distinct()], [.. patients.Distinct()]);
    }

    private void Host(params string[] arguments)
    {
        var run = PackedModule.Run(arguments, Environment);
        Assert.True(run.ExitCode == 0 && run.Error.Length == 0, run.Output + run.Error);
    }

    private void Environment(System.Diagnostics.ProcessStartInfo start) => start.Environment[NodeTest.UserVariable] = Path.Combine(_folder, "nodes.json");
}
