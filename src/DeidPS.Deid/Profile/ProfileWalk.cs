using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile.Content;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// One object on its way through a profile: every element at every depth, standard sequences, private ones and those encoded as UN
/// alike (PS3.15 E.1.1). Made for one object.
/// </summary>
internal sealed partial class ProfileWalk
{
    private static readonly DicomTag s_document = new(0x00420011);
    private static readonly DicomTag s_photometricInterpretation = new(0x00280004);
    private static readonly DicomTag s_codeMeaning = new(0x00080104);
    private static readonly ProfileRule s_meaning = ProfileRule.Of(ProfileCode.C, ProfileCode.D, CleanKind.Words, DicomVR.LO, isStrict: false);

    private readonly CompiledProfile _profile;
    private readonly ObjectContext _context;
    private readonly bool _isBasic;
    private readonly bool _keepsPrivate;
    private DicomDataset? _root;
    private PatientPseudonyms? _patient;
    private ContentRules? _contentRules;
    private PrivateCharacteristics? _trusted;
    private ResidualCheck? _own;

    public ProfileWalk(CompiledProfile profile, ObjectContext context)
    {
        _profile = profile;
        _context = context;
        _isBasic = profile.Settings.Base == ProfileBase.Basic;
        _keepsPrivate = profile.Has(ProfileOptions.RetainSafePrivate) || !_isBasic;
    }

    private PatientPseudonyms Patient => _patient ??= Pseudonymiser.For(_context.Patient);

    private Pseudonymiser Pseudonymiser => _context.Pseudonymiser ?? throw new PolicyException($"Policy '{_context.Policy.Name}' derives pseudonyms with a key, but there is none.", "Name the key file with -KeyPath.", "KeyMissing");

    private ContentRules ContentRules => _contentRules ??= new ContentRules(
        _profile.Settings,
        _context.Pseudonymiser,
        _profile.Has(ProfileOptions.RetainModifiedDates) ? Patient.OffsetDays : 0);

    public void Run(DicomDataset dataset)
    {
        _root = dataset;
        _own = _isBasic ? ResidualCheck.Of(dataset, _context.Run.Variables.Values) : null;
        if (_isBasic && _keepsPrivate && _profile.Settings.TrustPrivateCharacteristics)
        {
            _trusted = PrivateCharacteristics.Of(dataset);
        }

        var iod = IodDefinition.For(_context.SopClassUid);
        Walk(new ProfileFrame(dataset, iod.Root, ContentPlace.None) { IsRoot = true });
        AddLabels(dataset);
        if (_isBasic)
        {
            PrivatePointers.Remove(dataset, _context.Changes);
        }
    }

    private void Walk(ProfileFrame frame)
    {
        frame.Dataset.Rewrite((Walk: this, Frame: frame), static (element, state) => state.Walk.Judge(element, state.Frame));
        foreach (var element in frame.Postponed)
        {
            CleanPostponed(element, frame);
        }

        if (frame.Document is { } document)
        {
            EncapsulatedDocument.Replace(frame.Dataset);
            if (!frame.Dataset.Contains(s_document))
            {
                frame.Dataset.Set(DicomElement.Create(s_document, DicomVR.OB, DummyValues.Of(s_document, DicomVR.OB)!.Value));
            }

            _context.Changes.Record(ChangeAction.Changed, frame.Dataset, s_document, document, frame.Dataset.Find(s_document));
        }

        if (frame.Blocks is { } blocks && _isBasic)
        {
            frame.Dataset.Rewrite((Walk: this, Blocks: blocks), static (element, state) =>
                element.Tag.IsPrivateCreator && state.Blocks.IsIdle(element) ? state.Walk.Removed(element) : element);
        }
    }

    private void WalkItems(DicomElement sequence, IodNode place, ContentPlace content = ContentPlace.None)
    {
        foreach (var item in sequence.Items)
        {
            Walk(new ProfileFrame(item, place, content));
        }
    }

    private DicomElement? Judge(DicomElement element, ProfileFrame frame)
    {
        var tag = element.Tag;
        if (tag.IsPrivate)
        {
            return JudgePrivate(element, frame);
        }

        if (_isBasic)
        {
            if (IsAlwaysRemoved(tag))
            {
                return Removed(element);
            }

            if (tag.Group >> 8 is 0x50 or 0x60)
            {
                return JudgePlane(element, frame);
            }
        }

        if (!element.IsSequence && IsCleaned(tag, frame.Content))
        {
            return IsCarrier(element, DicomDictionary.VROf(tag)) ? Removed(element) : element;
        }

        if (frame.Content == ContentPlace.Descriptor && tag == s_codeMeaning && IsLocalCode(frame.Dataset))
        {
            return Worded(element, s_meaning) ?? Dummied(element, s_meaning);
        }

        var rule = _profile.Find(tag) ?? ByVR(element.VR);
        if (rule is null)
        {
            return Outside(element, frame);
        }

        return frame.IsRoot && rule.Label is { } label && Labelled(element, rule, label) is { } labelled ? labelled : Act(element, rule, frame);
    }

