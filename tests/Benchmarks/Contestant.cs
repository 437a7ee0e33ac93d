namespace DeidPS.Benchmarks;

/// <summary>A program that does the job: the tree in, a de-identified tree out.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Run">Runs it on a tree; the second folder does not exist yet.</param>
internal sealed record Contestant(string Name, Func<string, string, Measurement> Run)
{
    public const string Copy = "cp -r";
    public const string Ours = "DeidPS";
    public const string DcModify = "dcmodify";
    public const string DcModifyWithCopy = "cp -r + dcmodify";
    public const string GdcmAnon = "gdcmanon --dumb";

    /// <summary>All that are installed.</summary>
    /// <param name="host">The console host that runs our cmdlet.</param>
    /// <param name="policy">The rules as a script file.</param>
    public static IEnumerable<Contestant> All(string host, string policy)
    {
        yield return new(Copy, (tree, output) => TimedProcess.Run("cp", ["-r", tree, output]));
        yield return new(Ours, (tree, output) => TimedProcess.Run("dotnet", [host, "-Command", Command(tree, output, policy)]));
        if (TimedProcess.Find("dcmodify") is { } dcmodify)
        {
            // It edits in place: the copy is made first and not counted here.
            yield return new(DcModify, (tree, output) =>
            {
                TimedProcess.Run("cp", ["-r", tree, output]);
                return TimedProcess.Run(dcmodify, [.. RuleList.DcModify, .. Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories)]);
            });
        }

        if (TimedProcess.Find("gdcmanon") is { } gdcmanon)
        {
            yield return new(GdcmAnon, (tree, output) => TimedProcess.Run(gdcmanon, [.. RuleList.GdcmAnon, "-r", "-i", tree, "-o", output]));
        }
    }

    /// <summary>The command line of our run. That every file came out is checked afterwards, and not by a script loop on the clock.</summary>
    public static string Command(string tree, string output, string policy) =>
        $"Invoke-Anonymise -Path '{tree}' -Destination '{output}' -Policy '{policy}' -Recurse -PassThru | Out-Null";
}
