using System.Numerics;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Paths;

/// <summary>
/// Finds every element one path matches, each once, in the order of the object. The steps still open on the way down are
/// the bits of a number, so several ways through wildcards cost one walk.
/// </summary>
internal sealed class PathWalker(TagPath path, List<PathMatch> matches)
{
    public void Walk(DicomDataset dataset) => Visit(dataset, Open(0));

    private void Visit(DicomDataset dataset, ulong open)
    {
        for (var i = 0; i < dataset.Count; i++)
        {
            var element = dataset[i];
            var (deeper, entered) = Match(dataset, element, open);
            if (!element.IsSequence || (deeper | entered) == 0)
            {
                continue;
            }

            var items = element.Items;
            for (var k = 0; k < items.Count; k++)
            {
                var next = deeper;
                for (var rest = entered; rest != 0; rest &= rest - 1)
                {
                    var step = BitOperations.TrailingZeroCount(rest);
                    if (path.Steps[step].MatchesItem(k))
                    {
                        next |= Open(step + 1);
                    }
                }

                if (next != 0)
                {
                    Visit(items[k], next);
                }
            }
        }
    }

    /// <summary>Steps open in every item of the element, and tag steps that lead into some of its items.</summary>
    private (ulong Deeper, ulong Entered) Match(DicomDataset dataset, DicomElement element, ulong open)
    {
        ulong deeper = 0;
        ulong entered = 0;
        for (var rest = open; rest != 0; rest &= rest - 1)
        {
            var index = BitOperations.TrailingZeroCount(rest);
            ref readonly var step = ref path.Steps[index];
            switch (step.Kind)
            {
                case PathStepKind.AnyLevels:
                    deeper |= Open(index);
                    break;
                case PathStepKind.OneLevel:
                    deeper |= Open(index + 1);
                    break;
                case PathStepKind.Tag when step.Pattern.Matches(element, dataset):
                    if (index == path.Steps.Length - 1)
                    {
                        matches.Add(new PathMatch(dataset, element, step.Index));
                    }
                    else
                    {
                        entered |= 1UL << index;
                    }

                    break;
            }
        }

        return (deeper, entered);
    }

    private ulong Open(int index)
    {
        var bits = 1UL << index;
        return path.Steps[index].Kind == PathStepKind.AnyLevels ? bits | (1UL << (index + 1)) : bits;
    }
}
