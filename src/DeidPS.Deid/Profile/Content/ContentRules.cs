using DeidPS.Deid.Pseudonyms;

namespace DeidPS.Deid.Profile.Content;

/// <summary>What the cleaners of content need to know of the step and the patient.</summary>
/// <param name="Settings">Options and words of the step.</param>
/// <param name="Pseudonymiser">Maps UIDs; null when the step has no key, and then UIDs that must change are removed.</param>
/// <param name="OffsetDays">Days the patient's dates move with Modified Dates.</param>
internal sealed record ContentRules(ProfileSettings Settings, Pseudonymiser? Pseudonymiser, int OffsetDays)
{
    /// <summary>True when the step has the option.</summary>
    public bool Has(ProfileOptions option) => (Settings.Options & option) != 0;
}
