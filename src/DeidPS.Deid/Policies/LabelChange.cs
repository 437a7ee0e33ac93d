using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Gives objects that a project's policy made other labels, and changes nothing else: Patient's Name and Patient ID hold the subject's, Accession Number and
/// Study ID the session's. An attribute that holds anything but the old label, or what stands for it there, is left alone. Thread safe.
/// </summary>
public sealed class LabelChange
{
    private static readonly DicomTag[] s_subject = [new(0x00100010), new(0x00100020)];
    private static readonly DicomTag s_accession = new(0x00080050);
    private static readonly DicomTag s_study = new(0x00200010);

    private readonly Pseudonymiser[] _pseudonymisers;

    /// <summary>Creates a change.</summary>
    /// <param name="keys">Secrets that objects may be sealed with: the project's and the site's.</param>
    public LabelChange(params IReadOnlyList<DeidKey> keys)
    {
        Keys = keys;
        _pseudonymisers = [.. keys.Select(k => new Pseudonymiser(k, new PseudonymSettings()))];
    }

    /// <summary>Secrets that objects may be sealed with.</summary>
    public IReadOnlyList<DeidKey> Keys { get; }

    /// <summary>Subject label before and after.</summary>
    public required (string Old, string New) Subject { get; init; }

    /// <summary>Session label before and after.</summary>
    public required (string Old, string New) Session { get; init; }

    /// <summary>Changes an object and seals it with the key it was sealed with.</summary>
    /// <param name="file">The object.</param>
    /// <returns>Elements changed; null when the object is sealed and not as it was sealed, so that nobody can vouch for it.</returns>
    public int? Apply(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var dataset = file.Dataset;
        var key = Keys.FirstOrDefault(k => PolicySeal.IsValid(dataset, k));
        if (key is null && PolicySeal.IsPresent(dataset))
        {
            return null;
        }

        var claims = key is null ? null : PolicySeal.Claims(dataset);
        var changed = 0;
        foreach (var tag in s_subject)
        {
            changed += Set(dataset, tag, value => value == Subject.Old ? Subject.New : null);
        }

        changed += Set(dataset, s_accession, value => NewSession(value, s_accession));
        changed += Set(dataset, s_study, value => NewSession(value, s_study));
        if (key is not null && changed > 0)
        {
            PolicySeal.Write(dataset, key, claims!);
        }

        return changed;
    }

    private static int Set(DicomDataset dataset, DicomTag tag, Func<string, string?> change)
    {
        if (dataset.Find(tag) is not { IsEmpty: false } element || element.Text is not { } text || change(text.Trim(' ')) is not { } label || label == text)
        {
            return 0;
        }

        dataset.SetText(tag, label, element.VR);
        return 1;
    }

    /// <summary>A label that SH does not hold stands there as a pseudonym.</summary>
    private string? NewSession(string value, DicomTag tag)
    {
        if (value == Session.Old)
        {
            return IsShort(Session.New) ? Session.New : Derived(_pseudonymisers[0], tag, Session.New);
        }

        return IsShort(Session.Old) ? null : _pseudonymisers.Where(p => Derived(p, tag, Session.Old) == value).Select(p => IsShort(Session.New) ? Session.New : Derived(p, tag, Session.New)).FirstOrDefault();
    }

    private static bool IsShort(string label) => label.Length <= Pseudonymiser.LabelLength && ProfileLabels.IsLegal(label, DicomVR.SH);

    private static string Derived(Pseudonymiser pseudonymiser, DicomTag tag, string label) => tag == s_study ? pseudonymiser.StudyId(label) : pseudonymiser.AccessionNumber(label);
}
