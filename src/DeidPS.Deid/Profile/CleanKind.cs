namespace DeidPS.Deid.Profile;

/// <summary>How a value is cleaned, by the option that asks for it.</summary>
internal enum CleanKind
{
    /// <summary>Nothing safe can be kept: network addresses with Retain Device Identity (PS3.15 E.3.8).</summary>
    Nothing = 0,

    /// <summary>A date moves by the patient's offset (E.3.6).</summary>
    Date,

    /// <summary>Words of the allow-list stay (E.3.5, E.3.7).</summary>
    Words,

    /// <summary>Content items by concept (E.3.4).</summary>
    StructuredContent,

    /// <summary>Plain geometry stays (E.3.3).</summary>
    Graphics,
}
