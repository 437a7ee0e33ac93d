namespace DeidPS.Dicom;

/// <summary>
/// A data element (PS3.5 7.1). An element that was read is a slice of its source: header, value bytes or bulk range stay
/// where they are until somebody asks, and an element nobody changed is written with the bytes it was read with.
/// </summary>
/// <remarks>
/// Value bytes come in one of four forms: in memory (<see cref="Bytes"/>), as a range in the source (<see cref="IsBulk"/>),
/// as items (<see cref="IsSequence"/>), or as fragments of encapsulated pixel data (<see cref="IsEncapsulated"/>).
/// Elements of a file are valid until the <see cref="DicomFile"/> is disposed. Not thread safe.
/// </remarks>
public sealed class DicomElement
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private List<IBulkFilter>? _filters;

    private DicomElement(DicomTag tag, DicomVR vr, long length, ReadOnlyMemory<byte> bytes)
    {
        Tag = tag;
        VR = vr;
        Length = length;
        _bytes = bytes;
    }

    /// <summary>The attribute's tag.</summary>
    public DicomTag Tag { get; }

    /// <summary>The value representation: as encoded in explicit VR, from the dictionary in implicit VR, UN if neither knows.</summary>
    public DicomVR VR { get; }

    /// <summary>Bytes of the value as encoded, items and delimiters included; -1 for undefined length (PS3.5 7.1.1).</summary>
    public long Length { get; }

    /// <summary>True for the length FFFFFFFFH.</summary>
    public bool HasUndefinedLength => Length < 0;

    /// <summary>The data set or item the element stands in; null before it is added to one.</summary>
    public DicomDataset? Dataset { get; internal set; }

    /// <summary>True when the value is a sequence of items, also one that was encoded as UN (PS3.5 6.2.2).</summary>
    public bool IsSequence => ItemList is not null;

    /// <summary>The items of a sequence; empty for anything else.</summary>
    public IReadOnlyList<DicomDataset> Items => (IReadOnlyList<DicomDataset>?)ItemList ?? [];

    /// <summary>True when the value is encapsulated pixel data (PS3.5 A.4).</summary>
    public bool IsEncapsulated => FragmentList is not null;

    /// <summary>The fragments of encapsulated pixel data, the Basic Offset Table first; empty for anything else.</summary>
    public IReadOnlyList<DicomFragment> Fragments => (IReadOnlyList<DicomFragment>?)FragmentList ?? [];

    /// <summary>True when the value stayed in the source and only its range is known.</summary>
    public bool IsBulk { get; private init; }

    /// <summary>True when the value has no bytes, no items and no fragments.</summary>
    public bool IsEmpty => Length == 0 || (ItemList is { Count: 0 }) || (FragmentList is { Count: 0 });

    /// <summary>Byte order of <see cref="Bytes"/>: true for explicit VR big endian sources.</summary>
    public bool IsBigEndian => Encoding is { IsBigEndian: true };

    /// <summary>True when the element differs from what the source holds at its place, or was never read from one.</summary>
    public bool IsModified { get; internal set; }

    /// <summary>The value in memory, padding included, in the byte order of <see cref="IsBigEndian"/>.</summary>
    /// <exception cref="InvalidOperationException">The value is bulk, items or fragments: see <see cref="IsBulk"/>.</exception>
    public ReadOnlyMemory<byte> Bytes => IsBulk || ItemList is not null || FragmentList is not null
        ? throw new InvalidOperationException($"{Tag} has no value in memory.")
        : _bytes;

    /// <summary>
    /// The value as text: several values joined by a backslash, padding removed, binary numbers in decimal. Null for sequences,
    /// fragments and byte strings (OB, OW, OD, OF, OL, OV). Text of any length is loaded.
    /// </summary>
    public string? Text => ElementText.Of(this);

    /// <summary>The single values of <see cref="Text"/>; empty when there is none.</summary>
    public IReadOnlyList<string> Values => ElementText.ValuesOf(this);

    /// <summary>Number of values (PS3.5 6.4): items of a sequence, 1 for byte strings, 0 when empty.</summary>
    public int VM => ElementText.MultiplicityOf(this);

    /// <summary>Filters that rewrite the value while it is copied out; empty as a rule.</summary>
    internal IReadOnlyList<IBulkFilter> Filters => (IReadOnlyList<IBulkFilter>?)_filters ?? [];

    internal List<DicomDataset>? ItemList { get; private init; }

    internal List<DicomFragment>? FragmentList { get; private init; }

    /// <summary>How the element stands in the source; null when it was made in memory.</summary>
    internal DatasetEncoding? Encoding { get; private init; }

    /// <summary>Where the bytes lie when <see cref="IsBulk"/>, and what an unmodified element is copied from.</summary>
    internal ByteSource? Source { get; private init; }

    /// <summary>Position of the element's header in the source.</summary>
    internal long Start { get; private init; }

    /// <summary>Position of the value in the source.</summary>
    internal long ValueStart { get; private init; }

    /// <summary>Position behind the value, delimiters included.</summary>
    internal long End { get; set; }

    /// <summary>Bytes of the value in the source, whatever the length field said.</summary>
    internal long ValueLength => HasUndefinedLength ? End - ValueStart : Length;

    /// <summary>Creates an element from value bytes.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="vr">A VR other than SQ.</param>
    /// <param name="littleEndianBytes">The value, padded or not: an odd length gets the VR's padding byte.</param>
    public static DicomElement Create(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> littleEndianBytes)
    {
        if ((littleEndianBytes.Length & 1) != 0)
        {
            var padded = new byte[littleEndianBytes.Length + 1];
            littleEndianBytes.Span.CopyTo(padded);
            padded[^1] = vr.PaddingByte();
            littleEndianBytes = padded;
        }

        return new DicomElement(tag, vr, littleEndianBytes.Length, littleEndianBytes) { IsModified = true };
    }

    /// <summary>Creates an element from text, the inverse of <see cref="Text"/>: a backslash parts values where the VR has several.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="vr">The VR; numbers are read in decimal and range checked, UN and byte strings take the text's UTF-8 bytes.</param>
    /// <param name="text">The value or values; empty for a present element without value.</param>
    /// <param name="charset">The character set of the data set the element goes to.</param>
    /// <exception cref="DicomValueException">Not a number, out of range, or not in the character set.</exception>
    public static DicomElement CreateText(DicomTag tag, DicomVR vr, string text, DicomCharacterSet charset) =>
        Create(tag, vr, ElementText.Encode(tag, vr, text, charset));

    /// <summary>Creates a sequence of the given items, each of which must not stand in another sequence.</summary>
    public static DicomElement CreateSequence(DicomTag tag, params IEnumerable<DicomDataset> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var element = new DicomElement(tag, DicomVR.SQ, -1, default) { IsModified = true, ItemList = [.. items] };
        for (var i = 0; i < element.ItemList.Count; i++)
        {
            element.ItemList[i].Adopt(element, i);
        }

        return element;
    }

    /// <summary>Removes the items that match, in one pass; the others move up. A sequence stays, also without items.</summary>
    /// <returns>How many there were.</returns>
    public int RemoveItems(Predicate<DicomDataset> match)
    {
        ArgumentNullException.ThrowIfNull(match);
        var removed = ItemList?.RemoveAll(match) ?? 0;
        for (var i = 0; removed > 0 && i < ItemList!.Count; i++)
        {
            ItemList[i].Adopt(this, i);
        }

        if (removed > 0)
        {
            Touch();
        }

        return removed;
    }

    /// <summary>Has the value rewritten while it is copied out; several filters run in the order they were set.</summary>
    /// <exception cref="InvalidOperationException">A sequence or encapsulated value: its bytes are not the pixel's bytes.</exception>
    public void SetFilter(IBulkFilter filter)
    {
        if (IsSequence || IsEncapsulated)
        {
            throw new InvalidOperationException($"{Tag} is not a value of plain bytes.");
        }

        (_filters ??= []).Add(filter);
        Touch();
    }

    /// <summary>Reads bytes of one fragment of encapsulated pixel data where they lie.</summary>
    /// <param name="index">Which of <see cref="Fragments"/>.</param>
    /// <param name="offset">First byte within the fragment.</param>
    /// <param name="buffer">Takes the bytes.</param>
    /// <returns>How many bytes were read: fewer than the buffer holds at the fragment's end only.</returns>
    /// <exception cref="DicomParseException">The source became shorter since it was opened (DicomTruncated).</exception>
    public int ReadFragment(int index, long offset, Span<byte> buffer)
    {
        var fragment = Fragments[index];
        var count = (int)Math.Clamp(fragment.Length - offset, 0, buffer.Length);
        if (count > 0)
        {
            Source!.Read(fragment.Offset + offset, buffer[..count]);
        }

        return count;
    }

    /// <summary>Has bytes of one fragment written as zero. Lengths and offsets stay, so offset tables stay right (PS3.5 A.4).</summary>
    /// <param name="index">Which of <see cref="Fragments"/>.</param>
    /// <param name="offset">First byte within the fragment.</param>
    /// <param name="length">Number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the fragment.</exception>
    public void BlankFragment(int index, long offset, long length)
    {
        var fragment = Fragments[index];
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, fragment.Length - offset);
        if (_filters is not [BlankFilter blank])
        {
            blank = new BlankFilter();
            _filters = [blank];
        }

        blank.Add(fragment.Offset + offset - ValueStart, length);
        Touch();
    }

    /// <summary>True when a filter of that kind rewrites the value while it is copied out.</summary>
    public bool HasFilter<T>()
        where T : IBulkFilter => _filters?.Exists(static f => f is T) == true;

    /// <summary>The values as a .NET type, in the machine's byte order.</summary>
    /// <typeparam name="T">
    /// string for every VR but byte strings and SQ; int for IS, double for IS and DS, decimal for DS, DateOnly for DA, TimeOnly for TM; short SS,
    /// ushort US OW, int SL, uint UL OL, long SV, ulong UV OV, float FL OF, double FD OD, DicomTag AT, byte OB UN.
    /// </typeparam>
    /// <exception cref="DicomValueException">The VR has no such values, or a text is none.</exception>
    public IReadOnlyList<T> ValuesAs<T>()
        where T : notnull => ElementValues.Of<T>(this);

    /// <summary>Reads the value into memory wherever it lies.</summary>
    /// <exception cref="InvalidOperationException">The value is items or fragments.</exception>
    public ReadOnlyMemory<byte> LoadBytes()
    {
        if (!IsBulk)
        {
            return Bytes;
        }

        var bytes = new byte[ValueLength];
        Source!.Read(ValueStart, bytes);
        return bytes;
    }

    /// <summary>Reads part of the value wherever it lies, without loading the rest. Not for sequences and fragments.</summary>
    /// <param name="offset">First byte, from the start of the value.</param>
    /// <param name="buffer">Takes the bytes.</param>
    /// <returns>Bytes read; fewer than asked for only at the end of the value.</returns>
    /// <exception cref="InvalidOperationException">The value is items or fragments.</exception>
    /// <exception cref="DicomParseException">The source became shorter since it was read.</exception>
    public int ReadBytes(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var count = (int)Math.Clamp((IsBulk ? ValueLength : Bytes.Length) - offset, 0, buffer.Length);
        if (count == 0)
        {
            return 0;
        }

        if (IsBulk)
        {
            Source!.Read(ValueStart + offset, buffer[..count]);
        }
        else
        {
            Bytes.Span.Slice((int)offset, count).CopyTo(buffer);
        }

        return count;
    }

    /// <summary>Reads part of one fragment of encapsulated pixel data (PS3.5 A.4).</summary>
    /// <param name="fragment">One of <see cref="Fragments"/>.</param>
    /// <param name="offset">First byte, from the start of the fragment.</param>
    /// <param name="buffer">Takes the bytes.</param>
    /// <returns>Bytes read; fewer than asked for only at the end of the fragment.</returns>
    /// <exception cref="InvalidOperationException">The element was not read from a source.</exception>
    /// <exception cref="DicomParseException">The source became shorter since it was read.</exception>
    public int ReadBytes(DicomFragment fragment, long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var source = IsEncapsulated && Source is not null ? Source : throw new InvalidOperationException($"{Tag} has no fragments in a source.");
        var count = (int)Math.Clamp(fragment.Length - offset, 0, buffer.Length);
        source.Read(fragment.Offset + offset, buffer[..count]);
        return count;
    }

    internal static DicomElement InMemory(ElementHeader header, ByteSource source, ReadOnlyMemory<byte> value, DatasetEncoding encoding) =>
        new(header.Tag, header.VR, header.Length, value)
        {
            Source = source, Start = header.Start, ValueStart = header.ValueStart, End = header.ValueStart + header.Length, Encoding = encoding,
        };

    internal static DicomElement Bulk(ElementHeader header, ByteSource source, DatasetEncoding encoding) =>
        new(header.Tag, header.VR, header.Length, default)
        {
            Source = source, Start = header.Start, ValueStart = header.ValueStart, End = header.ValueStart + header.Length, Encoding = encoding, IsBulk = true,
        };

    internal static DicomElement Sequence(ElementHeader header, ByteSource source, DatasetEncoding encoding) =>
        new(header.Tag, header.VR, header.Length, default)
        {
            Source = source, Start = header.Start, ValueStart = header.ValueStart, Encoding = encoding, ItemList = [],
        };

    internal static DicomElement Encapsulated(ElementHeader header, ByteSource source, DatasetEncoding encoding) =>
        new(header.Tag, header.VR, header.Length, default)
        {
            Source = source, Start = header.Start, ValueStart = header.ValueStart, Encoding = encoding, FragmentList = [],
        };

    /// <summary>Marks the element and everything it stands in as changed.</summary>
    internal void Touch()
    {
        if (!IsModified)
        {
            IsModified = true;
            Dataset?.Touch(Tag.Group);
        }
    }
}
