using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>
/// Removes everything a set of paths matches (section 6.5): one walk for tags at top level and at any depth, then the
/// paths that name sequences. Removals commute: no removal changes which creator holds a block or which item has which number.
/// </summary>
internal sealed class ElementRemover(Machine machine, PathSet paths, ScriptPlace place)
{
    private readonly HashSet<DicomElement> _doomed = new(ReferenceEqualityComparer.Instance);

    public void Run()
    {
        if (machine.FileMeta is { } fileMeta && paths.TouchesFileMeta)
        {
            Sweep(fileMeta, isTop: true);
            RemoveOthers(fileMeta);
        }

        Sweep(machine.Dataset, isTop: true);
        RemoveOthers(machine.Dataset);
    }

    private void Sweep(DicomDataset dataset, bool isTop)
    {
        for (var i = 0; i < dataset.Count; i++)
        {
            if (paths.MatchesPlainly(dataset[i], dataset, isTop))
            {
                machine.RefuseTransferSyntax(dataset[i].Tag, place);
                _doomed.Add(dataset[i]);
            }
        }

        if (_doomed.Count > 0)
        {
            RemoveDoomed(dataset);
        }

        for (var i = 0; paths.IsDeep && i < dataset.Count; i++)
        {
            var items = dataset[i].Items;
            for (var k = 0; k < items.Count; k++)
            {
                Sweep(items[k], isTop: false);
            }
        }
    }

    private void RemoveOthers(DicomDataset root)
    {
        if (paths.IsPlain)
        {
            return;
        }

        var matches = new List<PathMatch>();
        foreach (var path in paths.Others)
        {
            new PathWalker(path, matches).Walk(root);
        }

        foreach (var group in matches.Where(m => m.Item == PathStep.NoIndex).GroupBy(m => m.Dataset, ReferenceEqualityComparer.Instance))
        {
            foreach (var match in group)
            {
                machine.RefuseTransferSyntax(match.Element.Tag, place);
                _doomed.Add(match.Element);
            }

            RemoveDoomed((DicomDataset)group.Key!);
        }

        foreach (var match in matches.Where(m => m.Item != PathStep.NoIndex))
        {
            machine.ClearItems(match, place);
        }
    }

    private void RemoveDoomed(DicomDataset dataset)
    {
        if (machine.Context.Changes is not null)
        {
            foreach (var element in dataset)
            {
                if (_doomed.Contains(element))
                {
                    machine.Record(ChangeAction.Removed, dataset, element.Tag, element, null);
                }
            }
        }

        dataset.RemoveWhere(_doomed.Contains);
        _doomed.Clear();
    }
}
