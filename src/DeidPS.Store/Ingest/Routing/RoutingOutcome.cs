namespace DeidPS.Store.Ingest;

/// <summary>What came of trying one rule on one object.</summary>
public enum RoutingOutcome
{
    /// <summary>The object has no such attribute.</summary>
    NoAttribute,

    /// <summary>The attribute, its first value, or what the rule made of it is empty: not given (R2).</summary>
    Empty,

    /// <summary>The attribute is a sequence or bytes.</summary>
    NoText,

    /// <summary>The rule does not fit the value.</summary>
    NoMatch,

    /// <summary>The rule decided.</summary>
    Used,

    /// <summary>The value is <c>Unassigned</c>: no project, and the search ends (P8).</summary>
    Unassigned,

    /// <summary>No project has that id or alias (R7).</summary>
    UnknownProject,

    /// <summary>The project exists, and the sender may not create in it (R7).</summary>
    NotAllowed,

    /// <summary>The text is no label, or neither true nor false.</summary>
    NotUsable,

    /// <summary>It had been decided; looked at only to see whether the object contradicts itself (R2).</summary>
    NotNeeded,

    /// <summary>The regular expression took more than 100 ms, three times: the decision fails (R1).</summary>
    TimedOut,

    /// <summary>The value is longer than any text that routes (65,536 characters): the decision fails.</summary>
    TooLong,
}
