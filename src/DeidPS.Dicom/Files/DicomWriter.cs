using System.Buffers.Binary;

namespace DeidPS.Dicom;

/// <summary>
/// Writes elements (PS3.5 7). What nobody changed is copied as it stood, in runs as long as the source has them together;
/// what changed is encoded in the form it was read in: length form of sequences and items, VR, byte order.
/// </summary>
/// <param name="output">Takes the encoded pieces.</param>
/// <param name="target">
/// Null to leave everything in the encoding it has. Else everything is encoded in this one, and only what is in it already is copied;
/// unknown values (UN) stay, because they are the same in every encoding (PS3.5 6.2.2).
/// </param>
internal sealed class DicomWriter(IDatasetOutput output, DatasetEncoding? target = null)
{
    /// <summary>Encoded lengths of changed sequences, so that every level of nesting is measured once.</summary>
    private Dictionary<DicomElement, long>? _measured;

    private ByteSource? _runSource;
    private long _runStart;
    private long _runEnd;

    /// <summary>Writes all elements of a data set.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="encoding">The encoding for what has none of its own.</param>
    public void Write(DicomDataset dataset, DatasetEncoding encoding)
    {
        WriteElements(dataset, encoding);
        EndRun();
    }

    /// <summary>Encoded length of all elements of a data set, in bytes.</summary>
    public long Measure(DicomDataset dataset, DatasetEncoding encoding)
    {
        encoding = EncodingOf(dataset, encoding);
        var total = 0L;
        for (var i = 0; i < dataset.Count; i++)
        {
            total += Measure(dataset[i], encoding);
        }

        return total;
    }

    private long Measure(DicomElement element, DatasetEncoding encoding)
    {
        if (IsCopyable(element, encoding))
        {
            return element.End - element.Start;
        }

        var value = ValueLength(element, encoding);
        return HeaderLength(element, encoding, value) + value;
    }

    private long ValueLength(DicomElement element, DatasetEncoding encoding)
    {
        if (element.ItemList is not { } items)
        {
            return element.IsEncapsulated ? element.End - element.ValueStart : PlainLength(element) + (IsPadded(element) ? 1 : 0);
        }

        if (_measured is not null && _measured.TryGetValue(element, out var known))
        {
            return known;
        }

        var total = element.HasUndefinedLength ? 8L : 0;
        foreach (var item in items)
        {
            total += IsCopyable(item, element, encoding)
                ? item.Framing!.Value.End - item.Framing.Value.Start
                : 8 + Measure(item, InnerEncoding(element, encoding)) + (HasDelimiter(item) ? 8 : 0);
        }

        (_measured ??= new Dictionary<DicomElement, long>(ReferenceEqualityComparer.Instance))[element] = total;
        return total;
    }

    private static long PlainLength(DicomElement element) => element.IsBulk ? element.End - element.ValueStart : element.Bytes.Length;

    /// <summary>An odd value is none of the standard's (PS3.5 7.1.1): it stays where the bytes stay, and ends where they do not.</summary>
    private bool IsPadded(DicomElement element) => target is not null && (PlainLength(element) & 1) != 0;

    private static int HeaderLength(DicomElement element, DatasetEncoding encoding, long value) =>
        encoding.IsExplicitVR && VRIn(element, value).HasLongLength() ? 12 : 8;

    /// <summary>A value too long for a 16-bit length goes out as UN (PS3.5 6.2.2); look-up tables may be OW as well (PS3.6).</summary>
    private static DicomVR VRIn(DicomElement element, long length)
    {
        if (element.VR == DicomVR.None || (!element.VR.HasLongLength() && length > ushort.MaxValue))
        {
            return element.Tag == DicomTags.LUTData ? DicomVR.OW : DicomVR.UN;
        }

        // Without a VR of its own it is OB, its points having a representation that another attribute gives (PS3.5 A.1 of 2000).
        return element.Tag.IsCurveData && element.Encoding is { IsExplicitVR: false } ? DicomVR.OB : element.VR;
    }

