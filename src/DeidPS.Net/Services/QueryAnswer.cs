using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>One answer to a query, with what the levels above it were answered with: a series knows its study.</summary>
public sealed class QueryAnswer
{
    private readonly DicomDataset[] _levels;

    internal QueryAnswer(DicomDataset answer, QueryAnswer? above = null)
    {
        _levels = [answer, .. above?._levels ?? []];
        Step = above?.Step ?? QueryStep.Exact;
        NeedsReview = above?.NeedsReview ?? false;
    }

    private QueryAnswer(DicomDataset[] levels) => _levels = levels;

    /// <summary>Which way of asking found it.</summary>
    public QueryStep Step { get; internal init; }

    /// <summary>True when somebody has to look whether it is what was asked for: it was found by another way than the keys given, and not beyond doubt.</summary>
    public bool NeedsReview { get; internal init; }

    /// <summary>All attributes, each once, of the lowest level that has a value; in the order of tags.</summary>
    public IEnumerable<DicomElement> Elements => _levels.SelectMany(level => level).Select(e => e.Tag).Distinct().OrderBy(tag => tag).Select(tag => Find(tag)!);

    /// <summary>An attribute; null when no level has it.</summary>
    public DicomElement? Find(DicomTag tag)
    {
        DicomElement? empty = null;
        foreach (var level in _levels)
        {
            if (level.Find(tag) is { } element)
            {
                if (!element.IsEmpty)
                {
                    return element;
                }

                empty ??= element;
            }
        }

        return empty;
    }

    /// <summary>The text of an attribute; null when no level has it.</summary>
    public string? GetText(DicomTag tag) => Find(tag)?.Text;

    /// <summary>All of it, or some attributes, in one data set of its own, without sequences. Levels may be answered in different character sets; here text is in Unicode.</summary>
    /// <param name="tags">What is taken over; null for all.</param>
    internal DicomDataset ToDataset(IEnumerable<DicomTag>? tags = null)
    {
        var all = new DicomDataset();
        all.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        foreach (var element in (tags?.Select(Find).OfType<DicomElement>() ?? Elements).Where(e => e.VR != DicomVR.SQ && e.Tag != DicomTags.SpecificCharacterSet))
        {
            all.Set(element.VR.UsesCharacterSet()
                ? DicomElement.CreateText(element.Tag, element.VR, element.Text ?? string.Empty, all.CharacterSet)
                : DicomElement.Create(element.Tag, element.VR, element.LoadBytes()));
        }

        return all;
    }

    /// <summary>The same answer, found another way.</summary>
    internal QueryAnswer FoundBy(QueryStep step, bool needsReview) => new(_levels) { Step = step, NeedsReview = needsReview };
}
