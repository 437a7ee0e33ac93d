using DeidPS.Deid.Policies;
using DeidPS.Deid.Pixels;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>
/// The standard's confidentiality profile with options (PS3.15 Annex E), compiled to one look-up per element. Immutable; used by all
/// workers at once.
/// </summary>
public sealed class ProfileStep : IPolicyStep
{
    private readonly CompiledProfile _profile;

    /// <summary>Compiles the profile.</summary>
    /// <param name="settings">What it does.</param>
    /// <exception cref="PolicyException">Both date options are chosen, or an override names what can have no action of its own.</exception>
    public ProfileStep(ProfileSettings settings)
    {
        Settings = settings;
        _profile = new CompiledProfile(settings);
    }

    /// <summary>What it does.</summary>
    public ProfileSettings Settings { get; }

    /// <inheritdoc/>
    public string Digest => _profile.Digest;

    /// <inheritdoc/>
    public bool IsEmpty => false;

    /// <inheritdoc/>
    public bool NeedsKey => true;

    /// <summary>Codes of CID 7050 that the step claims on every object: 113100 and the options; empty when it cannot claim the Basic Profile.</summary>
    public IReadOnlyList<string> Claims => _profile.Claims;

    /// <inheritdoc/>
    public void Check(string policyName, PolicyContext context)
    {
        foreach (var (tag, source) in Settings.Labels.OrderBy(static l => l.Key))
        {
            var name = source switch { LabelSource.Subject => "subject", LabelSource.Project => "project", _ => null };
            var vr = DicomDictionary.VROf(tag);
            if (name is not null && context.Label(name) is { } label && !ProfileLabels.IsLegal(label, vr))
            {
                throw new PolicyException(
                    $"Policy '{policyName}' writes the variable '{name}' into {tag}, where its value is not legal.",
                    $"Give printable ASCII characters without backslash, at most {vr.MaximumCharacters()} of them and no blanks around.");
            }
        }
    }

    /// <inheritdoc/>
    public bool Apply(DicomFile file, ObjectContext context)
    {
        if (Settings.Base == ProfileBase.Basic)
        {
            PixelCarriers.Clean(file, context);
        }

        new ProfileWalk(_profile, context).Run(file.Dataset);
        foreach (var claim in _profile.Claims)
        {
            context.Claim(claim);
        }

        var isModified = _profile.Has(ProfileOptions.RetainModifiedDates);
        if (Settings.Base == ProfileBase.Basic)
        {
            context.IsProfileApplied = true;
            context.TemporalInformation = isModified ? "MODIFIED" : _profile.Has(ProfileOptions.RetainFullDates) ? "UNMODIFIED" : "REMOVED";
        }
        else if (isModified)
        {
            context.TemporalInformation = "MODIFIED";
        }

        return true;
    }
}
