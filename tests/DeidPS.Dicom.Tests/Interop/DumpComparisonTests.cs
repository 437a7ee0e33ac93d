using System.Globalization;
using Xunit.Abstractions;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>Tags, VRs, lengths and values as we read them are those dcmdump prints; every class of difference is listed.</summary>
public sealed class DumpComparisonTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_element_of_every_readable_file_equals_dcmdumps()
    {
        if (ExternalProgram.DcmDump is not { } program)
        {
            output.WriteLine("dcmdump is not installed.");
            return;
        }

        using var folder = new TemporaryFolder();
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var unlisted = new List<string>();
        var elements = 0;
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            var (theirs, error) = DcmDump.Read(program, path);
            using var file = DicomFile.Open(path);
            if (theirs is null)
            {
                unlisted.Add($"{Path.GetFileName(path)}: dcmdump ends with {error}");
                continue;
            }

            foreach (var (ours, other) in Pairs(OwnDump.Lines(file), theirs))
            {
                elements++;
                foreach (var difference in Differences(file, ours, other))
                {
                    var known = KnownDifference.All.FirstOrDefault(k => k.Explains(difference));
                    if (known is not null)
                    {
                        seen[known.Name] = seen.GetValueOrDefault(known.Name) + 1;
                    }
                    else
                    {
                        unlisted.Add($"{Path.GetFileName(path)}: {difference.Kind} ours {ours} theirs {other} {file.TransferSyntax.Name}");
                    }
                }
            }
        }

        output.WriteLine($"{elements} elements compared");
        output.WriteLine(string.Join('\n', seen.Select(s => $"{s.Value,6} {s.Key}")));
        Assert.True(unlisted.Count == 0, $"{unlisted.Count} unlisted differences:\n" + string.Join('\n', unlisted.Take(60)));
        if (Corpus.Folder is not null)
        {
            Assert.Equal(KnownDifference.All.Select(k => k.Name).Order(StringComparer.Ordinal), seen.Keys);
        }
    }

    [Fact]
    public void Every_text_decodes_as_dcmdump_decodes_it()
    {
        if (ExternalProgram.DcmDump is not { } program)
        {
            output.WriteLine("dcmdump is not installed.");
            return;
        }

        using var folder = new TemporaryFolder();
        var unlisted = new List<string>();
        int texts = 0, beyondAscii = 0;
        foreach (var path in Corpus.FilesToRead(folder, output))
        {
            using var file = DicomFile.Open(path);
            var (theirs, error) = DcmDump.Read(program, path, "+U8");
            if (theirs is null)
            {
                output.WriteLine($"dcmdump cannot decode {Path.GetFileName(path)}: {error}");
                continue;
            }

            foreach (var (ours, other) in Pairs(OwnDump.Lines(file), theirs))
            {
                if (ours?.Source is not { IsBulk: false } element || other?.Value is null || !element.VR.UsesCharacterSet() || other.VR != ours.VR)
                {
                    continue;
                }

                var decoded = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(other.Value));
                texts++;
                beyondAscii += decoded.Any(c => c > 0x7F) ? 1 : 0;
                if (!SameText(element.Text!, decoded, element.VR))
                {
                    unlisted.Add($"{Path.GetFileName(path)}: {ours} {file.Dataset.GetText(DicomTags.SpecificCharacterSet)}");
                }
            }
        }

        output.WriteLine($"{texts} texts compared, {beyondAscii} with characters beyond ASCII");
        Assert.True(unlisted.Count == 0, $"{unlisted.Count} texts differ:\n" + string.Join('\n', unlisted.Take(60)));
        Assert.True(beyondAscii > 0);
    }

    private static bool SameText(string ours, string theirs, DicomVR vr)
    {
        return Plain(ours) == Plain(theirs);

        string Plain(string text) => string.Join('\\', text.Split('\\').Select(v => v.Trim(' ', '\0')).Select(v => vr == DicomVR.PN ? v.TrimEnd('^') : v));
    }

    private static IEnumerable<(DumpLine? Ours, DumpLine? Theirs)> Pairs(List<DumpLine> ours, List<DumpLine> theirs)
    {
        int i = 0, j = 0;
        while (i < ours.Count || j < theirs.Count)
        {
            var same = i < ours.Count && j < theirs.Count && ours[i].Tag == theirs[j].Tag && ours[i].Depth == theirs[j].Depth;
            if (same)
            {
                yield return (ours[i++], theirs[j++]);
            }
            else if (i < ours.Count && (j >= theirs.Count || IsMissing(ours[i], theirs[j])))
            {
                yield return (ours[i++], null);
            }
            else
            {
                yield return (null, theirs[j++]);
            }
        }
    }

    /// <summary>True when our line stands before theirs, so that they lack it.</summary>
    private static bool IsMissing(DumpLine ours, DumpLine theirs) =>
        ours.Depth > theirs.Depth || (ours.Depth == theirs.Depth && ours.Tag.Value < theirs.Tag.Value);

    private static IEnumerable<DumpDifference> Differences(DicomFile file, DumpLine? ours, DumpLine? theirs)
    {
        if (ours is null || theirs is null)
        {
            yield return new DumpDifference(DumpDifferenceKind.Presence, file, ours, theirs);
            yield break;
        }

        if (ours.VR != theirs.VR)
        {
            yield return new DumpDifference(DumpDifferenceKind.VR, file, ours, theirs);
        }

        if (ours.Length != theirs.Length)
        {
            yield return new DumpDifference(DumpDifferenceKind.Length, file, ours, theirs);
        }

        if (ours.Source is { IsSequence: false, IsEncapsulated: false } element && theirs.Value is not null && theirs.VR is not ("SQ" or "na" or "pi")
            && !SameValue(OwnDump.Render(element, theirs.VR, decoded: false), theirs.Value, theirs.VR))
        {
            yield return new DumpDifference(DumpDifferenceKind.Value, file, ours, theirs);
        }
    }

    private static bool SameValue(string ours, string theirs, string vr)
    {
        if (vr is "FL" or "FD" or "OF" or "OD")
        {
            return ours.Length == theirs.Length && ours.Length == 0
                || ours.Split('\\').Select(Number).SequenceEqual(theirs.Split('\\').Select(Number));
        }

        if (vr == "AT")
        {
            theirs = theirs.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal).ToUpperInvariant();
        }

        return Trimmed(ours).SequenceEqual(Trimmed(theirs));

        static double Number(string text) => (float)double.Parse(text, CultureInfo.InvariantCulture);

        static IEnumerable<string> Trimmed(string value) => value.Split('\\').Select(v => v.Trim(' ', '\0'));
    }
}
