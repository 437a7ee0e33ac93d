namespace DeidPS.Dicom;

/// <summary>
/// Says which elements of a header are meant: a keyword, a wildcard on keywords, a number, a private element by its creator, or a path.
/// </summary>
/// <remarks>
/// A single element is found at any depth of nesting; with a slash in front, only in the data set itself. A path of several elements
/// starts at the data set: <c>(0040,0275)[0]/(0008,0050)</c>; without <c>[n]</c>, or with <c>[*]</c>, every item is meant.
/// </remarks>
public sealed class TagSelector
{
    private readonly TagPattern[] _steps;
    private readonly bool _isAnchored;

    private TagSelector(string text, TagPattern[] steps, bool isAnchored)
    {
        Text = text;
        _steps = steps;
        _isAnchored = isAnchored;
    }

    /// <summary>The text this was made of.</summary>
    public string Text { get; }

    /// <summary>Reads a selector.</summary>
    /// <param name="text">What the user typed.</param>
    /// <exception cref="TagSelectorException">The text is none of the forms above, or a keyword that PS3.6 does not have.</exception>
    public static TagSelector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        var isAnchored = trimmed.StartsWith('/');
        var parts = Split(isAnchored ? trimmed[1..] : trimmed);
        var steps = parts.Select(part => TagPattern.Parse(part, text)).ToArray();
        return new TagSelector(text, steps, isAnchored || steps.Length > 1);
    }

    /// <summary>A selector for one tag at any depth.</summary>
    public static TagSelector For(DicomTag tag) => Parse(tag.ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>True when the element, reached over these items, is meant.</summary>
    internal bool Matches(DicomElement element, ReadOnlySpan<TagStep> parents)
    {
        if (_isAnchored && parents.Length != _steps.Length - 1)
        {
            return false;
        }

        if (!_steps[^1].Matches(element))
        {
            return false;
        }

        for (var i = 0; i < _steps.Length - 1; i++)
        {
            if (!_steps[i].Matches(parents[i].Sequence) || !_steps[i].MatchesItem(parents[i].Item))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Parts the text at slashes; a slash inside the braces of a private creator is part of its name.</summary>
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var start = 0;
        var isCreator = false;
        for (var i = 0; i < text.Length; i++)
        {
            isCreator = text[i] == '{' || (isCreator && text[i] != '}');
            if (text[i] == '/' && !isCreator)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }
}