    /// <summary>
    /// Group lengths, which would be wrong now; groups that have no place in a data set; signatures, which any change voids; and trailing
    /// padding (deid-profile 9, 10).
    /// </summary>
    public static bool IsAlwaysRemoved(DicomTag tag) =>
        tag.IsGroupLength || tag.Group <= 4 || tag.Value is 0x00080001 or 0xFFFAFFFA || tag.Group == 0xFFFC;

    /// <summary>A scheme of the site's own (PS3.16 8.2), or none: its meanings are whatever somebody typed.</summary>
    private static bool IsLocalCode(DicomDataset code) =>
        code.GetText(new DicomTag(0x00080102)) is not { Length: > 0 } scheme || scheme == "L" || scheme.StartsWith("99", StringComparison.Ordinal);

    private ProfileRule? ByVR(DicomVR vr) => vr switch
    {
        DicomVR.DA or DicomVR.DT or DicomVR.TM => _profile.DateRule,
        DicomVR.PN => _profile.NameRule,
        _ => null,
    };

    /// <summary>
    /// An attribute no table speaks of stays, its items walked, unless its value is none of its VR or names this patient: then it is
    /// dealt with as if the table said X/Z/D.
    /// </summary>
    private DicomElement? Outside(DicomElement element, ProfileFrame frame)
    {
        var vr = DicomDictionary.VROf(element.Tag);
        if (IsCarrier(element, vr) || (_isBasic && element.Tag == DicomTags.SpecificCharacterSet && !ReferenceEquals(frame.Dataset.Find(element.Tag), element)))
        {
            if (vr is DicomVR.None or DicomVR.UN or DicomVR.SQ || element.IsSequence || element.Tag.Group == 0x7FE0)
            {
                return Removed(element);
            }

            var rule = ProfileRule.Of(ProfileCode.XZD, ProfileCode.XZD, CleanKind.Nothing, vr, isStrict: false);
            return Apply(element, rule, rule.ByType(frame.Place.TypeOf(element.Tag)), frame);
        }

        if (element.IsSequence)
        {
            WalkItems(element, frame.Place.Items(element.Tag), Inside(element.Tag, frame));
        }

        return element;
    }

    /// <summary>
    /// True when a value is none of its VR, or when what named the patient stands in it. Numbers and dates are not compared, nor Photometric
    /// Interpretation, without which pixels cannot be read.
    /// </summary>
    private bool IsCarrier(DicomElement element, DicomVR vr)
    {
        if (!_isBasic || element.IsEmpty || (element.Tag == DicomTags.PixelData && !element.VR.IsText()))
        {
            return false;
        }

        if (element.IsEncapsulated || !ValueForm.Fits(element, vr))
        {
            return true;
        }

        if (element.IsSequence || vr is DicomVR.DS or DicomVR.IS or DicomVR.AS or DicomVR.DA or DicomVR.DT or DicomVR.TM || (element.Tag == s_photometricInterpretation && IsPhotometricTerm(element)))
        {
            return false;
        }

        if (vr == DicomVR.UI)
        {
            // A record number of five digits may well stand in the digits of a UID that DICOM registered.
            return !_profile.Has(ProfileOptions.RetainUids) && IsReadable(element) && Ascii(element) is var uid && DicomUids.Find(uid) is null && _own!.Holds(uid);
        }

        if (element.VR.IsText())
        {
            // A text too long to be kept in memory cannot be looked through.
            return element.IsBulk || (element.Length >= 4 && element.Text is { } text && _own!.Holds(text) && !IsVocabulary(element.Tag, text));
        }

        return (element.VR == DicomVR.UN && vr.IsText()) || ValueForm.LooksLikeText(element) ? !IsReadable(element) || _own!.Holds(Ascii(element)) : false;
    }

    /// <summary>True when every value that names the patient is made of words of the allow-list: a patient called Perfusion does not make Image Type a secret.</summary>
    private bool IsVocabulary(DicomTag tag, string text) =>
        Array.TrueForAll(text.Split('\\'), value => value.Trim() is var word && (!_own!.Holds(word) || _profile.Settings.Words.Clean(tag, word) == word));

