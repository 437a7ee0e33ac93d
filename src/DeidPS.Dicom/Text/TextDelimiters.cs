namespace DeidPS.Dicom;

/// <summary>The characters at which a value returns to its first character set (PS3.5 6.1.2.5.3).</summary>
internal readonly struct TextDelimiters
{
    private readonly bool _backslash;
    private readonly bool _name;

    /// <summary>The delimiters of a VR: backslash between values, and in a name the component delimiters.</summary>
    public TextDelimiters(DicomVR vr)
    {
        _backslash = vr.IsBackslashDelimited();
        _name = vr == DicomVR.PN;
    }

    /// <summary>True for control characters and for the delimiters of the VR.</summary>
    public bool Contains(int code) => code < 0x20 || (code == '\\' && _backslash) || (code is '^' or '=' && _name);
}
