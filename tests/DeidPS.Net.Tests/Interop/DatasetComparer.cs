using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Interop;

/// <summary>Compares two data sets element by element, at every depth. Whether lengths of sequences and items are explicit or undefined is no difference.</summary>
internal static class DatasetComparer
{
    private static readonly DicomTag s_trailingPadding = new(0xFFFCFFFC);

    /// <summary>Every difference with its place.</summary>
    public static List<(DatasetDifference Kind, string Place)> Compare(byte[] expected, byte[] actual, string transferSyntax)
    {
        using var first = Read(expected, transferSyntax);
        using var second = Read(actual, transferSyntax);
        var found = new List<(DatasetDifference, string)>();
        Compare(first.Dataset, second.Dataset, string.Empty, found);
        return found;
    }

    private static DicomFile Read(byte[] dataset, string transferSyntax)
    {
        var buffer = new DatasetBuffer(new MemoryBudget(64 * 1024 * 1024));
        buffer.Append(dataset);
        return DicomFile.OpenDataset(buffer, DicomTransferSyntax.Find(transferSyntax)!);
    }

    private static void Compare(DicomDataset expected, DicomDataset actual, string place, List<(DatasetDifference, string)> found)
    {
        var left = expected.ToLookup(e => e.Tag);
        var right = actual.ToLookup(e => e.Tag);
        foreach (var tag in left.Select(g => g.Key).Union(right.Select(g => g.Key)).Order())
        {
            var (before, after) = (left[tag].ToList(), right[tag].ToList());
            var here = $"{place}/{tag}";
            if (before.Count != after.Count)
            {
                found.Add((tag.Element == 0 ? DatasetDifference.GroupLength : tag == s_trailingPadding ? DatasetDifference.TrailingPadding : DatasetDifference.Content, $"{here} {before.Count} -> {after.Count}"));
                continue;
            }

            for (var i = 0; i < before.Count; i++)
            {
                Compare(before[i], after[i], here, found);
            }
        }
    }

    private static void Compare(DicomElement expected, DicomElement actual, string place, List<(DatasetDifference, string)> found)
    {
        if (expected.VR != actual.VR)
        {
            found.Add((DatasetDifference.Representation, $"{place} {expected.VR} -> {actual.VR}"));
        }

        if (expected.IsSequence || actual.IsSequence)
        {
            if (expected.Items.Count != actual.Items.Count)
            {
                found.Add((DatasetDifference.Content, $"{place} items {expected.Items.Count} -> {actual.Items.Count}"));
                return;
            }

            for (var i = 0; i < expected.Items.Count; i++)
            {
                Compare(expected.Items[i], actual.Items[i], $"{place}[{i}]", found);
            }
        }
        else if (expected.IsEncapsulated || actual.IsEncapsulated)
        {
            CompareFragments(expected, actual, place, found);
        }
        else
        {
            CompareValues(expected, actual, place, found);
        }
    }

    private static void CompareFragments(DicomElement expected, DicomElement actual, string place, List<(DatasetDifference, string)> found)
    {
        var isSame = expected.Fragments.Count == actual.Fragments.Count && Enumerable.Range(0, expected.Fragments.Count).All(i => Fragment(expected, i).AsSpan().SequenceEqual(Fragment(actual, i)));
        if (!isSame)
        {
            found.Add((DatasetDifference.Content, place + " fragments"));
        }
    }

    private static byte[] Fragment(DicomElement element, int index)
    {
        var bytes = new byte[element.Fragments[index].Length];
        var count = element.ReadFragment(index, 0, bytes);
        return bytes[..count];
    }

    private static void CompareValues(DicomElement expected, DicomElement actual, string place, List<(DatasetDifference, string)> found)
    {
        var before = expected.LoadBytes().Span;
        var after = actual.LoadBytes().Span;
        if (before.SequenceEqual(after))
        {
            return;
        }

        if (expected.Tag.Element == 0)
        {
            found.Add((DatasetDifference.GroupLength, place));
        }
        else
        {
            found.Add((before.TrimEnd("\0 "u8).SequenceEqual(after.TrimEnd("\0 "u8)) ? DatasetDifference.Padding : DatasetDifference.Content, $"{place} {expected.VR} {before.Length} -> {after.Length} bytes"));
        }
    }
}
