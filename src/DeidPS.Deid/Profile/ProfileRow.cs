using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>One row of a table in force: what is done to an attribute.</summary>
/// <param name="Value">The tag; digits that may be anything are 0.</param>
/// <param name="Mask">The bits of a tag that have to agree; 0 for the row of all private attributes.</param>
/// <param name="Name">The attribute's name or keyword.</param>
/// <param name="Basic">The code of the Basic Profile.</param>
/// <param name="Options">The code of each option that has one, in the order of <see cref="ProfileTable.OptionColumns"/>.</param>
/// <param name="IsStandard">True for a row of Table E.1-1, false for what this project adds.</param>
public sealed record ProfileRow(uint Value, uint Mask, string Name, ProfileCode Basic, IReadOnlyList<ProfileCode> Options, bool IsStandard)
{
    /// <summary>True when the row names one tag.</summary>
    public bool IsExact => Mask == uint.MaxValue;

    /// <summary>True when the row speaks of the attribute.</summary>
    public bool Covers(DicomTag tag) => (tag.Value & Mask) == Value && (Mask != 0 || tag.IsPrivate);
}