    private bool IsCopyable(DicomElement element, DatasetEncoding encoding) =>
        !element.IsModified && ReferenceEquals(element.Encoding, encoding) && (element.IsEncapsulated || element.IsSequence || !IsPadded(element));

    private bool IsCopyable(DicomDataset item, DicomElement sequence, DatasetEncoding encoding) =>
        !item.IsModified && item.Framing is not null && sequence.Source is not null && ReferenceEquals(item.Encoding, InnerEncodingOf(item, sequence, encoding));

    private DatasetEncoding EncodingOf(DicomDataset dataset, DatasetEncoding outer) => target is null ? dataset.Encoding ?? outer : outer;

    private DatasetEncoding InnerEncodingOf(DicomDataset item, DicomElement sequence, DatasetEncoding encoding)
    {
        if (target is null)
        {
            return sequence.VR == DicomVR.UN ? item.Encoding ?? DatasetEncoding.ImplicitLittle : encoding;
        }

        return InnerEncoding(sequence, encoding);
    }

    /// <summary>Inside a UN it is implicit VR little endian (PS3.5 6.2.2), or what its writer took, which no other encoding around it can hold.</summary>
    private DatasetEncoding InnerEncoding(DicomElement sequence, DatasetEncoding encoding)
    {
        if (sequence.VR != DicomVR.UN)
        {
            return encoding;
        }

        var own = sequence.ItemList?.Find(static i => i.Encoding is not null)?.Encoding;
        return own is not null && (target is null || ReferenceEquals(own, encoding)) ? own : DatasetEncoding.ImplicitLittle;
    }

    private static bool HasDelimiter(DicomDataset item) => item.Framing?.HasUndefinedLength ?? true;

    private void WriteElements(DicomDataset dataset, DatasetEncoding encoding)
    {
        encoding = EncodingOf(dataset, encoding);
        var fixLengths = dataset.HasGroupLengths && (dataset.IsModified || target is not null);
        Dictionary<ushort, DicomElement>? groupLengths = null;
        for (var i = 0; i < dataset.Count; i++)
        {
            var element = dataset[i];
            if (fixLengths && element.Tag.IsGroupLength && (target is not null || dataset.IsGroupTouched(element.Tag.Group)))
            {
                groupLengths ??= [];
                if (!groupLengths.TryGetValue(element.Tag.Group, out var known))
                {
                    groupLengths[element.Tag.Group] = known = GroupLength(dataset, element, encoding);
                }

                element = known;
            }

            if (IsCopyable(element, encoding))
            {
                Copy(element.Source!, element.Start, element.End);
            }
            else
            {
                WriteElement(element, encoding);
            }
        }
    }

