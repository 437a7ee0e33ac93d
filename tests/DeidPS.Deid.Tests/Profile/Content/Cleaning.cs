using System.Collections.Frozen;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Profile.Content;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Profile.Content;

/// <summary>What the cleaners are given, without an engine around them.</summary>
internal static class Cleaning
{
    public const int Days = -37;

    public static ContentRules Rules(ProfileOptions options) =>
        new(new ProfileSettings { Options = options }, Pseudonymiser, Days);

    public static Pseudonymiser Pseudonymiser { get; } = new(new DeidKey([.. Enumerable.Range(1, 32).Select(i => (byte)i)]), new PseudonymSettings());

    public static ObjectContext Context(DicomFile file) => new()
    {
        Run = new PolicyContext { Variables = FrozenDictionary<string, string>.Empty },
        Policy = new DeidPolicy("test", []),
        Pseudonymiser = Pseudonymiser,
        Patient = PatientIdentity.Of(file.Dataset),
        SopClassUid = file.Dataset.GetText(DicomTags.SOPClassUID) ?? string.Empty,
        Changes = new Tally(),
        OnWarning = static _ => { },
    };
}
