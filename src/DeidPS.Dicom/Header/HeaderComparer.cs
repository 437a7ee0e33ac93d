namespace DeidPS.Dicom;

/// <summary>Compares two headers element by element.</summary>
/// <remarks>
/// Elements are the same when their tag paths are; items of a sequence are compared by their number. Text is compared as decoded, other
/// values byte by byte. Of bulk values, pixel data included, only the length and the form are compared: they are not read.
/// </remarks>
public static class HeaderComparer
{
    /// <summary>Compares two files.</summary>
    /// <param name="reference">The file before.</param>
    /// <param name="difference">The file after.</param>
    /// <param name="selectors">Elements to compare, with everything inside of them; null or empty for all.</param>
    /// <param name="stop">Ends the comparison.</param>
    /// <returns>Every element of either file, in the order of tag paths, the equal ones too.</returns>
    public static IReadOnlyList<HeaderDifference> Compare(DicomFile reference, DicomFile difference, IReadOnlyList<TagSelector>? selectors = null, CancellationToken stop = default)
    {
        var pairs = new SortedDictionary<Key, Pair>();
        Collect(reference, selectors, pairs, isReference: true, stop);
        Collect(difference, selectors, pairs, isReference: false, stop);
        return [.. pairs.Values.Select(Judge)];
    }

    private static void Collect(DicomFile file, IReadOnlyList<TagSelector>? selectors, SortedDictionary<Key, Pair> pairs, bool isReference, CancellationToken stop)
    {
        HeaderReader.Visit(file, null, selectors, Add, stop);

        void Add(HeaderRow row, DicomElement element)
        {
            // A damaged file may hold one tag twice; the second is the second of the other file too.
            var key = new Key(row.TagPath, 0);
            while (pairs.TryGetValue(key, out var taken) && (isReference ? taken.Reference : taken.Difference) is not null)
            {
                key = key with { Occurrence = key.Occurrence + 1 };
            }

            var side = new Side(row, element);
            var pair = pairs.GetValueOrDefault(key);
            pairs[key] = isReference ? pair with { Reference = side } : pair with { Difference = side };
        }
    }

    private static HeaderDifference Judge(Pair pair) => new()
    {
        TagPath = (pair.Difference ?? pair.Reference)!.Row.TagPath,
        Reference = pair.Reference?.Row,
        Difference = pair.Difference?.Row,
        Change = pair switch
        {
            { Reference: null } => HeaderChange.Added,
            { Difference: null } => HeaderChange.Removed,
            _ => IsEqual(pair.Reference, pair.Difference) ? HeaderChange.Equal : HeaderChange.Changed,
        },
    };

    private static bool IsEqual(Side left, Side right)
    {
        if (left.Row.VR != right.Row.VR || left.Row.VM != right.Row.VM || left.Row.ItemCount != right.Row.ItemCount || left.Row.IsBulk != right.Row.IsBulk)
        {
            return false;
        }

        if (left.Element.IsSequence)
        {
            return true;
        }

        if (left.Row.IsBulk)
        {
            return left.Element.Length == right.Element.Length && left.Element.Fragments.Count == right.Element.Fragments.Count;
        }

        return left.Row.VR.IsText() || left.Row.VR.IsBinaryNumber()
            ? string.Equals(left.Row.Value, right.Row.Value, StringComparison.Ordinal)
            : left.Element.Bytes.Span.SequenceEqual(right.Element.Bytes.Span);
    }

    private sealed record Side(HeaderRow Row, DicomElement Element);

    private readonly record struct Pair(Side? Reference, Side? Difference);

    /// <summary>Orders tag paths as the file would: by tag, items by number.</summary>
    private readonly record struct Key(string Path, int Occurrence) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            var order = ComparePaths(Path, other.Path);
            return order != 0 ? order : Occurrence.CompareTo(other.Occurrence);
        }

        /// <summary>Ordinal, but item numbers by value: (0008,1140)[10] after (0008,1140)[2]. Tags have a fixed width.</summary>
        private static int ComparePaths(string left, string right)
        {
            var same = left.AsSpan().CommonPrefixLength(right);
            if (same == left.Length || same == right.Length)
            {
                return left.Length.CompareTo(right.Length);
            }

            // Inside an item number the longer run of digits is the greater number; its digits end at the closing bracket.
            var open = left.AsSpan(0, same).LastIndexOf('[');
            var isNumber = open > left.AsSpan(0, same).LastIndexOf(']');
            var byDigits = isNumber ? left.IndexOf(']', same).CompareTo(right.IndexOf(']', same)) : 0;
            return byDigits != 0 ? byDigits : left[same].CompareTo(right[same]);
        }
    }
}
