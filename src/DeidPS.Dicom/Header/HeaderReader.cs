using System.Globalization;

namespace DeidPS.Dicom;

/// <summary>Turns a header into rows for people.</summary>
public static class HeaderReader
{
    /// <summary>Binary values of at most this many bytes are shown whole.</summary>
    private const int WholeBinary = 1024;

    /// <summary>Of a longer binary value, this many bytes are shown.</summary>
    private const int BinaryStart = 64;

    /// <summary>Lists the elements of a file in file order, file meta information first, items of sequences after their sequence.</summary>
    /// <param name="file">An open file. Pixel data and other bulk values are not read.</param>
    /// <param name="source">Path to put into the rows.</param>
    /// <param name="selectors">Elements to list, with everything inside of them; null or empty for all.</param>
    /// <param name="stop">Ends the listing.</param>
    /// <returns>The rows; they hold no reference to the file.</returns>
    public static IReadOnlyList<HeaderRow> Rows(DicomFile file, string? source = null, IReadOnlyList<TagSelector>? selectors = null, CancellationToken stop = default)
    {
        var rows = new List<HeaderRow>();
        Visit(file, source, selectors, (row, _) => rows.Add(row), stop);
        return rows;
    }

    /// <summary>As <see cref="Rows"/>, with the element each row stands for.</summary>
    internal static void Visit(DicomFile file, string? source, IReadOnlyList<TagSelector>? selectors, Action<HeaderRow, DicomElement> visit, CancellationToken stop)
    {
        var walk = new Walk(source, selectors is { Count: > 0 } ? selectors : null, visit, stop);
        if (file.FileMeta is not null)
        {
            walk.Dataset(file.FileMeta, string.Empty, [], isInside: false);
        }

        walk.Dataset(file.Dataset, string.Empty, [], isInside: false);
    }

    private static HeaderRow Describe(DicomElement element, string? source, string path, int depth)
    {
        var tag = element.Tag;
        var creator = tag.IsPrivate && !tag.IsPrivateCreator ? element.Dataset?.CreatorOf(tag) : null;
        var entry = creator is null ? DicomDictionary.Find(tag) : DicomDictionary.FindPrivate(creator, tag);
        return new HeaderRow
        {
            Source = source,
            TagPath = path,
            Tag = tag,
            VR = element.VR,
            VM = element.IsSequence ? 1 : element.VM,
            ItemCount = element.Items.Count,
            IsSequence = element.IsSequence,
            Length = element.Length,
            Keyword = tag.IsPrivate ? string.Empty : entry?.Keyword ?? string.Empty,
            Name = entry?.Name ?? string.Empty,
            PrivateCreator = creator,
            Value = ValueOf(element),
            IsBulk = element.IsBulk || element.IsEncapsulated,
            Depth = depth,
        };
    }

    private static string? ValueOf(DicomElement element)
    {
        if (element.IsSequence || element.IsBulk || element.IsEncapsulated)
        {
            return null;
        }

        if (element.VR.IsText() || element.VR.IsBinaryNumber())
        {
            return element.Text;
        }

        var bytes = element.Bytes.Span;
        return bytes.Length <= WholeBinary ? Hexadecimal(bytes) : Hexadecimal(bytes[..BinaryStart]) + "...";
    }

    private static string Hexadecimal(ReadOnlySpan<byte> bytes)
    {
        const string Digits = "0123456789abcdef";
        if (bytes.IsEmpty)
        {
            return string.Empty;
        }

        return string.Create((bytes.Length * 3) - 1, bytes, static (text, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                text[i * 3] = Digits[source[i] >> 4];
                text[(i * 3) + 1] = Digits[source[i] & 15];
                if (i + 1 < source.Length)
                {
                    text[(i * 3) + 2] = '\\';
                }
            }
        });
    }

    private sealed class Walk(string? source, IReadOnlyList<TagSelector>? selectors, Action<HeaderRow, DicomElement> visit, CancellationToken stop)
    {
        /// <summary>Visits a data set or item. The reader limits the depth, so recursion is safe.</summary>
        public void Dataset(DicomDataset dataset, string path, TagStep[] parents, bool isInside)
        {
            foreach (var element in dataset)
            {
                stop.ThrowIfCancellationRequested();
                Element(element, path, parents, isInside);
            }
        }

        private void Element(DicomElement element, string path, TagStep[] parents, bool isInside)
        {
            var isSelected = isInside || selectors is null || IsSelected(element, parents);
            var own = path + element.Tag;
            if (isSelected)
            {
                visit(Describe(element, source, own, parents.Length), element);
            }

            for (var i = 0; i < element.Items.Count; i++)
            {
                Dataset(
                    element.Items[i],
                    string.Create(CultureInfo.InvariantCulture, $"{own}[{i}]/"),
                    [.. parents, new TagStep(element, i)],
                    isSelected && selectors is not null);
            }
        }

        private bool IsSelected(DicomElement element, TagStep[] parents)
        {
            foreach (var selector in selectors!)
            {
                if (selector.Matches(element, parents))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
