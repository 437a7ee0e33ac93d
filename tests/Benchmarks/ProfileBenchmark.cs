using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>
/// What the standard's profile costs over a policy that does nothing, in one run, in changing order. The policy that does nothing
/// copies what it read; the profile judges every element, derives pseudonyms and writes the header anew.
/// </summary>
internal sealed class ProfileBenchmark(string host, string emptyPolicy, string key, TextWriter output)
{
    private const string Empty = "empty policy";

    private readonly (string Name, string Arguments)[] _runs =
    [
        (Empty, $"-Policy '{emptyPolicy}' -WarningAction SilentlyContinue"),
        ("Basic", $"-Profile Basic -KeyPath '{key}'"),
        ("+ RetainSafePrivate", $"-Profile Basic -Option RetainSafePrivate -KeyPath '{key}'"),
        ("+ RetainUids", $"-Profile Basic -Option RetainUids -KeyPath '{key}'"),
        ("+ RetainModifiedDates", $"-Profile Basic -Option RetainModifiedDates -KeyPath '{key}'"),
        ("+ CleanDescriptors", $"-Profile Basic -Option CleanDescriptors -KeyPath '{key}'"),
        ("+ all Clean, 5 Retain", $"-Profile Basic -Option CleanDescriptors, CleanStructuredContent, CleanGraphics, RetainPatientCharacteristics, RetainModifiedDates, RetainDeviceIdentity, RetainInstitutionIdentity, RetainSafePrivate -KeyPath '{key}'"),
    ];

    /// <summary>Prints the ratios of CPU time per file over the empty policy.</summary>
    /// <param name="title">What the tree holds.</param>
    /// <param name="single">A tree.</param>
    /// <param name="both">One of twice the files.</param>
    /// <param name="rounds">Times each runs on each tree.</param>
    /// <param name="scratch">An empty folder.</param>
    public void Run(string title, string single, string both, int rounds, string scratch)
    {
        var found = new Dictionary<string, List<(Measurement Whole, Measurement Marginal)>>();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < _runs.Length; i++)
            {
                var (name, arguments) = _runs[(i + round) % _runs.Length];
                var half = Once(single, Path.Combine(scratch, "half"), arguments);
                var whole = Once(both, Path.Combine(scratch, "whole"), arguments);
                if (!found.TryGetValue(name, out var list))
                {
                    found[name] = list = [];
                }

                list.Add((whole, whole - half));
            }
        }

        output.WriteLine($"{title}: CPU per file over the {Empty}, median of {rounds} rounds; marginal = what the second half of the files adds");
        var (empty, emptyMore) = Medians(found[Empty]);
        foreach (var (name, _) in _runs)
        {
            var (whole, more) = Medians(found[name]);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-22} {whole.Cpu / empty.Cpu:0.00} whole process, {more.Cpu / emptyMore.Cpu:0.00} marginal; peak {whole.PeakBytes / 1e6:0} MB"));
        }

        output.WriteLine();
    }

    private static (Measurement Whole, Measurement Marginal) Medians(List<(Measurement Whole, Measurement Marginal)> runs) =>
        (Measurement.Median([.. runs.Select(r => r.Whole)]), Measurement.Median([.. runs.Select(r => r.Marginal)]));

    private Measurement Once(string tree, string target, string arguments)
    {
        var run = TimedProcess.Run("dotnet", [host, "-Command", $"Invoke-Anonymise -Path '{tree}' -Destination '{target}' -Recurse -PassThru {arguments} | Out-Null"]);
        int written = Count(target), expected = Count(tree);
        Directory.Delete(target, recursive: true);
        return written == expected ? run : throw new InvalidOperationException($"{written} of {expected} files were written with {arguments}.");
    }

    private static int Count(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count();
}
