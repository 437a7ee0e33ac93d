using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>Applies a profile as a run does and gives the object as a reader finds it afterwards.</summary>
internal static class ProfileRun
{
    public static readonly DeidKey Key = new("0123456789abcdef0123456789abcdef"u8);

    public static readonly PseudonymSettings Pseudonyms = new();

    public static Pseudonymiser Pseudonymiser { get; } = new(Key, Pseudonyms);

    public static DicomFile Apply(DicomFile file, ProfileSettings settings, PolicyContext? context = null)
    {
        Runner(settings, context).Apply(file);
        return Reopened(file);
    }

    public static DicomFile Apply(DicomFile file, ProfileOptions options = ProfileOptions.None) => Apply(file, new ProfileSettings { Options = options });

    public static PolicyRunner Runner(ProfileSettings settings, PolicyContext? context = null) =>
        new([new DeidPolicy("test", new ProfileStep(settings)) { Pseudonyms = Pseudonyms }], (context ?? new PolicyContext()) with { Key = Key });

    public static DicomFile Reopened(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return DicomFile.Open(stream.ToArray());
    }

    /// <summary>Applies a step alone, to see what it says to its context.</summary>
    public static ObjectContext Step(DicomFile file, ProfileSettings settings)
    {
        var step = new ProfileStep(settings);
        var policy = new DeidPolicy("test", step);
        var context = new ObjectContext
        {
            Run = new PolicyContext { Key = Key },
            Policy = policy,
            Pseudonymiser = Pseudonymiser,
            Patient = PatientIdentity.Of(file.Dataset),
            SopClassUid = file.Dataset.GetText(DicomTags.SOPClassUID) ?? string.Empty,
            Changes = new Silent(),
            OnWarning = static _ => { },
        };
        Assert.True(step.Apply(file, context));
        return context;
    }

    private sealed class Silent : Deid.DicomEdit.IChangeSink
    {
        public void Record(Deid.DicomEdit.ChangeAction action, DicomDataset dataset, DicomTag tag, DicomElement? before, DicomElement? after)
        {
        }
    }
}
