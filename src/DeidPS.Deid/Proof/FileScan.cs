using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>The search of one file: walks its elements and hands every text and every byte string to the searches.</summary>
internal sealed class FileScan
{
    private const double PrintableShare = 0.85;

    private readonly FindingList _findings;
    private readonly NeedleSet? _needles;
    private readonly ScanOptions _options;
    private readonly CancellationToken _stop;
    private readonly TextSearch? _text;
    private readonly ByteSearch _bytes = new();
    private byte[]? _block;
    private DicomDataset? _dataset;
    private DicomTag _tag;
    private string? _path;

    public FileScan(FindingList findings, NeedleSet? needles, ScanOptions options, CancellationToken stop)
    {
        _findings = findings;
        _needles = needles;
        _options = options;
        _stop = stop;
        _text = needles is null ? null : new TextSearch(needles, Found);
    }

    /// <summary>Names of folders and of the file, below what is delivered.</summary>
    public void Names(string relativePath)
    {
        _path = "file name";
        foreach (var name in relativePath.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))
        {
            _text?.Search(name, SearchKind.Text, backslashBreaks: false);
            if (_options.Patterns)
            {
                PatternSearch.Search(name, hasPaths: false, Found);
            }
        }
    }

    /// <summary>The 128 bytes before DICM: zero, or they tell something (PS3.10 7.1).</summary>
    public void Preamble(string path, bool hasPreamble)
    {
        if (!hasPreamble)
        {
            return;
        }

        Span<byte> preamble = stackalloc byte[128];
        using (var handle = File.OpenHandle(path))
        {
            RandomAccess.Read(handle, preamble, 0);
        }

        if (preamble.ContainsAnyExcept((byte)0))
        {
            _path = "preamble";
            if (_options.Conformance)
            {
                Found(FindingRule.Preamble, FindingConfidence.Certain, '\0');
            }

            SearchBlock(preamble);
        }
    }

    /// <summary>Learns from the picture whose dates to search for.</summary>
    public void Picture(DicomDataset dataset)
    {
        if (_text is not null && PictureMark.Of(dataset) is not 0 and var picture && _needles!.Pictures.TryGetValue(picture, out var owners))
        {
            _text.Owners = owners;
        }
    }

    /// <summary>All elements at every depth.</summary>
    public void Dataset(DicomDataset dataset)
    {
        foreach (var element in dataset)
        {
            _stop.ThrowIfCancellationRequested();
            if (element.IsSequence)
            {
                foreach (var item in element.Items)
                {
                    Dataset(item);
                }

                continue;
            }

            if (element.IsEncapsulated || element.IsEmpty || (element.Tag.Group == 0x7FE0 && dataset.ParentElement is null))
            {
                continue;
            }

            (_dataset, _tag, _path) = (dataset, element.Tag, null);
            Element(element);
        }
    }

    /// <summary>A file that is no DICOM file, or a damaged one: its bytes.</summary>
    public void WholeFile(string path)
    {
        _path = "file";
        using var handle = File.OpenHandle(path);
        Blocks(RandomAccess.GetLength(handle), (offset, buffer) => RandomAccess.Read(handle, buffer, offset), withPatterns: true);
    }

    private void Element(DicomElement element)
    {
        var vr = element.VR;
        if (!vr.IsText())
        {
            if (!vr.IsBinaryNumber())
            {
                Blocks(element.Length, (offset, buffer) => element.ReadBytes(offset, buffer), withPatterns: true);
            }

            return;
        }

        // A time or an age says nothing; what only stands in their place may be anything.
        if (vr is DicomVR.TM or DicomVR.AS && !element.IsBulk && element.Values.All(v => v.Length == 0 || ConformanceCheck.IsLegal(vr, v)))
        {
            return;
        }

        if (element.IsBulk)
        {
            Blocks(element.Length, (offset, buffer) => element.ReadBytes(offset, buffer), withPatterns: true);
            return;
        }

        var bytes = element.Bytes.Span;
        var text = element.Text ?? string.Empty;
        var kind = vr switch
        {
            DicomVR.PN => SearchKind.Name,
            DicomVR.DA or DicomVR.DT => SearchKind.Date,
            DicomVR.UI => SearchKind.Uid,
            DicomVR.DS or DicomVR.IS => SearchKind.Number,
            _ => SearchKind.Text,
        };
        _text?.Search(text, kind, vr.IsBackslashDelimited());

        // Bytes outside the declared set are common: they are read in the other encodings too.
        if (bytes.ContainsAnyInRange((byte)0x80, (byte)0xFF) || bytes.Contains((byte)0x1B) || bytes[..^1].Contains((byte)0))
        {
            SearchBlock(bytes);
        }

        if (_options.Patterns)
        {
            Patterns(element, text, kind);
        }
    }

    private void Patterns(DicomElement element, string text, SearchKind kind)
    {
        switch (kind)
        {
            case SearchKind.Text or SearchKind.Name:
                if (element.VR == DicomVR.UR && text.Length > 0 && !text.StartsWith("urn:", StringComparison.Ordinal))
                {
                    Found(FindingRule.Url, FindingConfidence.Certain, text[0]);
                }

                PatternSearch.Search(text, !element.VR.IsBackslashDelimited(), Found);
                OwnPatterns(text);
                break;
            case SearchKind.Date when !StructuralTags.IsCodeDate(element.Tag):
                foreach (var value in text.Split('\\'))
                {
                    Window(value);
                }

                break;
            case SearchKind.Uid when !StructuralTags.Contains(element.Tag):
                foreach (var value in text.Split('\\'))
                {
                    if (value.Length > 0 && !value.StartsWith("2.25.", StringComparison.Ordinal) && DicomUids.Find(value) is null && DicomUids.FindSopClass(value) is null)
                    {
                        Found(FindingRule.ForeignUid, FindingConfidence.Possible, value[0]);
                    }
                }

                break;
        }
    }

    private void OwnPatterns(string text)
    {
        foreach (var pattern in _options.OwnPatterns)
        {
            if (pattern.Match(text) is { Length: > 0 } match)
            {
                Found(FindingRule.OwnPattern, FindingConfidence.Certain, match.ValueSpan[0]);
            }
        }
    }

    private void Window(string value)
    {
        if (value.Length >= 8 && DateOnly.TryParseExact(value.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && (day > _options.LatestDate || (day < _options.EarliestDate && day != new DateOnly(1900, 1, 1))))
        {
            Found(FindingRule.DateOutsideWindow, FindingConfidence.Possible, value[0]);
        }
    }

    /// <summary>Reads a value of any length block by block.</summary>
    private void Blocks(long length, BlockReader read, bool withPatterns)
    {
        var isFirst = true;
        _block ??= new byte[ByteSearch.Block + ByteSearch.Overlap];
        for (long offset = 0; offset < length; offset += ByteSearch.Block)
        {
            _stop.ThrowIfCancellationRequested();
            var count = read(offset, _block);
            if (count == 0)
            {
                return;
            }

            var block = _block.AsSpan(0, count);
            SearchBlock(block);
            if (withPatterns && _options.Patterns && IsPrintable(block))
            {
                var text = System.Text.Encoding.UTF8.GetString(block);
                PatternSearch.Search(text, hasPaths: true, FoundInBytes);
                OwnPatterns(text);
            }

            if (isFirst && length <= ByteSearch.Block)
            {
                return;
            }

            isFirst = false;
        }
    }

    private void SearchBlock(ReadOnlySpan<byte> block)
    {
        if (_text is not null)
        {
            _bytes.Search(block, _text.HasIdeographs, text => _text.Search(text.Span, SearchKind.Bytes, backslashBreaks: false));
        }
    }

    private static bool IsPrintable(ReadOnlySpan<byte> block)
    {
        var printable = 0;
        foreach (var b in block)
        {
            printable += b is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t' ? 1 : 0;
        }

        return printable >= block.Length * PrintableShare;
    }

    /// <summary>Vendors' protocols are full of long numbers: there only a grouped or a named one counts.</summary>
    private void FoundInBytes(FindingRule rule, FindingConfidence confidence, char first)
    {
        if (confidence == FindingConfidence.Certain || rule is not (FindingRule.NhsNumber or FindingRule.PhoneNumber))
        {
            Found(rule, confidence, first);
        }
    }

    private void Found(FindingRule rule, FindingConfidence confidence, char first) =>
        _findings.Add(_path ??= FindingList.PathOf(_dataset!, _tag), rule, confidence, first);

    private delegate int BlockReader(long offset, Span<byte> buffer);
}
