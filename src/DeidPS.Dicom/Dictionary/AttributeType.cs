namespace DeidPS.Dicom;

/// <summary>The Type of an attribute at its place in an IOD (PS3.5 7.4); the smaller, the stricter.</summary>
public enum AttributeType
{
    /// <summary>Not in the IOD at that place.</summary>
    None = 0,

    /// <summary>Type 1: required, with a value.</summary>
    Type1,

    /// <summary>Type 1C: required, with a value, under a condition.</summary>
    Type1C,

    /// <summary>Type 2: required, may be empty.</summary>
    Type2,

    /// <summary>Type 2C: required, may be empty, under a condition.</summary>
    Type2C,

    /// <summary>Type 3: optional.</summary>
    Type3,
}
