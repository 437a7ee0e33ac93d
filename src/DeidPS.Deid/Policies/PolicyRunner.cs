using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Profile;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Applies policies, in order, to one object in memory: site-wide first, project second, each on what the one before left. The
/// same runner serves files, the network and the store. Immutable; used by all workers at once.
/// </summary>
public sealed class PolicyRunner
{
    private readonly PolicyContext _context;

    /// <summary>Checks that the context has what the policies need, before any object is touched.</summary>
    /// <param name="policies">The policies, in the order they run.</param>
    /// <param name="context">Variables, table and key.</param>
    /// <exception cref="PolicyException">A variable, the look-up table or the key is missing.</exception>
    public PolicyRunner(IReadOnlyList<DeidPolicy> policies, PolicyContext context)
    {
        Policies = policies;
        _context = context;
        foreach (var policy in policies)
        {
            Check(policy, context);
        }
    }

    /// <summary>The policies, in the order they run.</summary>
    public IReadOnlyList<DeidPolicy> Policies { get; }

    /// <summary>True when no policy has a statement that does anything: objects stay as they are.</summary>
    public bool IsEmpty => Policies.All(p => p.Script.IsEmpty);

    /// <summary>Applies all policies and records them in the object.</summary>
    /// <param name="file">The object; to be discarded when this throws or the outcome is a rejection.</param>
    /// <exception cref="DicomEditException">A script met a run-time error.</exception>
    /// <exception cref="DicomValueException">A value does not fit its VR or character set.</exception>
    public PolicyOutcome Apply(DicomFile file)
    {
        var tally = new Tally();
        var context = new DicomEditContext
        {
            Variables = _context.Variables,
            LookupTable = _context.LookupTable,
            Key = _context.Key,
            Strict = _context.Strict,
            OnWarning = tally.Warn,
            Changes = tally,
        };

        var applied = new List<DeidPolicy>(Policies.Count);
        foreach (var policy in Policies)
        {
            if (policy.Script.Apply(file, context) == ScriptOutcome.Rejected)
            {
                return tally.Outcome([]) with { IsRejected = true };
            }

            if (!policy.Script.IsEmpty)
            {
                applied.Add(policy);
            }
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

    private static void Check(DeidPolicy policy, PolicyContext context)
    {
        foreach (var variable in policy.Script.RequiredVariables.Order(StringComparer.Ordinal))
        {
            if (!context.Variables.ContainsKey(variable))
            {
                throw new PolicyException($"Policy '{policy.Name}' reads the variable '{variable}', which has no value.", $"Give it: -Variable @{{ {variable} = '...' }}.");
            }
        }

        if (policy.Script.NeedsLookupTable && context.LookupTable is null)
        {
            throw new PolicyException($"Policy '{policy.Name}' uses lookup[], but there is no table.", "Name the table with -LookupTable.");
        }

        if (policy.Script.NeedsKey && context.Key.Length < 16)
        {
            throw new PolicyException($"Policy '{policy.Name}' maps UIDs with a key, but there is no key of at least 16 bytes.", "Name the key file with -KeyPath.", "KeyMissing");
        }
    }

    /// <summary>Counts changes and remembers which assignments did nothing.</summary>
    private sealed class Tally : IChangeSink
    {
        private readonly int[] _counts = new int[4];
        private List<ScriptWarning>? _doubtful;
        private int _warnings;

        public void Record(ChangeAction action, DicomDataset dataset, DicomTag tag, DicomElement? before, DicomElement? after) => _counts[(int)action]++;

        public void Warn(ScriptWarning warning)
        {
            _warnings++;
            if (warning is { IsPresent: true, Kind: ScriptWarningKind.AssignmentSkipped or ScriptWarningKind.DateLeft } && ProfileTable.IsIdentifying(warning.Tag))
            {
                (_doubtful ??= []).Add(warning);
            }
        }

        public IReadOnlyList<string> LeftUnchanged(DicomFile file) =>
            _doubtful is null ? [] : [.. _doubtful.Select(w => w.Path).Distinct(StringComparer.Ordinal).Where(path => IsAsRead(file, path))];

        public PolicyOutcome Outcome(IReadOnlyList<string> left) => new()
        {
            LeftUnchanged = left,
            Warnings = _warnings,
            Added = _counts[(int)ChangeAction.Added],
            Replaced = _counts[(int)ChangeAction.Changed],
            Emptied = _counts[(int)ChangeAction.Emptied],
            Removed = _counts[(int)ChangeAction.Removed],
        };

        /// <summary>True when the element at an address still has the value it came with; also when the address cannot be followed.</summary>
        private static bool IsAsRead(DicomFile file, string path)
        {
            var dataset = path.StartsWith("(0002,", StringComparison.Ordinal) ? file.FileMeta : file.Dataset;
            DicomElement? element = null;
            foreach (var step in path.Split('/'))
            {
                var bracket = step.IndexOf('[', StringComparison.Ordinal);
                if (dataset is null || !DicomTag.TryParse(bracket < 0 ? step : step.AsSpan(0, bracket), out var tag))
                {
                    return true;
                }

                element = dataset.Find(tag);
                if (element is null)
                {
                    return false;
                }

                dataset = bracket >= 0 && int.TryParse(step.AsSpan(bracket + 1).TrimEnd(']'), out var index) && index >= 0 && index < element.Items.Count
                    ? element.Items[index]
                    : null;
            }

            return element?.Dataset is { } owner && owner.Any(e => e.Tag == element.Tag && e is { IsModified: false, IsEmpty: false });
        }
    }
}
