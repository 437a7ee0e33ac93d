using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Applies policies, in order, to one object in memory: site-wide first, project second, each on what the one before left. The
/// same runner serves files, the network and the store. Immutable; used by all workers at once.
/// </summary>
public sealed class PolicyRunner
{
    private readonly PolicyContext _context;
    private readonly Pseudonymiser?[] _pseudonymisers;
    private readonly DeidKey?[] _keys;
    private readonly List<DeidKey> _sealKeys = [];

    /// <summary>Checks that the context has what the policies need, before any object is touched.</summary>
    /// <param name="policies">The policies, in the order they run.</param>
    /// <param name="context">Variables, table and key.</param>
    /// <exception cref="PolicyException">A variable, the look-up table or the key is missing, or the order cannot be meant.</exception>
    public PolicyRunner(IReadOnlyList<DeidPolicy> policies, PolicyContext context)
    {
        CheckOrder(policies);
        Policies = policies;
        _context = context;
        _pseudonymisers = new Pseudonymiser?[policies.Count];
        _keys = new DeidKey?[policies.Count];
        for (var i = 0; i < policies.Count; i++)
        {
            var policy = policies[i];
            var key = context.KeyOf(policy);
            if (policy.NeedsKey && key is null)
            {
                throw new PolicyException($"Policy '{policy.Name}' derives pseudonyms with a key, but there is none.", "Name the key file with -KeyPath; New-DeidKey makes one.", "KeyMissing");
            }

            foreach (var step in policy.Steps)
            {
                step.Check(policy.Name, context);
            }

            _keys[i] = policy.NeedsKey ? key : null;
            _pseudonymisers[i] = key is null ? null : new Pseudonymiser(key, policy.Pseudonyms, context.Pseudonyms);
        }

        // An earlier level was sealed with the site's key even where this run only applies a project's policy.
        _sealKeys.AddRange(_keys.Append(context.Key).Append(context.OriginKey).OfType<DeidKey>().DistinctBy(k => k.Fingerprint));
    }

    /// <summary>The policies, in the order they run.</summary>
    public IReadOnlyList<DeidPolicy> Policies { get; }

    /// <summary>True when no policy has a statement that does anything: objects stay as they are.</summary>
    public bool IsEmpty => Policies.All(p => p.IsEmpty);

    /// <summary>True when an object has a seal that is none of what this run makes: another key, another project, another level, or it was changed since.</summary>
    public bool IsOfAnother(DicomDataset dataset) =>
        Array.FindLast(_keys, static k => k is not null) is { } key && PolicySeal.IsPresent(dataset) && !PolicySeal.IsValid(dataset, key);

    /// <summary>Applies all policies and records them in the object.</summary>
    /// <param name="file">The object; to be discarded unless the outcome releases it.</param>
    /// <exception cref="DicomEdit.DicomEditException">A script met a run-time error.</exception>
    /// <exception cref="DicomValueException">A value does not fit its VR or character set.</exception>
    public PolicyOutcome Apply(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (IsEmpty)
        {
            return new PolicyOutcome();
        }

        var open = Remaining(file.Dataset, out var doubtful);
        if (doubtful)
        {
            return new PolicyOutcome { IsRecordDoubtful = true };
        }

        if (open.Count == 0)
        {
            // What was once let through is judged again: this run may not accept it.
            file.ClaimAuthorship();
            return new PolicyOutcome
            {
                IsAlreadyDeidentified = true,
                Held = ReleaseGate.Judge(ObjectTraits.Of(file), file, PolicySeal.Claims(file.Dataset), [], IsAccepted),
            };
        }

        return Apply(file, open);
    }

    /// <summary>A policy that takes only what a profile was applied to, before the one that applies it, would hold every object back.</summary>
    private static void CheckOrder(IReadOnlyList<DeidPolicy> policies)
    {
        var first = policies.FirstOrDefault(p => p.RequiresDeidentified || p.AppliesProfile);
        if (first is { AppliesProfile: false } && policies.FirstOrDefault(p => p.AppliesProfile) is { } profile)
        {
            throw new PolicyException($"Policy '{first.Name}' takes only what a profile was applied to, and comes before '{profile.Name}', which applies one.", $"Name them in the order they run: -Policy {profile.Name}, {first.Name}.");
        }
    }

