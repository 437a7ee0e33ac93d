using System.Text;
using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>Reading, assigning and removing elements (sections 6.1, 6.3, 6.4, 6.5).</summary>
internal sealed partial class Machine
{
    /// <summary>Items an assignment may create on its way: a slip of the pen must not fill the memory.</summary>
    private const int MaximumIndex = 9999;

    public void Record(ChangeAction action, DicomDataset dataset, DicomTag tag, DicomElement? before, DicomElement? after) =>
        _context.Changes?.Record(action, dataset, tag, before, after);

    /// <summary>The element a singular path names; null when there is none.</summary>
    public DicomElement? FindElement(TagPath path, ScriptPlace place)
    {
        if (!path.IsSingular)
        {
            throw Fail(place, $"The path {path} can match several elements and has no single value.", "Give every sequence an item index and use no wildcards.");
        }

        var dataset = RootOf(path);
        DicomElement? element = null;
        for (var i = 0; i < path.Steps.Length && dataset is not null; i++)
        {
            ref readonly var step = ref path.Steps[i];
            element = Locate(dataset, step.Pattern) is { } tag ? dataset.Find(tag) : null;
            if (i == path.Steps.Length - 1)
            {
                break;
            }

            dataset = element is not null && step.Index >= 0 && step.Index < element.Items.Count ? element.Items[step.Index] : null;
            element = null;
        }

        if (path.Last.HasIndex && element is not null && (path.Last.Index < 0 || path.Last.Index >= element.Items.Count))
        {
            return null;
        }

        return element;
    }

    /// <summary>The text of the element a singular path names; null when it is missing or has no text.</summary>
    public string? ReadText(TagPath path, ScriptPlace place) => FindElement(path, place)?.Text;

    /// <summary><c>path := text</c>: creates what is missing on the way (section 6.3).</summary>
    public void Assign(TagPath path, string text, ScriptPlace place)
    {
        if (path.Steps[0].Pattern.Value >> 16 == 2 && FileMeta is null)
        {
            File.EnsureFileMeta();
        }

        var dataset = RootOf(path)!;
        for (var i = 0; i < path.Steps.Length - 1; i++)
        {
            dataset = EnterItem(dataset, path.Steps[i], place);
        }

        var pattern = path.Last.Pattern;
        var tag = Reserve(dataset, pattern, place);
        Assign(dataset, tag, text, place);
        if (pattern.Creator is null)
        {
            return;
        }

        // A creator may hold a second block with the same element.
        foreach (var other in dataset.Where(e => e.Tag != tag && pattern.Matches(e, dataset)).Select(e => e.Tag).Distinct().ToArray())
        {
            Assign(dataset, other, text, place);
        }
    }

    /// <summary>Gives one element a text; every duplicate of the tag is replaced.</summary>
    public void Assign(DicomDataset dataset, DicomTag tag, string text, ScriptPlace place)
    {
        if (tag == DicomTags.TransferSyntaxUID)
        {
            throw Fail(place, "(0002,0010) says how the file is encoded and cannot be assigned.", "Remove the statement.");
        }

        var before = dataset.Find(tag);
        var vr = before is null || IsMisplacedSequence(dataset, before) ? dataset.VRFor(tag) : before.VR;
        if (before is { IsEncapsulated: true })
        {
            throw Fail(place, $"{tag} is compressed pixel data and cannot be assigned.", "Delete it, or use alterPixels on uncompressed data.");
        }

        DicomElement after;
        if (vr == DicomVR.SQ || (before is { IsSequence: true } && !IsMisplacedSequence(dataset, before)))
        {
            after = DicomElement.CreateSequence(tag);
        }
        else
        {
            WarnIfTooLong(dataset, tag, vr, text, place);
            after = CreateText(dataset, tag, vr, text, place);
        }

        dataset.Set(after);
        var action = before is null ? ChangeAction.Added : after.IsEmpty ? ChangeAction.Emptied : ChangeAction.Changed;
        Record(action, dataset, tag, before, after);
    }

    /// <summary>True for items where the dictionary knows a value: a damaged file, whose items no rule for the attribute would find.</summary>
    public static bool IsMisplacedSequence(DicomDataset dataset, DicomElement element) =>
        element.IsSequence && dataset.VRFor(element.Tag) is not (DicomVR.SQ or DicomVR.UN);

    /// <summary>Says that a rule met a value it cannot read, so that an identifying one is not released unseen.</summary>
    public void WarnLeft(PathMatch match, ScriptPlace place, string message) =>
        Warn(ScriptWarningKind.AssignmentSkipped, place, match.Element.Tag, ElementAddress.Of(match.Dataset, match.Element.Tag), true, message);

    public void Remove(DicomDataset dataset, DicomElement element, ScriptPlace place)
    {
        RefuseTransferSyntax(element.Tag, place);
        dataset.Remove(element);
        Record(ChangeAction.Removed, dataset, element.Tag, element, null);
    }

    public void RefuseTransferSyntax(DicomTag tag, ScriptPlace place)
    {
        if (tag == DicomTags.TransferSyntaxUID)
        {
            throw Fail(place, "(0002,0010) says how the file is encoded and cannot be removed.", "Remove the statement, or make its wildcard narrower.");
        }
    }

