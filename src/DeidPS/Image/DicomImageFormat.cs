namespace DeidPS;

/// <summary>How a picture is drawn on a console.</summary>
public enum DicomImageFormat
{
    /// <summary>Half-blocks, or characters where the console has no colours.</summary>
    Auto,

    /// <summary>The upper half of a character cell, with a colour for each half.</summary>
    HalfBlock,

    /// <summary>The graphics of DEC's VT340, for consoles that know them.</summary>
    Sixel,

    /// <summary>Ten characters from a blank for black to @ for white.</summary>
    Ascii,
}
