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
                return Variable("subject") is { } subject && IsLegal(subject, vr) ? subject : Patient.Label;
            case LabelSource.Session:
                var session = Variable("session");
                return session is not null && session.Length <= 16 && IsLegal(session, vr) ? session : Derived(tag, session ?? value);
            case LabelSource.Project:
                return Variable("project") is { } project && IsLegal(project, vr) ? project : null;
            default:
                return tag.Value is 0x00100010 or 0x00100020 ? Patient.Label : Derived(tag, value);
        }
    }

    private string Derived(DicomTag tag, string value) =>
        value.Length == 0 ? string.Empty : tag.Value == 0x00200010 ? Pseudonymiser.StudyId(value) : Pseudonymiser.AccessionNumber(value);

    /// <summary>A variable with a meaning: the collection writes Unassigned or Unknown where it has none.</summary>
    private string? Variable(string name) =>
        _context.Run.Variables.TryGetValue(name, out var value) && value.Length > 0 && value is not ("Unassigned" or "Unknown") ? value : null;

    /// <summary>Printable characters of the default repertoire, within the VR's length, that part neither values nor name groups.</summary>
    private static bool IsLegal(string text, DicomVR vr)
    {
        if (vr.MaximumCharacters() is > 0 and var most && text.Length > most)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c is < ' ' or > '~' or '\\' || (vr == DicomVR.PN && c == '='))
            {
                return false;
            }
        }

        return text.AsSpan().Trim(' ').Length == text.Length;
    }
}
