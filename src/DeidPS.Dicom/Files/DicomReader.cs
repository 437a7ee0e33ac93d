using System.Buffers.Binary;

namespace DeidPS.Dicom;

/// <summary>
/// Parses elements from a source (PS3.5 7): one pass, header values kept as slices, bulk values skipped over. Every length is
/// checked against what is left before it is used, and nesting has a limit, so a hostile file costs no more than its own size.
/// </summary>
internal sealed partial class DicomReader(ByteSource source, DicomReadOptions options, List<DicomReadWarning> warnings)
{
    private static readonly DatasetEncoding[] s_hiddenEncodings = [DatasetEncoding.ImplicitLittle, DatasetEncoding.ExplicitLittle];
    private static readonly DatasetEncoding[] s_hiddenBigEncodings = [DatasetEncoding.ExplicitBig];

    /// <summary>One read usually brings the whole header of a slice.</summary>
    internal const int ReadAhead = 32 * 1024;

    private long _someByte = -1;
    private long _wasted;

    private readonly int _maximumDepth = Math.Clamp(options.MaximumDepth, 1, 1024);

    /// <summary>Where the next element starts.</summary>
    public long Position { get; set; }

    /// <summary>Behind the last element, and behind what follows it unless that is nothing but zeros.</summary>
    public long ElementsEnd { get; private set; }

    /// <summary>Reads the elements of group 0002, explicit VR little endian whatever the data set has (PS3.10 7.1).</summary>
    public DicomDataset ReadFileMeta()
    {
        var meta = new DicomDataset { Encoding = DatasetEncoding.ExplicitLittle };
        while (source.Length - Position >= 8 && BinaryPrimitives.ReadUInt16LittleEndian(Peek(Position, 2)) == 2)
        {
            meta.Append(ReadElement(meta, source.Length, 0));
        }

        return meta;
    }

    /// <summary>Reads elements up to the end of the source.</summary>
    public void ReadToEnd(DicomDataset dataset)
    {
        while (Position < source.Length)
        {
            if (source.Length - Position < 8 || IsZeroTail(Position))
            {
                ReadTail();
                return;
            }

            var element = ReadElement(dataset, source.Length, 0);
            dataset.Append(element);
            if (options.Last is { } last && element.Tag.CompareTo(last) >= 0)
            {
                break;
            }
        }

        ElementsEnd = Position;
    }

    private void ReadTail()
    {
        var start = Position;
        var isPadding = IsZero(start);
        Position = source.Length;
        ElementsEnd = isPadding ? start : Position;
        Warn(start, "bytes after the last element", !isPadding);
    }