    /// <summary>Empties an item and keeps it, so that later items keep their numbers (section 6.5).</summary>
    public void ClearItems(PathMatch match, ScriptPlace place)
    {
        var items = match.Element.Items;
        for (var k = 0; k < items.Count; k++)
        {
            if (match.Item != PathStep.EveryItem && match.Item != k)
            {
                continue;
            }

            foreach (var element in items[k])
            {
                RefuseTransferSyntax(element.Tag, place);
                Record(ChangeAction.Removed, items[k], element.Tag, element, null);
            }

            items[k].Clear();
        }
    }

    /// <summary>Brings (0002,0002) and (0002,0003) in step with the object, as writing a file demands (section 6.3 item 6).</summary>
    public void FollowSopInstance()
    {
        if (FileMeta is not { } fileMeta)
        {
            return;
        }

        Follow(fileMeta, DicomTags.MediaStorageSOPClassUID, DicomTags.SOPClassUID);
        Follow(fileMeta, DicomTags.MediaStorageSOPInstanceUID, DicomTags.SOPInstanceUID);
    }

    public List<PathMatch> Collect(PathSet paths) => paths.Collect(FileMeta, Dataset);

    private void Follow(DicomDataset fileMeta, DicomTag tag, DicomTag source)
    {
        if (!Dataset.IsModified && !fileMeta.IsModified)
        {
            return;
        }

        var uid = Dataset.GetText(source);
        if (!string.IsNullOrEmpty(uid) && fileMeta.GetText(tag) != uid)
        {
            var before = fileMeta.Find(tag);
            fileMeta.SetText(tag, uid, DicomVR.UI);
            Record(before is null ? ChangeAction.Added : ChangeAction.Changed, fileMeta, tag, before, fileMeta.Find(tag));
        }
    }

    private DicomDataset? RootOf(TagPath path) =>
        path.Steps[0].Pattern is { Creator: null } pattern && pattern.Value >> 16 == 2 ? FileMeta : Dataset;

    /// <summary>The tag a pattern has in this data set; for a private one in the block its creator holds, null when it holds none.</summary>
    private static DicomTag? Locate(DicomDataset dataset, TagPattern pattern)
    {
        if (pattern.Creator is null)
        {
            return pattern.Tag;
        }

        return dataset.FindBlock(pattern.Tag.Group, pattern.Creator) is { } block
            ? new DicomTag(pattern.Tag.Group, (ushort)((block << 8) | (pattern.Tag.Element & 0xFF)))
            : null;
    }

    private DicomTag Reserve(DicomDataset dataset, TagPattern pattern, ScriptPlace place)
    {
        if (pattern.Creator is null)
        {
            return pattern.Tag;
        }

        var group = pattern.Tag.Group;
        var isNew = dataset.FindBlock(group, pattern.Creator) is null;
        try
        {
            var block = dataset.ReserveBlock(group, pattern.Creator);
            if (isNew)
            {
                var creator = new DicomTag(group, block);
                Record(ChangeAction.Added, dataset, creator, null, dataset.Find(creator));
            }

            return new DicomTag(group, (ushort)((block << 8) | (pattern.Tag.Element & 0xFF)));
        }
        catch (DicomValueException error)
        {
            throw Fail(place, error.Message, error.RecommendedAction);
        }
    }

    private DicomDataset EnterItem(DicomDataset dataset, PathStep step, ScriptPlace place)
    {
        var tag = Reserve(dataset, step.Pattern, place);
        if (step.Index is < 0 or > MaximumIndex)
        {
            throw Fail(place, FormattableString.Invariant($"An item index stands between 0 and {MaximumIndex}."));
        }

        var sequence = dataset.Find(tag);
        if (sequence is { IsSequence: false, IsEmpty: false })
        {
            throw Fail(place, $"{tag} is no sequence in this object.");
        }

        if (sequence is not { IsSequence: true })
        {
            var created = DicomElement.CreateSequence(tag);
            dataset.Set(created);
            Record(sequence is null ? ChangeAction.Added : ChangeAction.Changed, dataset, tag, sequence, created);
            sequence = created;
        }

        while (sequence.Items.Count <= step.Index)
        {
            dataset.AddItem(tag, []);
        }

        return sequence.Items[step.Index];
    }

    private DicomElement CreateText(DicomDataset dataset, DicomTag tag, DicomVR vr, string text, ScriptPlace place)
    {
        if (vr is DicomVR.OB or DicomVR.OW or DicomVR.OD or DicomVR.OF or DicomVR.OL or DicomVR.OV or DicomVR.UN)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Array.Resize(ref bytes, (bytes.Length + vr.WordSize() - 1) / vr.WordSize() * vr.WordSize());
            return DicomElement.Create(tag, vr, bytes);
        }

        try
        {
            return DicomElement.CreateText(tag, vr, text, dataset.CharacterSet);
        }
        catch (DicomValueException error)
        {
            throw Fail(place, error.Message, error.RecommendedAction);
        }
    }

    private void WarnIfTooLong(DicomDataset dataset, DicomTag tag, DicomVR vr, string text, ScriptPlace place)
    {
        if (ValueLimits.IsTooLong(vr, text))
        {
            Warn(ScriptWarningKind.ValueTooLong, place, tag, ElementAddress.Of(dataset, tag), true, $"The value is longer than {vr} allows.");
        }
    }
}
