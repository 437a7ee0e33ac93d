namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>What a function expects at a place; decides what can be checked before any object is seen.</summary>
internal enum ParameterKind
{
    /// <summary>One text; a path is read.</summary>
    Text,

    /// <summary>Texts; lists are flattened, paths are read.</summary>
    Texts,

    /// <summary>A regular expression that must match the whole text.</summary>
    WholePattern,

    /// <summary>A regular expression that is looked for in the text.</summary>
    FindPattern,

    /// <summary>A MessageFormat pattern.</summary>
    MessagePattern,

    /// <summary>An increment of a date.</summary>
    Increment,

    /// <summary>A unit of time.</summary>
    Unit,

    /// <summary>An index or group number.</summary>
    Index,

    /// <summary>A date: text, or a singular path to a DA element.</summary>
    Date,

    /// <summary>A date or date-time: text, or a singular path to a DA or DT element.</summary>
    DateTime,

    /// <summary>A singular path, not text.</summary>
    SinglePath,

    /// <summary>Paths and lists of paths, not text.</summary>
    Paths,

    /// <summary>Paths, texts that hold paths, and lists of both.</summary>
    PathsOrTexts,

    /// <summary>Paths or texts that hold paths, each of a private element.</summary>
    PrivatePaths,

    /// <summary>Texts and paths whose values are taken.</summary>
    Collected,

    /// <summary>An absolute address in a text, private elements by number.</summary>
    DirectPath,

    /// <summary>A UID prefix.</summary>
    Prefix,

    /// <summary>true or false.</summary>
    Condition,

    /// <summary>A shape, its parameters, a fill or its parameters.</summary>
    PixelText,
}