    private PolicyOutcome Apply(DicomFile file, List<int> open)
    {
        var tally = new Tally();
        var before = ObjectTraits.Of(file);
        var isVerified = open.Exists(i => Policies[i].Verifies);
        var check = isVerified || _context.Verifies ? ResidualCheck.Of(file.Dataset, _context.Variables.Values, onlyPeople: !isVerified) : null;

        var patient = _context.Patient ?? (_context.Relabels.Count > 0 ? PatientIdentity.Of(file.Dataset) : null);

        // What an earlier level claims counts when our own seal vouches for it.
        var seal = SealOf(file.Dataset);
        var earlier = seal is null ? null : PolicySeal.Claims(file.Dataset);

        Relabel(file.Dataset);
        var applied = new List<ObjectContext>(open.Count);
        foreach (var i in open)
        {
            var policy = Policies[i];
            if (policy.RequiresDeidentified && earlier?.Contains(MethodCodes.BasicProfile) != true && !applied.Exists(a => a.Claims.Contains(MethodCodes.BasicProfile)))
            {
                return tally.Outcome([]) with { IsProfileMissing = true };
            }

            var context = new ObjectContext
            {
                Run = _context,
                Policy = policy,
                Pseudonymiser = _pseudonymisers[i],
                Patient = patient ?? PatientIdentity.Of(file.Dataset),
                SopClassUid = before.SopClassUid,
                Changes = tally,
                OnWarning = tally.Warn,
            };
            foreach (var step in policy.Steps)
            {
                if (!step.Apply(file, context))
                {
                    return tally.Outcome([]) with { IsRejected = true };
                }
            }

            applied.Add(context);
        }

        HashSet<string> claims = [.. earlier ?? [], .. applied.SelectMany(a => a.Claims)];
        var outcome = tally.Outcome(tally.LeftUnchanged(file)) with
        {
            Held = ReleaseGate.Judge(before, file, claims, applied.SelectMany(a => a.Held), IsAccepted),
            RequiredReplaced = applied.Exists(a => a.RequiredReplaced.Count > 0) ? [.. applied.SelectMany(a => a.RequiredReplaced).Distinct().Order()] : [],
            Residual = check?.FindIn(file.Dataset) ?? [],
        };
        if (ReleaseGate.IsBlanked(file.Dataset))
        {
            claims.Add(MethodCodes.CleanPixelData);
        }

        ApplicationRecord.Write(file, before, applied, earlier);
        var key = open.Select(i => _keys[i]).LastOrDefault(k => k is not null) ?? (IsOrigin(seal) ? _context.Key : seal);
        if (key is not null)
        {
            PolicySeal.Write(file.Dataset, key, claims);
        }

        return outcome;
    }

    private void Relabel(DicomDataset dataset)
    {
        foreach (var (tag, value) in _context.Relabels)
        {
            dataset.SetText(tag, value);
        }
    }

    private bool IsAccepted(HeldCase heldCase) => _context.Accepts.Contains(heldCase) || Policies.Any(p => p.Accepts.Contains(heldCase));

    /// <summary>The key of this run that the object was sealed with and has not changed since; null when there is none.</summary>
    private DeidKey? SealOf(DicomDataset dataset) => dataset.Contains(DicomTags.DeidentificationMethodCodeSequence) ? _sealKeys.Find(key => PolicySeal.IsValid(dataset, key)) : null;

    /// <summary>The policies that are to be applied: those not recorded, and those without a key, which anybody can record.</summary>
    private List<int> Remaining(DicomDataset dataset, out bool doubtful)
    {
        doubtful = false;
        var all = Enumerable.Range(0, Policies.Count).Where(i => !Policies[i].IsEmpty).ToList();
        if (!dataset.Contains(DicomTags.DeidentificationMethod))
        {
            return all;
        }

        var recorded = all.FindAll(i => ApplicationRecord.IsRecorded(dataset, Policies[i]));
        if (!recorded.Exists(i => Policies[i].NeedsKey))
        {
            return all;
        }

        var seal = SealOf(dataset);
        doubtful = seal is null;
        return all.FindAll(i => !recorded.Contains(i) || (IsOrigin(seal) && Policies[i].KeyLevel == KeyLevel.Project));
    }

    /// <summary>True when another project made the object, whose level is to be applied over.</summary>
    private bool IsOrigin(DeidKey? seal) => seal is not null && seal.Fingerprint == _context.OriginKey?.Fingerprint;
}
