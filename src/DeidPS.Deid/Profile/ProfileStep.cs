using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>The standard's confidentiality profile with options (PS3.15 Annex E), compiled to one look-up per element.</summary>
/// <param name="settings">What it does.</param>
public sealed class ProfileStep(ProfileSettings settings) : IPolicyStep
{
    /// <summary>What it does.</summary>
    public ProfileSettings Settings => settings;

    /// <inheritdoc/>
    public string Digest => string.Empty;

    /// <inheritdoc/>
    public bool IsEmpty => false;

    /// <inheritdoc/>
    public bool NeedsKey => true;

    /// <inheritdoc/>
    public void Check(string policyName, PolicyContext context)
    {
    }

    /// <inheritdoc/>
    public bool Apply(DicomFile file, ObjectContext context) => throw new NotSupportedException();
}
