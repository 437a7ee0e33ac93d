using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <content>Identifying attributes of the top level that get a label instead of nothing (gstt-scripts 5.1, 5.2).</content>
internal sealed partial class ProfileWalk
{
    /// <summary>The attribute with its label; null to leave it to the table.</summary>
    private DicomElement? Labelled(DicomElement element, ProfileRule rule, LabelSource source)
    {
        var vr = VROf(element, rule);
        if (source == LabelSource.Empty)
        {
            return Emptied(element, rule);
        }

        if (!vr.IsText())
        {
            return null;
        }

        return LabelFor(element.Tag, vr, source, IsReadable(element) ? element.Text ?? string.Empty : string.Empty) switch
        {
            null => null,
            "" => Emptied(element, rule),
            var label => Texted(element, vr, label),
        };
    }

    /// <summary>A label that the run gives is written also where the object has no such attribute.</summary>
    private void AddLabels(DicomDataset dataset)
    {
        foreach (var (tag, source) in _profile.Settings.Labels)
        {
            var given = source switch
            {
                LabelSource.Subject => Variable("subject"),
                LabelSource.Session => Variable("session"),
                LabelSource.Project => Variable("project"),
                _ => null,
            };
            if (given is not null && !dataset.Contains(tag) && _profile.Find(tag) is { } rule && LabelFor(tag, rule.VR, source, string.Empty) is { Length: > 0 } label)
            {
                var element = DicomElement.CreateText(tag, rule.VR, label, DicomCharacterSet.Default);
                dataset.Set(element);
                _context.Changes.Record(DicomEdit.ChangeAction.Added, dataset, tag, null, element);
            }
        }
    }

    /// <summary>A label; empty for zero length, null to leave the attribute to the table.</summary>
    private string? LabelFor(DicomTag tag, DicomVR vr, LabelSource source, string value)
    {
        switch (source)
        {
            case LabelSource.Subject:
                return Variable("subject") is { } subject && ProfileLabels.IsLegal(subject, vr) ? Recorded(PseudonymKind.Patient, _context.Patient.Value, subject) : Patient.Label;
            case LabelSource.Session:
                var session = Variable("session");
                return session is not null && session.Length <= 16 && ProfileLabels.IsLegal(session, vr) ? Recorded(KindOf(tag), PatientIdentity.Fold(value), session) : Derived(tag, session ?? value);
            case LabelSource.Series:
                return (value.Length == 0 ? null : Fitting(_profile.Settings.Words.Clean(tag, value), vr)) ?? Fitting(SeriesLabel(), vr);
            case LabelSource.Project:
                return Variable("project") is { } project && ProfileLabels.IsLegal(project, vr) ? project : null;
            default:
                return tag.Value is 0x00100010 or 0x00100020 ? Patient.Label : Derived(tag, value);
        }
    }

    /// <summary>A label leads back like a pseudonym, by the look-up table of a run that keeps one; that of an earlier level does not lead to itself.</summary>
    private string Recorded(PseudonymKind kind, string original, string label)
    {
        if (_context.Run.Pseudonyms is { } table && original.Length > 0 && PatientIdentity.LastOf(original) != PatientIdentity.Fold(label))
        {
            table.Record(kind, original, label);
        }

        return label;
    }

    private static PseudonymKind KindOf(DicomTag tag) => tag.Value == 0x00200010 ? PseudonymKind.StudyId : PseudonymKind.AccessionNumber;

    private string SeriesLabel() => $"{Sound(DicomTags.Modality)} {Sound(new DicomTag(0x00200011))}".Trim();

    /// <summary>A value that goes into a label, unless it is not what it should be.</summary>
    private string? Sound(DicomTag tag) =>
        _root!.Find(tag) is { } element && !IsCarrier(element, DicomDictionary.VROf(tag)) ? _root!.GetText(tag)?.Trim() : null;

    private string Derived(DicomTag tag, string value) =>
        value.Length == 0 ? string.Empty : KindOf(tag) == PseudonymKind.StudyId ? Pseudonymiser.StudyId(value) : Pseudonymiser.AccessionNumber(value);

    private string? Variable(string name) => _context.Run.Label(name);
}
