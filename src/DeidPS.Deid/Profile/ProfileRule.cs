using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>What one attribute is due, all codes combined. Immutable.</summary>
internal sealed class ProfileRule
{
    private readonly AttributeAction[] _byType;

    private ProfileRule(AttributeAction? always, CleanKind kind, AttributeAction[] byType)
    {
        Always = always;
        Kind = kind;
        _byType = byType;
    }

    /// <summary>The action wherever the attribute stands: Keep, Clean, NewUid; null when the Type decides.</summary>
    public AttributeAction? Always { get; }

    /// <summary>How it is cleaned.</summary>
    public CleanKind Kind { get; }

    /// <summary>The VR of the dictionary; UN when it knows none.</summary>
    public DicomVR VR { get; private init; }

    /// <summary>True for plain X: what the IOD requires is replaced instead, and that is reported.</summary>
    public bool IsPlainRemoval { get; private init; }

    /// <summary>Where the attribute gets its value at the top level; null for an attribute without label.</summary>
    public LabelSource? Label { get; private init; }

    /// <summary>What is done by Type: the Basic Profile's code, also when there is nothing to keep of what should be cleaned.</summary>
    public AttributeAction ByType(AttributeType type) => _byType[(int)type];

    /// <summary>The rule of a code.</summary>
    /// <param name="code">The code in force: K, C, or the Basic Profile's.</param>
    /// <param name="basic">The Basic Profile's code.</param>
    /// <param name="kind">How C is done.</param>
    /// <param name="vr">The VR of the dictionary.</param>
    /// <param name="isStrict">True to remove what the table removes even where it is required.</param>
    public static ProfileRule Of(ProfileCode code, ProfileCode basic, CleanKind kind, DicomVR vr, bool isStrict)
    {
        AttributeAction? always = code switch
        {
            ProfileCode.K => AttributeAction.Keep,
            ProfileCode.C => AttributeAction.Clean,
            ProfileCode.U => AttributeAction.NewUid,
            _ => null,
        };
        var byType = new AttributeAction[(int)AttributeType.Type3 + 1];
        for (var type = AttributeType.None; type <= AttributeType.Type3; type++)
        {
            byType[(int)type] = Resolve(basic, type, isStrict);
        }

        return new ProfileRule(always, kind, byType) { VR = vr, IsPlainRemoval = basic == ProfileCode.X };
    }

    /// <summary>The rule of an override: one action wherever the attribute stands.</summary>
    /// <param name="action">The action.</param>
    /// <param name="kind">How Clean is done.</param>
    /// <param name="vr">The VR of the dictionary.</param>
    public static ProfileRule Of(AttributeAction action, CleanKind kind, DicomVR vr)
    {
        var byType = new AttributeAction[(int)AttributeType.Type3 + 1];
        Array.Fill(byType, action == AttributeAction.Clean ? AttributeAction.Remove : action);
        return new ProfileRule(action is AttributeAction.Keep or AttributeAction.Clean or AttributeAction.NewUid ? action : null, kind, byType) { VR = vr };
    }

    /// <summary>The same with a label at the top level.</summary>
    public ProfileRule WithLabel(LabelSource label) => new(Always, Kind, _byType) { VR = VR, IsPlainRemoval = IsPlainRemoval, Label = label };

    /// <summary>
    /// Combined codes by the Type at the place (PS3.15 Table E.1-1a). What is not in the IOD may always be removed (E.1.1 Note 13); a
    /// Type 1 attribute is never emptied; plain X gives way where the IOD requires the attribute, unless strict.
    /// </summary>
    internal static AttributeAction Resolve(ProfileCode code, AttributeType type, bool isStrict)
    {
        if (code == ProfileCode.U)
        {
            return AttributeAction.NewUid;
        }

        if (code is ProfileCode.K or ProfileCode.None)
        {
            return AttributeAction.Keep;
        }

        return type switch
        {
            AttributeType.None => AttributeAction.Remove,
            AttributeType.Type1 or AttributeType.Type1C => code switch
            {
                ProfileCode.X => isStrict ? AttributeAction.Remove : AttributeAction.Dummy,
                ProfileCode.XZU => AttributeAction.Keep,
                _ => AttributeAction.Dummy,
            },
            AttributeType.Type2 or AttributeType.Type2C => code switch
            {
                ProfileCode.X => isStrict ? AttributeAction.Remove : AttributeAction.Empty,
                ProfileCode.D or ProfileCode.XD => AttributeAction.Dummy,
                _ => AttributeAction.Empty,
            },
            _ => code switch
            {
                ProfileCode.D => AttributeAction.Dummy,
                ProfileCode.Z or ProfileCode.ZD => AttributeAction.Empty,
                _ => AttributeAction.Remove,
            },
        };
    }
}
