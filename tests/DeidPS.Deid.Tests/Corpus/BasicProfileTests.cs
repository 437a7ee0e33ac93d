using System.Text.RegularExpressions;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Corpora;

/// <summary>The Basic Profile over every readable file, every held case accepted, judged by programs of other makers.</summary>
public sealed class BasicProfileTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Errors of dciodvfy that an output may have and its input not, each with the clause that asks for it.</summary>
    private static readonly (string Pattern, string Clause)[] s_exceptions =
    [
        ("ReferencedSeriesSequence present but Instance does not reference Instances", "PS3.15 Table E.1-1: (0008,1140) and (0008,2112) are X/Z/U*, which at Type 2 is Z, while (0008,1115) is not in the table"),
        ("condition unsatisfied .* Element=<(SourceImage|ReferencedImage)EvidenceSequence>", "PS3.15 Table E.1-1: the same; (0008,9092) and (0008,9154) are not in the table"),
    ];

    /// <summary>What dciodvfy says of a file that it could not read to its end: nothing can be compared with that.</summary>
    private static readonly string[] s_unread = ["Error - Tags out of order", "Error - Seek failed", "Error - Dicom dataset read failed"];

    private static readonly DicomTag s_referenced = new(0x00081155);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Other_programs_find_no_new_error_references_resolve_and_pixels_are_identical()
    {
        var key = new DeidKey("0123456789abcdef0123456789abcdef"u8);
        var results = Run(key);
        foreach (var group in results.GroupBy(r => (r.Status, r.Reason)).OrderByDescending(g => g.Count()))
        {
            output.WriteLine($"{group.Count(),4} {group.Key.Status} {group.Key.Reason}");
        }

        Assert.DoesNotContain(results, r => r.Status == AnonymiseStatus.Failed);
        var written = results.Where(r => r.Status == AnonymiseStatus.Written).ToList();
        Assert.True(written.Count > results.Count * 9 / 10, $"{written.Count} of {results.Count}");
        CheckReferences(written, new Pseudonymiser(key, new PseudonymSettings()));
        CheckConformance(written);
        PixelComparison.Check(written, output);
    }

    private static void CheckReferences(IReadOnlyList<AnonymiseResult> written, Pseudonymiser pseudonymiser)
    {
        var instances = new HashSet<string>(StringComparer.Ordinal);
        foreach (var result in written)
        {
            using var source = DicomFile.Open(result.Source);
            if (source.Dataset.GetText(DicomTags.SOPInstanceUID) is { Length: > 0 } uid)
            {
                instances.Add(pseudonymiser.Uid(uid));
            }
        }

        var present = written.Select(r => r.SOPInstanceUID).ToHashSet();
        Assert.All(instances, uid => Assert.Contains(uid, present));
        foreach (var result in written)
        {
            using var before = DicomFile.Open(result.Source);
            using var after = DicomFile.Open(result.Destination!);
            var expected = References(before.Dataset).Select(pseudonymiser.Uid).ToHashSet(StringComparer.Ordinal);
            Assert.All(References(after.Dataset), uid => Assert.True(expected.Contains(uid), $"a reference of {result.Source} leads nowhere"));
        }
    }

    private static IEnumerable<string> References(DicomDataset dataset)
    {
        foreach (var element in dataset)
        {
            if (element.Tag == s_referenced)
            {
                foreach (var uid in element.Values.Where(v => v.Length > 0))
                {
                    yield return uid;
                }
            }

            foreach (var uid in element.Items.SelectMany(References))
            {
                yield return uid;
            }
        }
    }

    private void CheckConformance(IReadOnlyList<AnonymiseResult> written)
    {
        if (ExternalProgram.Dciodvfy is not { } program)
        {
            output.WriteLine("Debian package dicom3tools is not installed; conformance was not compared.");
            return;
        }

        var problems = new List<string>();
        var unread = 0;
        var excused = new int[s_exceptions.Length];

        // One after the other: reading a program's two streams in many threads at once starves the thread pool.
        foreach (var result in written)
        {
            var before = Errors(program, result.Source);
            var after = Errors(program, result.Destination!);
            if (before.Concat(after).Any(e => Array.Exists(s_unread, u => e.StartsWith(u, StringComparison.Ordinal))))
            {
                unread++;
                continue;
            }

            foreach (var error in after.Where(e => !before.Contains(e)))
            {
                var index = Array.FindIndex(s_exceptions, e => Regex.IsMatch(error, e.Pattern, RegexOptions.CultureInvariant));
                if (index >= 0)
                {
                    excused[index]++;
                    continue;
                }

                problems.Add($"{Path.GetFileName(Path.GetDirectoryName(result.Source))}/{Path.GetFileName(result.Source)}: {error}");
            }
        }

        output.WriteLine($"{written.Count - unread} pairs compared by dciodvfy; it could not read {unread} of the inputs or the same objects after");
        Assert.True(unread <= 2 + (written.Count / 8), $"{unread} files could not be compared");
        for (var i = 0; i < s_exceptions.Length; i++)
        {
            output.WriteLine($"{excused[i],4} x {s_exceptions[i].Pattern} ({s_exceptions[i].Clause})");
        }

        Assert.True(problems.Count == 0, $"{problems.Count} new errors:\n" + string.Join('\n', problems.Order(StringComparer.Ordinal)));
    }

    /// <summary>The error lines; values and item positions cut, since dummies differ from what they replace.</summary>
    private static HashSet<string> Errors(ExternalProgram program, string path)
    {
        var run = program.Run([path]);
        return [.. (run.Output + "\n" + run.Error).Split('\n').Where(l => l.StartsWith("Error", StringComparison.Ordinal)).Select(l => Regex.Replace(l, @"<[^<>]*[0-9]{2}[^<>]*>|\[\d+\]", "", RegexOptions.CultureInvariant).Trim())];
    }

    private List<AnonymiseResult> Run(DeidKey key)
    {
        var policy = new DeidPolicy("basic", new ProfileStep(new ProfileSettings())) { Accepts = Enum.GetValues<HeldCase>().ToHashSet() };
        var anonymiser = new FileAnonymiser(new PolicyRunner([policy], new PolicyContext { Key = key }), new AnonymiseOptions { Destination = _folder.File("out") });
        return [.. Corpus.FilesToRead(_folder, output).Select((path, i) => anonymiser.Process(path, $"f{i}", i, WriteMode.Write, default))];
    }
}
