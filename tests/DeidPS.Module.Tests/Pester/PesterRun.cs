using System.Text.Json;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Pester;

/// <summary>Runs a Pester file: by Pester where there is one, else in the hosted engine.</summary>
internal static class PesterRun
{
    /// <summary>What the program that finds Pester prints: nothing when there is none.</summary>
    private const string FindPester = "(Get-Module Pester -ListAvailable | Where-Object { $_.Version.Major -eq 5 } | Select-Object -First 1).Version.ToString()";

    private static readonly string s_runner = Path.Combine(Repository.Root, "tests", "DeidPS.Module.Tests", "Pester", "PesterCompatible.ps1");
    private static readonly Lazy<bool> s_hasPester = new(() => Shell.Ask(FindPester).Length > 0);

    public static bool UsesRealPester => s_hasPester.Value;

    /// <summary>Runs in the hosted engine, which has what the syntax tree was checked for.</summary>
    public static IReadOnlyList<PesterResult> RunHosted(PesterFile file)
    {
        if (file.Problems.Count > 0)
        {
            throw new NotSupportedException(string.Join(Environment.NewLine, file.Problems));
        }

        var drive = Directory.CreateTempSubdirectory("deidps-pester-").FullName;
        try
        {
            using var session = new ModuleSession(import: false).WithCoreFunctions();
            Assert.Empty(session.Run(File.ReadAllText(s_runner)).Errors);
            var run = session.Run("Invoke-PesterFile $args[0] $args[1]", file.Path, drive);
            var results = run.Output.Where(o => o.Properties["Result"] is not null).Select(o => new PesterResult(
                (string)o.Properties["Name"].Value,
                (string)o.Properties["Result"].Value,
                (int)o.Properties["Line"].Value,
                (string)o.Properties["Message"].Value)).ToList();
            return run.Errors.Count > 0 ? [.. results, new PesterResult(Path.GetFileName(file.Path), "Failed", 0, run.Errors[^1].ToString())] : results;
        }
        finally
        {
            Directory.Delete(drive, recursive: true);
        }
    }

    /// <summary>Runs by Pester, in a pwsh of its own.</summary>
    public static IReadOnlyList<PesterResult> RunInShell(PesterFile file) => ReadAnswer(answer => Shell.Run($$"""
        Import-Module Pester -MaximumVersion 5.99
        $run = Invoke-Pester -Path '{{file.Path}}' -PassThru -Output None
        $run.Tests | ForEach-Object { [pscustomobject]@{ Name = $_.ExpandedPath; Result = "$($_.Result)"; Line = $_.StartLine; Message = "$($_.ErrorRecord)" } } | ConvertTo-Json -AsArray | Set-Content '{{answer}}'
        """));

    /// <summary>Runs in a console of its own, which knows the packed copy only.</summary>
    public static IReadOnlyList<PesterResult> RunInPackedConsole(PesterFile file)
    {
        var drive = Directory.CreateTempSubdirectory("deidps-pester-").FullName;
        try
        {
            return ReadAnswer(answer => PackedModule.Run(["-Command", $". '{s_runner}'; Invoke-PesterFile '{file.Path}' '{drive}' | Where-Object Result | ConvertTo-Json -AsArray | Set-Content '{answer}'"]));
        }
        finally
        {
            Directory.Delete(drive, recursive: true);
        }
    }

    /// <summary>Results go to a file: what the tests themselves say, such as "What if", is on standard output.</summary>
    private static List<PesterResult> ReadAnswer(Func<string, ChildProcess> start)
    {
        var answer = Path.GetTempFileName();
        try
        {
            var run = start(answer);
            var json = File.ReadAllText(answer);
            return json.Length > 0 ? JsonSerializer.Deserialize<List<PesterResult>>(json)! : throw new InvalidOperationException(run.Error);
        }
        finally
        {
            File.Delete(answer);
        }
    }
}
