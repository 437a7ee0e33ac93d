namespace DeidPS.Dicom;

/// <summary>One row of the data dictionary: a standard attribute (PS3.6) or a vendor's private one.</summary>
public sealed record DictionaryEntry
{
    /// <summary>The tag; digits that may be anything (see <see cref="Mask"/>) are 0.</summary>
    public required DicomTag Tag { get; init; }

    /// <summary>The bits of a tag that have to agree: FFFFFFFFH for one exact tag, FF00FFFFH for 60xx, FFFF00FFH for a private element.</summary>
    public required uint Mask { get; init; }

    /// <summary>The keyword of PS3.6; empty where the standard gives none and for private elements.</summary>
    public required string Keyword { get; init; }

    /// <summary>The name; empty for the few retired placeholders that never had one.</summary>
    public required string Name { get; init; }

    /// <summary>The VRs in the order of the table: "US or SS" gives US, SS; none for items and delimiters.</summary>
    public required IReadOnlyList<DicomVR> VRs
    {
        get;
        init
        {
            field = value;
            VR = value.Count == 0 ? DicomVR.None : value[0];
            UsualVR = value is [DicomVR.OB, DicomVR.OW] ? DicomVR.OW : VR;
        }
    }

    /// <summary>The first of <see cref="VRs"/>; <see cref="DicomVR.None"/> when there is none.</summary>
    public DicomVR VR { get; private init; }

    /// <summary>What a choice of VRs is narrowed to when nothing else is known: OW for "OB or OW" (PS3.5 Annex A), otherwise the first.</summary>
    public DicomVR UsualVR { get; private init; }

    /// <summary>The value multiplicity as the table writes it, for example <c>1</c>, <c>1-n</c> or <c>2-2n</c>.</summary>
    public required string VM { get; init; }

    /// <summary>True when the standard no longer supports the attribute.</summary>
    public bool IsRetired { get; init; }

    /// <summary>The private creator that defines the element; null for a standard attribute.</summary>
    public string? PrivateCreator { get; init; }

    /// <summary>The tag as the dictionary writes it: <c>(0010,0010)</c>, <c>(60xx,3000)</c>, <c>(0019,xx23)</c>.</summary>
    public required string TagText { get; init; }

    /// <summary>True when <paramref name="tag"/> agrees with <see cref="Tag"/> in the bits of <see cref="Mask"/>.</summary>
    public bool Covers(DicomTag tag) => (tag.Value & Mask) == Tag.Value;
}
