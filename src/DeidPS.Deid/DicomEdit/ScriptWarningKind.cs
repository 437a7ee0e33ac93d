namespace DeidPS.Deid.DicomEdit;

/// <summary>What a script left undone or did with a reservation on one object.</summary>
public enum ScriptWarningKind
{
    /// <summary>The value was missing, so the target was left as it is (section 6.3).</summary>
    AssignmentSkipped,

    /// <summary>A function of a script declared 6.0 to 6.3 met a missing value and gave none (section 14).</summary>
    MissingValue,

    /// <summary>A date function of a script declared 6.0 to 6.3 met a DT element; only its date part was shifted (section 14).</summary>
    DatePartShifted,

    /// <summary>A value is longer than its VR allows; it was written as it is.</summary>
    ValueTooLong,

    /// <summary>hashUID met an empty text and left it empty (section 7.2).</summary>
    EmptyNotHashed,

    /// <summary>shiftDateTimeSequenceByIncrement left a value it cannot read.</summary>
    DateLeft,

    /// <summary>A statement with an unreadable path text was skipped (section 14).</summary>
    StatementSkipped,

    /// <summary>alterPixels found no pixel data.</summary>
    NoPixelData,

    /// <summary>retainPrivateTags found nothing to retain and removed every private element.</summary>
    NothingRetained,
}
