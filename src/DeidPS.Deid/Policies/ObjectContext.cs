using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>What belongs to one object on its way through one policy. Not thread safe; made by the runner.</summary>
public sealed class ObjectContext
{
    private readonly List<HeldFinding> _held = [];
    private readonly SortedSet<string> _claims = new(StringComparer.Ordinal);
    private readonly SortedSet<DicomTag> _requiredReplaced = [];

    /// <summary>What the run gives every object.</summary>
    public required PolicyContext Run { get; init; }

    /// <summary>The policy whose steps are being applied.</summary>
    public required DeidPolicy Policy { get; init; }

    /// <summary>Keyed derivations of this policy; null when none of its steps needs a key.</summary>
    public Pseudonymiser? Pseudonymiser { get; init; }

    /// <summary>Whom the object spoke of when this policy met it, taken before the policy's first step.</summary>
    public required PatientIdentity Patient { get; init; }

    /// <summary>SOP Class UID (0008,0016) as this policy met it, without padding; empty when there is none.</summary>
    public required string SopClassUid { get; init; }

    /// <summary>Hears of changes.</summary>
    public required IChangeSink Changes { get; init; }

    /// <summary>Hears of warnings.</summary>
    public required Action<ScriptWarning> OnWarning { get; init; }

    /// <summary>Why the object is to be held back, as far as steps said so.</summary>
    public IReadOnlyList<HeldFinding> Held => _held;

    /// <summary>Codes of CID 7050 whose option was truly carried out on this object, ascending.</summary>
    public IReadOnlyCollection<string> Claims => _claims;

    /// <summary>What was done to dates: REMOVED, UNMODIFIED or MODIFIED for (0028,0303); null when no step said so.</summary>
    public string? TemporalInformation { get; set; }

    /// <summary>True when a step dealt with every attribute of Table E.1-1.</summary>
    public bool IsProfileApplied { get; set; }

    /// <summary>
    /// Attributes that the profile's table removes and the object's IOD requires, so that a dummy or no value stands there (PS3.15 E.1.1).
    /// </summary>
    public IReadOnlyCollection<DicomTag> RequiredReplaced => _requiredReplaced;

    /// <summary>Says that an attribute was replaced although the table removes it.</summary>
    /// <param name="tag">The attribute.</param>
    public void ReportRequired(DicomTag tag) => _requiredReplaced.Add(tag);

    /// <summary>Holds the object back.</summary>
    /// <param name="heldCase">The case a policy can accept.</param>
    /// <param name="message">Why, by tags, counts and positions, never a value.</param>
    public void Hold(HeldCase heldCase, string message) => _held.Add(new HeldFinding(heldCase, message));

    /// <summary>Claims that an option was carried out (PS3.16 CID 7050).</summary>
    /// <param name="codeValue">For example 113100.</param>
    public void Claim(string codeValue) => _claims.Add(codeValue);
}
