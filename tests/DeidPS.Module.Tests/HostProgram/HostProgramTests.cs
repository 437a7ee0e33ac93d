using System.Diagnostics;
using DeidPS.Host;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.HostProgram;

/// <summary>The console host as a user starts it.</summary>
public sealed class HostProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deidps-host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Script_gets_its_parameters_and_gives_its_exit_code()
    {
        var script = Script("param([string]$Path, [switch]$Fast, [int]$Code) #Requires -Version 7.6\n\"$Path|$Fast|$Code\"\nexit $Code");
        var run = ChildProcess.RunHost([script, "-Path", "it's [a] $b", "-Fast", "-Code", "7"]);
        Assert.Equal("it's [a] $b|True|7", run.Output.Trim());
        Assert.Equal(7, run.ExitCode);
        Assert.Equal(0, ChildProcess.RunHost([script, "-Fast:$false"]).ExitCode);
    }

    [Fact]
    public void Version_requirement_is_accepted() => Assert.Equal(0, ChildProcess.RunHost([Script("#Requires -Version 7.6\n'ok'\nexit 0")]).ExitCode);

    [Fact]
    public void Unhandled_error_is_told_on_standard_error_and_gives_1()
    {
        var run = ChildProcess.RunHost([Script("$ErrorActionPreference = 'Stop'\n'before'\nGet-DicomHeader /no/such/file\n'after'")]);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("before", run.Output.Trim());
        Assert.Contains("Get-DicomHeader: Nothing is found", run.Error, StringComparison.Ordinal);
        Assert.Contains("-> Check the path", run.Error, StringComparison.Ordinal);
        Assert.Contains("x.ps1:3", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'ok'", 0)]
    [InlineData("exit 9", 9)]
    [InlineData("throw 'x'", 1)]
    [InlineData("Get-DicomHeader /no/such/file", 1)]
    [InlineData("Get-DicomHeader /no/such/file; 'fine again'", 0)]
    [InlineData("'open", 1)]
    public void Command_line_gives_its_exit_code(string command, int code) => Assert.Equal(code, ChildProcess.RunHost(["-Command", command]).ExitCode);

    [Theory]
    [InlineData("no-such-script.ps1")]
    [InlineData("notes.txt")]
    [InlineData("-Nonsense")]
    [InlineData("-Command")]
    public void Wrong_usage_gives_64_and_the_usage(string argument)
    {
        var run = ChildProcess.RunHost([argument]);
        Assert.Equal(64, run.ExitCode);
        Assert.Contains("usage:", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Tables_lists_and_messages_go_where_they_belong_without_escape_codes()
    {
        var run = ChildProcess.RunHost(["-Command", "[pscustomobject]@{ Name = 'a'; Size = 1 }; Write-Verbose 'v' -Verbose; Write-Warning 'w'; Get-DicomTag PatientName"]);
        Assert.Matches("Name +Size", run.Output);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.Contains("VERBOSE: v", run.Error, StringComparison.Ordinal);
        Assert.Contains("WARNING: w", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_before_an_error_are_shown()
    {
        var run = ChildProcess.RunHost(["-Command", "[pscustomobject]@{ Name = 'first'; Size = 1 }; throw 'x'"]);
        Assert.Contains("first", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public void Prompt_reads_commands_over_several_lines_until_exit()
    {
        var run = ChildProcess.RunHost([], input: "$a = @(\n1\n2)\n$a.Count * 21\nthrow 'x'\n'still here'\nexit 3\n'never'\n");
        Assert.Equal(["42", "still here"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(0, ChildProcess.RunHost([], input: "1\n").ExitCode);
    }

    [Fact]
    public void Interrupt_ends_the_run_within_a_second_with_130()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // A console interrupt cannot be sent to one process there.
        }

        var start = new ProcessStartInfo("dotnet", [Repository.HostProgram, "-Command", "'started'; while ($true) { }"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        Assert.Equal("started", process.StandardOutput.ReadLine());
        var clock = Stopwatch.StartNew();

        // The shell's own kill: a slim system has no program of that name.
        Assert.Equal(0, ChildProcess.Run("sh", ["-c", FormattableString.Invariant($"kill -INT {process.Id}")]).ExitCode);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public void Stand_ins_for_missing_commands_do_what_the_real_ones_do()
    {
        var run = ChildProcess.RunHost([Script("""
            $folder = $PSScriptRoot
            3, 1, 2 | Sort-Object -Descending | Select-Object -First 2
            'b', 'a', 'b' | Sort-Object -Unique | Join-String
            """.Replace("| Join-String", "| ForEach-Object { $_ }", StringComparison.Ordinal) + "\n" + """
            (@{ a = 1; b = @('x', 'y') } | ConvertTo-Json -Compress | ConvertFrom-Json).b[1]
            [pscustomobject]@{ a = 'x,"y"'; b = 2 } | Export-Csv "$folder/t.csv"
            (Import-Csv "$folder/t.csv").a
            Set-Content "$folder/c.txt" 'one', 'two'
            @(Get-Content "$folder/c.txt").Count
            Test-Path "$folder/c.txt" -PathType Leaf
            Test-Path "$folder/none"
            @(Get-ChildItem $folder -File -Filter *.txt).Name
            Split-Path "$folder/c.txt" -Leaf
            (1..4 | Measure-Object -Sum).Sum
            ('aa', 'b', 'cc' | Group-Object Length | Where-Object Name -eq 2).Count
            exit 0
            """)]);
        Assert.Equal(string.Empty, run.Error);
        Assert.Equal(
            ["3", "2", "a", "b", "y", "x,\"y\"", "2", "True", "False", "c.txt", "c.txt", "10", "2"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public void Engine_neither_makes_a_telemetry_id_nor_sends()
    {
        var home = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
        var run = ChildProcess.RunHost(["-Command", "Get-DicomTag PatientName; \"opted out: $([System.Environment]::GetEnvironmentVariable('POWERSHELL_TELEMETRY_OPTOUT'))\""], start =>
        {
            start.Environment.Remove(Program.TelemetryOptOut);
            foreach (var name in new[] { "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME" })
            {
                start.Environment.Remove(name);
            }

            foreach (var name in new[] { "HOME", "USERPROFILE", "LOCALAPPDATA" })
            {
                start.Environment[name] = home;
            }
        });
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("opted out: 1", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories), f => f.Contains("telemetry", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Hosted_tests_opt_out_of_telemetry_too()
    {
        using var session = new ModuleSession(import: false);
        Assert.Equal("1", session.Run("[System.Environment]::GetEnvironmentVariable('POWERSHELL_TELEMETRY_OPTOUT')").Output.Single().ToString());
    }

    private string Script(string text)
    {
        var path = Path.Combine(_folder, "x.ps1");
        File.WriteAllText(path, text);
        return path;
    }
}
