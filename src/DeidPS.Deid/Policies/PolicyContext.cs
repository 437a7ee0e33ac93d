using System.Collections.Frozen;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>What a run gives its policies, the same for every object.</summary>
public sealed record PolicyContext
{
    /// <summary>External variables: <c>project</c>, <c>subject</c>, <c>session</c> and what the site's scripts read beside.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The table for <c>lookup[]</c>; null when there is none.</summary>
    public LookupTable? LookupTable { get; init; }

    /// <summary>The site's secret; null when there is none.</summary>
    public DeidKey? Key { get; init; }

    /// <summary>The project's secret; null to derive it from the site's and the variable <c>project</c>.</summary>
    public DeidKey? ProjectKey { get; init; }

    /// <summary>
    /// The secret of another project, whose objects are given to this one; null for none. Its seal vouches for them, and what is recorded of that project's
    /// level does not count as applied: they are named and derived anew.
    /// </summary>
    public DeidKey? OriginKey { get; init; }

    /// <summary>Whom every object of the run speaks of, where that is known better than from the objects; null to read it from each.</summary>
    public PatientIdentity? Patient { get; init; }

    /// <summary>Hears of every pseudonym that is made, for a look-up table; null for none.</summary>
    public IPseudonymSink? Pseudonyms { get; init; }

    /// <summary>Cases this run accepts beside those its policies accept.</summary>
    public IReadOnlySet<HeldCase> Accepts { get; init; } = FrozenSet<HeldCase>.Empty;

    /// <summary>Attributes that get other values before the first policy; empty clears. Whose images they are, and what must not be left anywhere, is read from the objects as they were.</summary>
    public IReadOnlyDictionary<DicomTag, string> Relabels { get; init; } = FrozenDictionary<DicomTag, string>.Empty;

    /// <summary>Holds back what still names the patient after the policies, also where none of them asks for it (<c>verify</c>); UIDs are left to the policies.</summary>
    public bool Verifies { get; init; }

    /// <summary>Turns every warning of a script into an error.</summary>
    public bool Strict { get; init; }

    /// <summary>A variable that is a label; null when there is none: the collection writes Unassigned or Unknown where it has none.</summary>
    public string? Label(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 && value is not ("Unassigned" or "Unknown") ? value : null;

    /// <summary>The secret a policy's derivations use; null when the run has none.</summary>
    public DeidKey? KeyOf(DeidPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.KeyLevel == KeyLevel.Site ? Key : ProjectKey ?? Key?.ForProject(Variables.GetValueOrDefault("project", "Unassigned"));
    }
}
