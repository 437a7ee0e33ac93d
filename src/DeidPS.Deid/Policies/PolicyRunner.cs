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

    /// <summary>Checks that the context has what the policies need, before any object is touched.</summary>
    /// <param name="policies">The policies, in the order they run.</param>
    /// <param name="context">Variables, table and key.</param>
    /// <exception cref="PolicyException">A variable, the look-up table or the key is missing.</exception>
    public PolicyRunner(IReadOnlyList<DeidPolicy> policies, PolicyContext context)
    {
        Policies = policies;
        _context = context;
        _pseudonymisers = new Pseudonymiser?[policies.Count];
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

            _pseudonymisers[i] = key is null ? null : new Pseudonymiser(key, policy.Pseudonyms, context.Pseudonyms);
        }
    }

    /// <summary>The policies, in the order they run.</summary>
    public IReadOnlyList<DeidPolicy> Policies { get; }

    /// <summary>True when no policy has a statement that does anything: objects stay as they are.</summary>
    public bool IsEmpty => Policies.All(p => p.IsEmpty);

    /// <summary>Applies all policies and records them in the object.</summary>
    /// <param name="file">The object; to be discarded when this throws or the outcome is a rejection.</param>
    /// <exception cref="DicomEdit.DicomEditException">A script met a run-time error.</exception>
    /// <exception cref="DicomValueException">A value does not fit its VR or character set.</exception>
    public PolicyOutcome Apply(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var tally = new Tally();
        var applied = new List<DeidPolicy>(Policies.Count);
        for (var i = 0; i < Policies.Count; i++)
        {
            var policy = Policies[i];
            if (policy.IsEmpty)
            {
                continue;
            }

            var context = new ObjectContext
            {
                Run = _context,
                Policy = policy,
                Pseudonymiser = _pseudonymisers[i],
                Patient = PatientIdentity.Of(file.Dataset),
                SopClassUid = file.Dataset.GetText(DicomTags.SOPClassUID)?.Trim('\0', ' ') ?? string.Empty,
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

            applied.Add(policy);
        }

        var left = tally.LeftUnchanged(file);
        if (applied.Count == 0)
        {
            return tally.Outcome(left);
        }

        var unknown = UnknownAttributes.In(file.Dataset);
        ApplicationRecord.Write(file, applied);
        return tally.Outcome(left) with { Unknown = unknown };
    }
}