    /// <summary>Some writers pad a file with zeros; eight zero bytes are an impossible element, so they end the data set.</summary>
    private bool IsZeroTail(long position) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Peek(position, 8)) == 0 && IsZero(position);

    private bool IsZero(long position)
    {
        Span<byte> block = stackalloc byte[512];
        while (position < source.Length && position > _someByte)
        {
            var read = source.ReadAt(position, block[..(int)Math.Min(block.Length, source.Length - position)]);
            if (block[..read].IndexOfAnyExcept((byte)0) is >= 0 and var index)
            {
                // Remembered, because zeros can pass for many elements and each would look this far.
                _someByte = position + index;
                return false;
            }

            if (read == 0)
            {
                return true;
            }

            position += read;
        }

        return position >= source.Length;
    }

    private DicomElement ReadElement(DicomDataset dataset, long end, int depth)
    {
        var encoding = dataset.Encoding!;
        var header = encoding.IsExplicitVR ? ReadExplicitHeader(dataset, end) : ReadImplicitHeader(dataset, end);
        Position = header.ValueStart;
        if (header.Tag.Group == 0xFFFE)
        {
            throw DicomParseException.Damaged(header.Start, $"{header.Tag} where an element should be");
        }

        if (header.Length < 0)
        {
            return ReadUndefinedLength(dataset, header, end, depth);
        }

        if (header.Length > end - header.ValueStart)
        {
            throw DicomParseException.Truncated(header.Start, $"{header.Tag} claims {header.Length} bytes, {end - header.ValueStart} are left");
        }

        if (header.Tag.IsGroupLength && header.Tag.Group != 2 && (header.VR != DicomVR.UL || header.Length != 4) && !warnings.Exists(static w => w.IsSuspect))
        {
            // Said once: zeros can pass for a million of them.
            Warn(header.Start, $"{header.Tag} is no group length", true);
        }

        if (header.VR == DicomVR.SQ)
        {
            return ReadItems(header, encoding, encoding, header.ValueStart + header.Length, depth);
        }

        if (header.VR.ValueSize() is > 0 and var size && header.Length % size != 0)
        {
            Warn(header.Start, $"{header.Tag} has {header.Length} bytes, which is no whole number of {header.VR} values", true);
        }
        else if ((header.Length & 1) != 0)
        {
            Warn(header.Start, $"{header.Tag} has an odd length", false);
        }

        if (header.VR == DicomVR.UN && TryReadHiddenSequence(header, encoding, depth) is { } sequence)
        {
            return sequence;
        }

        return ReadValue(header, encoding);
    }

    private DicomElement ReadValue(ElementHeader header, DatasetEncoding encoding)
    {
        Position = header.ValueStart + header.Length;
        var limit = header.VR.IsText() ? options.BulkThreshold * 16L : options.BulkThreshold;
        if (header.Length > limit || header.Tag.Group == 0x7FE0)
        {
            return DicomElement.Bulk(header, source, encoding);
        }

        var value = header.Length == 0 ? default : source.Keep(header.ValueStart, (int)header.Length, ReadAhead);
        return DicomElement.InMemory(header, source, value, encoding);
    }

    private DicomElement ReadUndefinedLength(DicomDataset dataset, ElementHeader header, long end, int depth)
    {
        switch (header.VR)
        {
            case DicomVR.SQ:
                return ReadItems(header, dataset.Encoding!, dataset.Encoding!, end, depth);
            case DicomVR.UN:
                return ReadItems(header, dataset.Encoding!, EncodingInsideUnknown(header, end), end, depth);
            case DicomVR.OB or DicomVR.OW:
                return ReadFragments(header, dataset.Encoding!, end);
            default:
                throw DicomParseException.Damaged(header.Start, $"{header.Tag} has an undefined length, which {header.VR} cannot have");
        }
    }

    /// <summary>
    /// A UN of undefined length is implicit VR little endian inside (PS3.5 6.2.2). Some writers kept explicit VR; its first
    /// element shows: VR characters that as an implicit length would run past the end.
    /// </summary>
    private DatasetEncoding EncodingInsideUnknown(ElementHeader header, long end)
    {
        if (end - header.ValueStart < 16)
        {
            return DatasetEncoding.ImplicitLittle;
        }

        var bytes = Peek(header.ValueStart + 8, 8);
        var vr = (DicomVR)BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        var implicitLength = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (vr.IsKnown() && implicitLength > end - header.ValueStart)
        {
            Warn(header.Start, $"{header.Tag} is UN but explicit VR inside", false);
            return DatasetEncoding.ExplicitLittle;
        }

        return DatasetEncoding.ImplicitLittle;
    }

    /// <summary>
    /// A UN of defined length may hold a sequence that a node of a shorter dictionary passed on (PS3.5 6.2.2 note 2). It is taken
    /// for one when every byte of it parses; a de-identifier must not leave items unseen, so items that do not parse make the object suspect.
    /// </summary>
    private DicomElement? TryReadHiddenSequence(ElementHeader header, DatasetEncoding outer, int depth)
    {
        var start = header.Length < 8 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(Peek(header.ValueStart, 4));
        var isBig = outer.IsBigEndian && start == 0x00E0FEFF;
        if (start != 0xE000FFFE && !isBig)
        {
            return null;
        }

        var warningCount = warnings.Count;
        foreach (var encoding in isBig ? s_hiddenBigEncodings : s_hiddenEncodings)
        {
            try
            {
                Position = header.ValueStart;
                var sequence = ReadItems(header, outer, encoding, header.ValueStart + header.Length, depth);
                if (!warnings.Skip(warningCount).Any(w => w.IsSuspect))
                {
                    return sequence;
                }
            }
            catch (DicomParseException)
            {
                // Not a sequence in this encoding: an unknown value stays a value.
            }

            warnings.RemoveRange(warningCount, warnings.Count - warningCount);
            CountWaste(header);
        }

        Warn(header.Start, $"{header.Tag} begins with an item and cannot be read as a sequence", true);
        return null;
    }

    /// <summary>What was read in vain is read again, at every level: a limit keeps a hostile nesting from doubling the work each time.</summary>
    private void CountWaste(ElementHeader header)
    {
        _wasted += Math.Max(Position - header.ValueStart, 8);
        if (_wasted > 16 * source.Length)
        {
            throw DicomParseException.Damaged(header.Start, $"{header.Tag} and others begin with an item and cannot be read as sequences");
        }
    }

    private DicomElement ReadItems(ElementHeader header, DatasetEncoding outer, DatasetEncoding encoding, long end, int depth)
    {
        if (depth >= _maximumDepth)
        {
            throw DicomParseException.Damaged(header.Start, $"sequences are nested deeper than {_maximumDepth}");
        }

        var sequence = DicomElement.Sequence(header, source, outer);
        while (true)
        {
            var start = Position;
            if (header.Length >= 0 && start == end)
            {
                break;
            }

            var (tag, length) = ReadItemHeader(encoding, end);
            if (tag == DicomTags.SequenceDelimitation && (header.Length < 0 || Position == end))
            {
                break;
            }

            if (tag != DicomTags.Item)
            {
                throw DicomParseException.Damaged(start, $"{tag} where an item of {header.Tag} should be");
            }

            var item = new DicomDataset { Encoding = encoding };
            item.Adopt(sequence, sequence.ItemList!.Count);
            ReadItem(item, start, length, end, depth);
            sequence.ItemList.Add(item);
        }

        sequence.End = Position;
        return sequence;
    }

    private void ReadItem(DicomDataset item, long start, long length, long end, int depth)
    {
        if (length >= 0)
        {
            if (length > end - Position)
            {
                throw DicomParseException.Truncated(start, $"an item claims {length} bytes, {end - Position} are left");
            }

            var itemEnd = Position + length;
            while (Position < itemEnd && !SkipDelimiterAtEnd(item.Encoding!, itemEnd))
            {
                item.Append(ReadElement(item, itemEnd, depth + 1));
            }

            item.Framing = new ItemFraming(start, false, Position);
            return;
        }

        while (true)
        {
            if (end - Position >= 8 && ReadTag(Peek(Position, 4), item.Encoding!.IsBigEndian) == DicomTags.ItemDelimitation)
            {
                Position += 8;
                break;
            }

            item.Append(ReadElement(item, end, depth + 1));
        }

        item.Framing = new ItemFraming(start, true, Position);
    }

    /// <summary>A defined-length item that ends in a delimiter inside its length: superfluous but unmistakable.</summary>
    private bool SkipDelimiterAtEnd(DatasetEncoding encoding, long itemEnd)
    {
        if (itemEnd - Position != 8 || ReadTag(Peek(Position, 4), encoding.IsBigEndian) != DicomTags.ItemDelimitation)
        {
            return false;
        }

        Warn(Position, "an item of defined length ends with a delimiter", false);
        Position += 8;
        return true;
    }

    private DicomElement ReadFragments(ElementHeader header, DatasetEncoding outer, long end)
    {
        var element = DicomElement.Encapsulated(header, source, outer);
        while (true)
        {
            var start = Position;
            var (tag, length) = ReadItemHeader(DatasetEncoding.ExplicitLittle, end);
            if (tag == DicomTags.SequenceDelimitation)
            {
                break;
            }

            if (tag != DicomTags.Item || length < 0)
            {
                throw DicomParseException.Damaged(start, $"{tag} where a fragment of {header.Tag} should be");
            }

            if (length > end - Position)
            {
                throw DicomParseException.Truncated(start, $"a fragment of {header.Tag} claims {length} bytes, {end - Position} are left");
            }

            element.FragmentList!.Add(new DicomFragment(Position, length));
            Position += length;
        }

        element.End = Position;
        return element;
    }

    private (DicomTag Tag, long Length) ReadItemHeader(DatasetEncoding encoding, long end)
    {
        if (end - Position < 8)
        {
            throw DicomParseException.Truncated(Position, "the data end where an item or a sequence delimiter should be");
        }

        var bytes = Peek(Position, 8);
        var tag = ReadTag(bytes, encoding.IsBigEndian);
        var length = encoding.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        Position += 8;
        return (tag, length == uint.MaxValue ? -1 : length);
    }

    /// <summary>Bytes for a look that need not stay: from memory when they are there, else a small read of their own.</summary>
    private ReadOnlySpan<byte> Peek(long offset, int length)
    {
        if (source.TryGet(offset, length, out var kept))
        {
            return kept.Span;
        }

        var read = source.ReadAt(offset, _scratch.AsSpan(0, length));
        return read == length ? _scratch.AsSpan(0, length) : throw DicomParseException.Truncated(offset, "the source ends inside an element");
    }

    private readonly byte[] _scratch = new byte[16];

    private void Warn(long offset, string message, bool isSuspect)
    {
        // A hostile file can hold a million oddities; the first few say it all, and none that matters is dropped.
        if (warnings.Count < 100 || (isSuspect && !warnings.Any(w => w.IsSuspect)))
        {
            warnings.Add(new DicomReadWarning(offset, message, isSuspect));
        }
    }
}