    private DicomElement GroupLength(DicomDataset dataset, DicomElement element, DatasetEncoding encoding)
    {
        var total = 0L;
        foreach (var other in dataset)
        {
            if (other.Tag.Group == element.Tag.Group && !other.Tag.IsGroupLength)
            {
                total += Measure(other, encoding);
            }
        }

        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)total));
        return DicomElement.Create(element.Tag, DicomVR.UL, bytes);
    }

    private void WriteElement(DicomElement element, DatasetEncoding encoding)
    {
        EndRun();
        var length = ValueLength(element, encoding);
        WriteHeader(element, encoding, length);
        if (element.ItemList is { } items)
        {
            foreach (var item in items)
            {
                WriteItem(item, element, encoding);
            }

            EndRun();
            if (element.HasUndefinedLength)
            {
                WriteItemHeader(DicomTags.SequenceDelimitation, 0, InnerEncoding(element, encoding));
            }
        }
        else
        {
            WriteBytes(element, encoding, length);
        }
    }

    private void WriteBytes(DicomElement element, DatasetEncoding encoding, long length)
    {
        if (element.IsEncapsulated || element.IsBulk)
        {
            var word = SwappedWord(element, encoding, length);
            var filters = word > 1 ? [.. element.Filters, new WordSwapFilter(word)] : element.Filters;
            output.Copy(element.Source!, element.ValueStart, element.End - element.ValueStart, filters.Count > 0 ? filters : null);
        }
        else
        {
            WriteValue(element, encoding);
        }

        if (!element.IsEncapsulated && IsPadded(element))
        {
            output.Write([element.VR.PaddingByte()]);
        }
    }

    /// <summary>Bytes of the words that have to be turned to another byte order; 1 when none has. An unknown value is little endian (PS3.5 6.2.2).</summary>
    private static int SwappedWord(DicomElement element, DatasetEncoding encoding, long length)
    {
        var isBig = encoding.IsBigEndian && VRIn(element, length) != DicomVR.UN;
        return element.IsBigEndian != isBig ? element.VR.WordSize() : 1;
    }

    private void WriteValue(DicomElement element, DatasetEncoding encoding)
    {
        var value = element.Bytes;
        var word = SwappedWord(element, encoding, value.Length);
        if (word == 1 && element.Filters.Count == 0)
        {
            output.WriteValue(value);
            return;
        }

        var copy = value.ToArray();
        foreach (var filter in element.Filters)
        {
            filter.Apply(0, copy);
        }

        WordSwapFilter.Swap(copy, word);
        output.WriteValue(copy);
    }

    private void WriteItem(DicomDataset item, DicomElement sequence, DatasetEncoding encoding)
    {
        if (IsCopyable(item, sequence, encoding))
        {
            Copy(sequence.Source!, item.Framing!.Value.Start, item.Framing.Value.End);
            return;
        }

        EndRun();
        var inner = target is null && item.Encoding is { } own ? own : InnerEncoding(sequence, encoding);
        var delimited = HasDelimiter(item);
        WriteItemHeader(DicomTags.Item, delimited ? uint.MaxValue : checked((uint)Measure(item, inner)), inner);
        WriteElements(item, inner);
        EndRun();
        if (delimited)
        {
            WriteItemHeader(DicomTags.ItemDelimitation, 0, inner);
        }
    }

    private void WriteItemHeader(DicomTag tag, uint length, DatasetEncoding encoding)
    {
        Span<byte> header = stackalloc byte[8];
        WriteTag(header, tag, encoding.IsBigEndian);
        WriteUInt32(header[4..], length, encoding.IsBigEndian);
        output.Write(header);
    }

    private void WriteHeader(DicomElement element, DatasetEncoding encoding, long length)
    {
        Span<byte> header = stackalloc byte[12];
        var big = encoding.IsBigEndian;
        WriteTag(header, element.Tag, big);
        var field = element.HasUndefinedLength ? uint.MaxValue : checked((uint)length);
        if (!encoding.IsExplicitVR)
        {
            WriteUInt32(header[4..], field, big);
            output.Write(header[..8]);
            return;
        }

        var vr = VRIn(element, length);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)vr);
        if (vr.HasLongLength())
        {
            header[6] = header[7] = 0;
            WriteUInt32(header[8..], field, big);
            output.Write(header);
        }
        else
        {
            if (big)
            {
                BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)field);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)field);
            }

            output.Write(header[..8]);
        }
    }

    private static void WriteTag(Span<byte> target, DicomTag tag, bool big)
    {
        if (big)
        {
            BinaryPrimitives.WriteUInt16BigEndian(target, tag.Group);
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], tag.Element);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target, tag.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(target[2..], tag.Element);
        }
    }

    private static void WriteUInt32(Span<byte> target, uint value, bool big)
    {
        if (big)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target, value);
        }
    }

    private void Copy(ByteSource source, long start, long end)
    {
        if (ReferenceEquals(source, _runSource) && start == _runEnd)
        {
            _runEnd = end;
            return;
        }

        EndRun();
        (_runSource, _runStart, _runEnd) = (source, start, end);
    }

    private void EndRun()
    {
        if (_runSource is not null)
        {
            output.Copy(_runSource, _runStart, _runEnd - _runStart);
            _runSource = null;
        }
    }
}
