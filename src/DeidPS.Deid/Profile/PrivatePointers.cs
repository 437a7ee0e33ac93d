using DeidPS.Deid.DicomEdit;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// Removes what points to private elements that are gone (deid-profile 8): dimensions of a multi-frame image with their index values,
/// selectors of hanging protocols, and what the writer said of its private blocks.
/// </summary>
internal static class PrivatePointers
{
    private static readonly DicomTag s_characteristics = new(0x00080300);
    private static readonly DicomTag s_dimensions = new(0x00209222);
    private static readonly DicomTag s_frames = new(0x52009230);
    private static readonly DicomTag s_frameContent = new(0x00209111);
    private static readonly DicomTag s_indexValues = new(0x00209157);

    /// <summary>Goes through an object whose private elements have been judged.</summary>
    public static void Remove(DicomDataset dataset, IChangeSink changes)
    {
        RemoveCharacteristics(dataset, changes);
        RemoveDimensions(dataset, changes);
        foreach (var tag in (ReadOnlySpan<uint>)[0x00720022, 0x00720030, 0x00720204, 0x00720400, 0x00720600])
        {
            if (dataset.Find(new DicomTag(tag)) is { IsSequence: true } sequence)
            {
                RemoveSelectors(sequence, changes, 0);
            }
        }
    }

    /// <summary>Statements on blocks that the data set does not have any more.</summary>
    private static void RemoveCharacteristics(DicomDataset dataset, IChangeSink changes)
    {
        if (dataset.Find(s_characteristics) is not { } sequence)
        {
            return;
        }

        var kept = new List<DicomDataset>();
        foreach (var item in sequence.Items)
        {
            if (item.Find(new DicomTag(0x00080301)) is { VR: DicomVR.US, IsBulk: false } group && group.ValuesAs<ushort>() is [var number, ..]
                && item.GetText(new DicomTag(0x00080302)) is { Length: > 0 } creator && dataset.FindBlock(number, creator) is not null)
            {
                kept.Add(item);
            }
        }

        Keep(dataset, sequence, kept, changes);
    }

    private static void RemoveDimensions(DicomDataset dataset, IChangeSink changes)
    {
        if (dataset.Find(s_dimensions) is not { IsSequence: true } sequence)
        {
            return;
        }

        var gone = new HashSet<int>();
        var kept = new List<DicomDataset>();
        foreach (var item in sequence.Items)
        {
            if (PointsToPrivate(item, 0x00209165, 0x00209213) || PointsToPrivate(item, 0x00209167, 0x00209238))
            {
                gone.Add(kept.Count + gone.Count);
            }
            else
            {
                kept.Add(item);
            }
        }

        if (gone.Count == 0)
        {
            return;
        }

        var count = sequence.Items.Count;
        Keep(dataset, sequence, kept, changes);
        foreach (var frame in dataset.Find(s_frames)?.Items ?? [])
        {
            foreach (var content in frame.Find(s_frameContent)?.Items ?? [])
            {
                RemoveValues(content, gone, count, changes);
            }
        }
    }

    /// <summary>A dimension or selector with a private creator, or a pointer into an odd group.</summary>
    private static bool PointsToPrivate(DicomDataset item, uint pointer, uint creator) =>
        item.Find(new DicomTag(creator)) is { IsEmpty: false }
        || (item.Find(new DicomTag(pointer)) is { VR: DicomVR.AT, IsBulk: false } element && element.ValuesAs<DicomTag>().Any(static t => t.IsPrivate));

    private static void RemoveValues(DicomDataset content, HashSet<int> gone, int count, IChangeSink changes)
    {
        if (content.Find(s_indexValues) is not { VR: DicomVR.UL, IsBulk: false } element || element.VM != count)
        {
            return;
        }

        var bytes = element.Bytes.Span;
        var left = new byte[(count - gone.Count) * 4];
        var next = 0;
        for (var i = 0; i < count; i++)
        {
            if (!gone.Contains(i))
            {
                var value = bytes.Slice(i * 4, 4);
                value.CopyTo(left.AsSpan(next));
                if (element.IsBigEndian)
                {
                    left.AsSpan(next, 4).Reverse();
                }

                next += 4;
            }
        }

        var after = DicomElement.Create(s_indexValues, DicomVR.UL, left);
        content.Set(after);
        changes.Record(ChangeAction.Changed, content, s_indexValues, element, after);
    }

    private static void RemoveSelectors(DicomElement sequence, IChangeSink changes, int depth)
    {
        // Display sets, image boxes and filters nest three deep at most (PS3.3 C.23).
        if (depth > 4)
        {
            return;
        }

        var kept = new List<DicomDataset>();
        foreach (var item in sequence.Items)
        {
            if (PointsToPrivate(item, 0x00720052, 0x00720054) || PointsToPrivate(item, 0x00720026, 0x00720056))
            {
                continue;
            }

            kept.Add(item);
            foreach (var inner in item.Where(static e => e.IsSequence).ToList())
            {
                RemoveSelectors(inner, changes, depth + 1);
            }
        }

        if (kept.Count < sequence.Items.Count)
        {
            Keep(sequence.Dataset!, sequence, kept, changes);
        }
    }

    /// <summary>Leaves these items; no sequence when there are none, but for dimensions, which may be empty.</summary>
    private static void Keep(DicomDataset dataset, DicomElement sequence, List<DicomDataset> items, IChangeSink changes)
    {
        if (items.Count == sequence.Items.Count && items.Count > 0)
        {
            return;
        }

        if (items.Count == 0 && sequence.Tag != s_dimensions)
        {
            dataset.Remove(sequence.Tag);
            changes.Record(ChangeAction.Removed, dataset, sequence.Tag, sequence, null);
            return;
        }

        var after = DicomElement.CreateSequence(sequence.Tag, items);
        dataset.Set(after);
        changes.Record(ChangeAction.Changed, dataset, sequence.Tag, sequence, after);
    }
}
