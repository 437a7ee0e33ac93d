namespace DeidPS.Deid.Profile;

/// <summary>What is done to an attribute once its code is resolved by the Type at its place (PS3.15 E.1.1, Table E.1-1a).</summary>
public enum AttributeAction
{
    /// <summary>K, or not in the table: left as it is; a sequence is walked.</summary>
    Keep,

    /// <summary>X: removed.</summary>
    Remove,

    /// <summary>Z: zero length.</summary>
    Empty,

    /// <summary>D: a dummy that is legal for the VR.</summary>
    Dummy,

    /// <summary>U: a new UID.</summary>
    NewUid,

    /// <summary>C: cleaned.</summary>
    Clean,
}
