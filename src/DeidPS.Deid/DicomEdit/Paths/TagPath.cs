using System.Globalization;
using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Paths;

/// <summary>
/// A compiled tag path. Runs of wildcards are normalised (<c>+</c> is one level and any levels), so that matching is a
/// walk with one bit for each step.
/// </summary>
internal sealed class TagPath
{
    /// <summary>Steps a path may have, so that a set of steps fits into 64 bits.</summary>
    public const int MaximumSteps = 60;

    private TagPath(PathStep[] steps)
    {
        Steps = steps;
        Text = Describe(steps);
        var singular = true;
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            singular &= step.Kind == PathStepKind.Tag && step.Pattern.IsExact && step.Index != PathStep.EveryItem
                && (step.HasIndex || i == steps.Length - 1);
        }

        IsSingular = singular;
    }

    public PathStep[] Steps { get; }

    /// <summary>The path in normal form; for messages, holds no value.</summary>
    public string Text { get; }

    /// <summary>True when the path can name one element only: the condition for reading and assigning.</summary>
    public bool IsSingular { get; }

    public PathStep Last => Steps[^1];

    /// <summary>True for an exact tag at top level, without item index.</summary>
    public bool IsTopLevel => Steps.Length == 1 && Last.Pattern.IsExact && !Last.HasIndex;

    /// <summary>True for <c>*/</c> and a tag without item index.</summary>
    public bool IsAnyDepth => Steps.Length == 2 && Steps[0].Kind == PathStepKind.AnyLevels && !Last.HasIndex;

    public static TagPath Create(IReadOnlyList<PathStep> steps)
    {
        var normal = new List<PathStep>(steps.Count);
        var i = 0;
        while (i < steps.Count)
        {
            if (steps[i].Kind == PathStepKind.Tag)
            {
                normal.Add(steps[i++]);
                continue;
            }

            var any = false;
            for (; i < steps.Count && steps[i].Kind != PathStepKind.Tag; i++)
            {
                if (steps[i].Kind == PathStepKind.AnyLevels)
                {
                    any = true;
                }
                else
                {
                    normal.Add(steps[i]);
                }
            }

            if (any)
            {
                normal.Add(new PathStep(PathStepKind.AnyLevels, default, PathStep.NoIndex));
            }
        }

        return new TagPath([.. normal]);
    }

    public static TagPath TopLevel(DicomTag tag) =>
        new([new PathStep(PathStepKind.Tag, TagPattern.Exact(tag), PathStep.NoIndex)]);

    public override string ToString() => Text;

    private static string Describe(PathStep[] steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            if (text.Length > 0)
            {
                text.Append('/');
            }

            switch (step.Kind)
            {
                case PathStepKind.AnyLevels:
                    text.Append('*');
                    break;
                case PathStepKind.OneLevel:
                    text.Append('.');
                    break;
                default:
                    text.Append(step.Pattern.ToString());
                    if (step.Index == PathStep.EveryItem)
                    {
                        text.Append("[%]");
                    }
                    else if (step.HasIndex)
                    {
                        text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
                    }

                    break;
            }
        }

        return text.ToString();
    }
}
