namespace DeidPS.Store.Prearchive;

/// <summary>What came of a row of a list of pushed studies.</summary>
public enum PushedStatus
{
    /// <summary>One entry fits, and it still has labels that nobody chose.</summary>
    Matched,

    /// <summary>One entry fits, and it has the labels of the list.</summary>
    Labelled,

    /// <summary>One entry fits, and somebody gave it other labels; they stay.</summary>
    OtherLabels,

    /// <summary>More than one entry could be it; a person has to decide.</summary>
    Ambiguous,

    /// <summary>Nothing arrived near that time.</summary>
    NotArrived,

    /// <summary>An entry that arrived in the time of the list, and no row is about it.</summary>
    NotListed,
}