    /// <summary>PS3.3 C.7.6.3.1.2: a patient may be called Palette, but pixels must be read.</summary>
    private static bool IsPhotometricTerm(DicomElement element) => element.Text?.Trim() is "MONOCHROME1" or "MONOCHROME2" or "PALETTE COLOR" or "RGB" or "HSV" or "ARGB" or "CMYK"
        or "YBR_FULL" or "YBR_FULL_422" or "YBR_PARTIAL_422" or "YBR_PARTIAL_420" or "YBR_ICT" or "YBR_RCT" or "XYB";

    private DicomElement? Act(DicomElement element, ProfileRule rule, ProfileFrame frame)
    {
        switch (rule.Always)
        {
            case AttributeAction.Keep when Kept(element, rule, frame) is { } kept:
                return kept;
            case AttributeAction.NewUid when NewUid(element, rule) is { } mapped:
                return mapped;
            case AttributeAction.Clean when Cleaned(element, rule, frame) is { } cleaned:
                return cleaned;
            default:
                return Apply(element, rule, rule.ByType(frame.Place.TypeOf(element.Tag)), frame);
        }
    }

    private DicomElement? Apply(DicomElement element, ProfileRule rule, AttributeAction action, ProfileFrame frame)
    {
        if (rule.IsPlainRemoval && action is AttributeAction.Dummy or AttributeAction.Empty)
        {
            _context.ReportRequired(element.Tag);
        }

        switch (action)
        {
            case AttributeAction.Keep when element.IsSequence:
                WalkItems(element, frame.Place.Items(element.Tag));
                return element;
            case AttributeAction.Empty:
                return Emptied(element, rule);
            case AttributeAction.Dummy when element.Tag == s_document:
                frame.Document = element;
                return element;
            case AttributeAction.Dummy:
                return Dummied(element, rule);
            default:
                // Keep of what is not a sequence comes here when the value was not fit to be kept.
                return action == AttributeAction.Keep && element.IsEmpty ? element : Removed(element);
        }
    }

    private void CleanPostponed(DicomElement element, ProfileFrame frame)
    {
        if (element.Tag.Group >> 8 is 0x50 or 0x60)
        {
            CleanPlane(element, frame);
            return;
        }

        var rule = _profile.Find(element.Tag)!;
        if (rule.Kind == CleanKind.StructuredContent)
        {
            StructuredContent.Clean(element, ContentRules, _context);
            RecordCleaned(element, frame);
            if (element.Dataset is not null)
            {
                WalkItems(element, frame.Place.Items(element.Tag), element.Tag.Value == 0x00400610 ? ContentPlace.PreparationStep : ContentPlace.ContentItem);
            }
            else if (rule.ByType(frame.Place.TypeOf(element.Tag)) is var action and (AttributeAction.Empty or AttributeAction.Dummy))
            {
                // Nothing safe was left, and the IOD wants the sequence.
                frame.Dataset.Set(action == AttributeAction.Empty ? DicomElement.CreateSequence(element.Tag) : DummySequences.For(element, Pseudonymiser.Uid));
            }

            return;
        }

        if (Graphics.Clean(element, ContentRules))
        {
            RecordCleaned(element, frame);
            WalkItems(element, frame.Place.Items(element.Tag), ContentPlace.Annotation);
            return;
        }

        Put(frame.Dataset, element, Apply(element, rule, rule.ByType(frame.Place.TypeOf(element.Tag)), frame));
    }

    private void RecordCleaned(DicomElement element, ProfileFrame frame)
    {
        if (element.IsModified || element.Dataset is null)
        {
            var after = element.Dataset is null ? null : element;
            _context.Changes.Record(after is null ? ChangeAction.Removed : ChangeAction.Changed, frame.Dataset, element.Tag, element, after);
        }
    }

    /// <summary>Preparation steps hold their content items one level deeper (PS3.3 C.7.6.22), annotations their texts (C.10.5).</summary>
    private static ContentPlace Inside(DicomTag sequence, ProfileFrame frame) => (frame.Content, sequence.Value) switch
    {
        (ContentPlace.PreparationStep, 0x00400612) => ContentPlace.ContentItem,
        (ContentPlace.Annotation, 0x00700008 or 0x00700209) => ContentPlace.AnnotationText,
        _ => ContentPlace.None,
    };

    private static bool IsCleaned(DicomTag tag, ContentPlace content) => content switch
    {
        ContentPlace.ContentItem => StructuredContent.IsValue(tag),
        ContentPlace.AnnotationText => tag.Value == 0x00700006,
        _ => false,
    };

    private static void Put(DicomDataset dataset, DicomElement element, DicomElement? replacement)
    {
        if (replacement is null)
        {
            dataset.Remove(element.Tag);
        }
        else if (!ReferenceEquals(replacement, element))
        {
            dataset.Set(replacement);
        }
    }
}
