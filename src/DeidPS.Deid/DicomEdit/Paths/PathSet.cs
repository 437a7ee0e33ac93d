using System.Collections.Frozen;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Paths;

/// <summary>
/// Several paths as one: exact tags at top level and at any depth become two sets, so that a script's hundred lines cost
/// one walk with one look-up for each element; only what is left is matched path by path.
/// </summary>
internal sealed class PathSet
{
    private readonly FrozenSet<uint> _top;
    private readonly FrozenSet<uint> _any;
    private readonly TagPattern[] _patterns;
    private readonly TagPath[] _others;

    public PathSet(IEnumerable<TagPath> paths)
    {
        var all = paths.ToList();
        _top = all.Where(p => p.IsTopLevel && p.Last.Pattern.Creator is null).Select(p => p.Last.Pattern.Value).ToFrozenSet();
        _any = all.Where(p => p.IsAnyDepth && IsPlain(p)).Select(p => p.Last.Pattern.Value).ToFrozenSet();
        _patterns = [.. all.Where(p => p.IsAnyDepth && !IsPlain(p)).Select(p => p.Last.Pattern).Distinct()];
        _others = [.. all.Where(p => !p.IsAnyDepth && !(p.IsTopLevel && p.Last.Pattern.Creator is null))];
        TouchesFileMeta = all.Any(p => Reaches(p, 2));
        All = all;

        static bool IsPlain(TagPath path) => path.Last.Pattern is { IsExact: true, Creator: null };
    }

    /// <summary>The paths as given.</summary>
    public IReadOnlyList<TagPath> All { get; }

    /// <summary>True when group 0002 can match.</summary>
    public bool TouchesFileMeta { get; }

    /// <summary>True when one look-up decides about every element.</summary>
    public bool IsPlain => _others.Length == 0;

    /// <summary>True when elements in items can match without naming their sequence.</summary>
    public bool IsDeep => _any.Count > 0 || _patterns.Length > 0;

    /// <summary>The paths that need a walk of their own.</summary>
    public IReadOnlyList<TagPath> Others => _others;

    /// <summary>Whether an element matches one of the sets; the paths of <see cref="Others"/> are not asked.</summary>
    public bool MatchesPlainly(DicomElement element, DicomDataset dataset, bool isTop)
    {
        if ((isTop && _top.Contains(element.Tag.Value)) || _any.Contains(element.Tag.Value))
        {
            return true;
        }

        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(element, dataset))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Every matching element, each once, in file meta first and then in the order of the object.</summary>
    public List<PathMatch> Collect(DicomDataset? fileMeta, DicomDataset root)
    {
        var matches = new List<PathMatch>();
        if (fileMeta is not null && TouchesFileMeta)
        {
            CollectIn(fileMeta, matches);
        }

        CollectIn(root, matches);
        return matches;
    }

    private void CollectIn(DicomDataset root, List<PathMatch> matches)
    {
        if (_top.Count > 0 || IsDeep)
        {
            Visit(root, isTop: true, matches);
        }

        if (_others.Length == 0)
        {
            return;
        }

        var seen = matches.Select(m => m.Element).ToHashSet(ReferenceEqualityComparer.Instance);
        var found = new List<PathMatch>();
        foreach (var path in _others)
        {
            new PathWalker(path, found).Walk(root);
        }

        matches.AddRange(found.Where(m => m.Item != PathStep.NoIndex || seen.Add(m.Element)));
    }

    private void Visit(DicomDataset dataset, bool isTop, List<PathMatch> matches)
    {
        for (var i = 0; i < dataset.Count; i++)
        {
            var element = dataset[i];
            if (MatchesPlainly(element, dataset, isTop))
            {
                matches.Add(new PathMatch(dataset, element, PathStep.NoIndex));
            }

            if (!IsDeep || !element.IsSequence)
            {
                continue;
            }

            foreach (var item in element.Items)
            {
                Visit(item, isTop: false, matches);
            }
        }
    }

    private static bool Reaches(TagPath path, ushort group)
    {
        foreach (var step in path.Steps)
        {
            if (step.Kind == PathStepKind.Tag)
            {
                return ((uint)group << 16 & step.Pattern.Mask & 0xFFFF0000) == (step.Pattern.Value & 0xFFFF0000);
            }
        }

        return false;
    }
}
