using DeidPS.Deid.Profile.Content;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <content>Private elements (PS3.15 E.3.10), curves and overlays.</content>
internal sealed partial class ProfileWalk
{
    private static readonly ProfileRule s_private = ProfileRule.Of(ProfileCode.U, ProfileCode.U, CleanKind.Nothing, DicomVR.UN, isStrict: false);

    private DicomElement? JudgePrivate(DicomElement element, ProfileFrame frame)
    {
        var tag = element.Tag;
        var blocks = frame.Blocks ??= _keepsPrivate ? new PrivateBlocks(frame.Dataset) : null;
        if (!_isBasic)
        {
            return tag.Element < 0x1000 ? element : Treat(element, frame, blocks!.CreatorOf(tag, out _) ?? string.Empty) ?? Removed(element);
        }

        if (blocks is null || PrivateJudgement.IsInvalidGroup(tag) || (tag.Element < 0x1000 && !tag.IsPrivateCreator))
        {
            return Removed(element);
        }

        if (tag.IsPrivateCreator)
        {
            // Judged once it is known what the block keeps.
            return element;
        }

        if (blocks.CreatorOf(tag, out var safe) is not { Length: > 0 } creator)
        {
            return Removed(element);
        }

        var kept = PrivateJudgement.ActionOf(element, creator, safe, _trusted) switch
        {
            Profile.AttributeAction.Keep => Treat(element, frame, creator),
            Profile.AttributeAction.Empty => Emptied(element, s_private),
            Profile.AttributeAction.Dummy => Dummied(element, s_private),
            Profile.AttributeAction.NewUid => NewUid(element, s_private),
            _ => null,
        };
        if (kept is null)
        {
            return Removed(element);
        }

        blocks.Keep(tag);
        return kept;
    }

    /// <summary>What a private element that may stay is due by its VR: dates and UIDs of a vendor are dates and UIDs.</summary>
    private DicomElement? Treat(DicomElement element, ProfileFrame frame, string creator)
    {
        var vr = PrivateJudgement.VROf(element, creator);
        switch (vr)
        {
            case DicomVR.SQ when element.IsSequence:
                WalkItems(element, frame.Place.Items(element.Tag));
                return element;
            case DicomVR.UI:
                return _profile.Has(ProfileOptions.RetainUids) ? element : NewUid(element, s_private);
            case DicomVR.DA or DicomVR.DT or DicomVR.TM when _profile.DateRule is { } rule:
                return rule.Always switch
                {
                    Profile.AttributeAction.Clean => Shifted(element, vr),
                    Profile.AttributeAction.Keep => IsTemporal(element) ? element : null,
                    _ => null,
                };
            case DicomVR.PN when _isBasic:
                return null;
            default:
                return IsCarrier(element, vr) ? null : element;
        }
    }

    /// <summary>
    /// Curves and overlays go with their whole group: without the data the rest is invalid, and labels and descriptions are free text
    /// (deid-profile 9). With Clean Graphics the group is judged once it is known whether its data may stay.
    /// </summary>
    private DicomElement? JudgePlane(DicomElement element, ProfileFrame frame)
    {
        if (!_profile.Has(ProfileOptions.CleanGraphics))
        {
            return Removed(element);
        }

        frame.Postpone(element);
        return element;
    }

    private void CleanPlane(DicomElement element, ProfileFrame frame)
    {
        if (element.Dataset is null)
        {
            return;
        }

        var data = frame.Dataset.Find(new DicomTag(element.Tag.Group, 0x3000));
        var isData = ReferenceEquals(data, element);
        var isText = element.VR.IsText() && element.VR is not (DicomVR.CS or DicomVR.DS or DicomVR.IS);
        if (data is null || isText || element.IsSequence || IsCarrier(element, DicomDictionary.VROf(element.Tag)) || (isData && !(IsDescribed(frame.Dataset, element.Tag.Group) && Graphics.Clean(element, ContentRules))))
        {
            Removed(element);
            frame.Dataset.Remove(element);
            if (isData)
            {
                RemoveGroup(frame.Dataset, element.Tag.Group);
            }
        }
    }

    /// <summary>Overlay bits, or a curve that says what its numbers are (PS3.3 2004 C.10.2): bytes of no known kind can be anything.</summary>
    private static bool IsDescribed(DicomDataset dataset, ushort group) => group >> 8 == 0x60
        || (dataset.Contains(new DicomTag(group, 0x0103))
            && dataset.GetText(new DicomTag(group, 0x0020)) is "TAC" or "PROF" or "HIST" or "ROI" or "FILT" or "POLY" or "ECG" or "PRESSURE" or "FLOW" or "PHYSIO" or "RESP");

    private void RemoveGroup(DicomDataset dataset, ushort group) =>
        dataset.Rewrite((Walk: this, Group: group), static (element, state) => element.Tag.Group == state.Group ? state.Walk.Removed(element) : element);
}
