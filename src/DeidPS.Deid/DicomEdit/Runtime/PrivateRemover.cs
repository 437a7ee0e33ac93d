using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>removeAllPrivateTags and retainPrivateTags (sections 6.6 and 7.5).</summary>
internal static class PrivateRemover
{
    /// <summary>Removes every element of an odd group, creators included, at all levels.</summary>
    public static void RemoveAll(Machine machine, DicomDataset dataset)
    {
        Remove(machine, dataset, static e => e.Tag.IsPrivate);
        foreach (var element in dataset)
        {
            foreach (var item in element.Items)
            {
                RemoveAll(machine, item);
            }
        }
    }

    /// <summary>Removes every private element but those that match, keeping the creators of what stays.</summary>
    public static void Retain(Machine machine, PathSet paths, ScriptPlace place)
    {
        var kept = machine.Collect(paths).Where(m => m.Element.Tag.IsPrivate).Select(m => m.Element).ToHashSet(ReferenceEqualityComparer.Instance);
        if (kept.Count == 0)
        {
            machine.Warn(ScriptWarningKind.NothingRetained, place, default, paths.All.Count > 0 ? paths.All[0].Text : string.Empty, false, "Nothing matched, so every private element is removed.");
        }

        Prune(machine, machine.Dataset, kept, insidePrivate: false);
    }

    /// <returns>True when anything was kept on purpose.</returns>
    private static bool Prune(Machine machine, DicomDataset dataset, HashSet<object?> kept, bool insidePrivate)
    {
        var stays = new HashSet<DicomElement>(ReferenceEqualityComparer.Instance);
        var creators = new HashSet<DicomTag>();
        foreach (var element in dataset.ToArray())
        {
            var isKept = kept.Contains(element);
            var current = element;
            if (!isKept && element.IsSequence)
            {
                var isInside = insidePrivate || element.Tag.IsPrivate;
                isKept = PruneItems(machine, ref current, kept, isInside) && isInside;
            }

            if (isKept || (!element.Tag.IsPrivate && !insidePrivate))
            {
                stays.Add(current);
            }

            if (isKept && element.Tag.IsPrivate)
            {
                creators.Add(element.Tag.PrivateCreatorTag);
            }
        }

        Remove(machine, dataset, e => !stays.Contains(e) && !(e.Tag.IsPrivateCreator && creators.Contains(e.Tag)));
        return creators.Count > 0 || (insidePrivate && stays.Count > 0);
    }

    /// <summary>Prunes a sequence's items and drops those that are left empty at its end.</summary>
    private static bool PruneItems(Machine machine, ref DicomElement sequence, HashSet<object?> kept, bool insidePrivate)
    {
        var any = false;
        var wasEmpty = new bool[sequence.Items.Count];
        for (var k = 0; k < sequence.Items.Count; k++)
        {
            wasEmpty[k] = sequence.Items[k].Count == 0;
            any |= Prune(machine, sequence.Items[k], kept, insidePrivate);
        }

        var last = sequence.Items.Count;
        while (last > 0 && sequence.Items[last - 1].Count == 0 && !wasEmpty[last - 1])
        {
            last--;
        }

        if (last < sequence.Items.Count && sequence.Dataset is { } dataset)
        {
            var shorter = DicomElement.CreateSequence(sequence.Tag, sequence.Items.Take(last).ToArray());
            dataset.Set(shorter);
            machine.Record(ChangeAction.Changed, dataset, sequence.Tag, sequence, shorter);
            sequence = shorter;
        }

        return any;
    }

    private static void Remove(Machine machine, DicomDataset dataset, Predicate<DicomElement> match)
    {
        if (machine.Context.Changes is not null)
        {
            foreach (var element in dataset)
            {
                if (match(element))
                {
                    machine.Record(ChangeAction.Removed, dataset, element.Tag, element, null);
                }
            }
        }

        dataset.RemoveWhere(match);
    }
}
