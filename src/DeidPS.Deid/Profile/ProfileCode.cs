namespace DeidPS.Deid.Profile;

/// <summary>An action code of PS3.15 Table E.1-1 as it is printed (Table E.1-1a).</summary>
public enum ProfileCode
{
    /// <summary>Nothing: the option says nothing of the row.</summary>
    None = 0,

    /// <summary>Keep; a sequence is kept as a frame.</summary>
    K,

    /// <summary>Remove.</summary>
    X,

    /// <summary>Zero length, or a dummy.</summary>
    Z,

    /// <summary>A dummy.</summary>
    D,

    /// <summary>A new UID.</summary>
    U,

    /// <summary>Clean.</summary>
    C,

    /// <summary>X/Z: by Type.</summary>
    XZ,

    /// <summary>X/D: by Type.</summary>
    XD,

    /// <summary>Z/D: by Type.</summary>
    ZD,

    /// <summary>X/Z/D: by Type.</summary>
    XZD,

    /// <summary>X/Z/U*: by Type; where required the sequence stays with new instance UIDs.</summary>
    XZU,
}
