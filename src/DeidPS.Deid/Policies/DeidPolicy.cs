using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;

namespace DeidPS.Deid.Policies;

/// <summary>A compiled policy: steps in the order they run. Immutable, shared by all workers.</summary>
public sealed class DeidPolicy
{
    /// <summary>Creates a policy of steps.</summary>
    /// <param name="name">The name it is known by: that of the shipped policy, or of the file without its extension.</param>
    /// <param name="steps">What it does, in order.</param>
    public DeidPolicy(string name, params IReadOnlyList<IPolicyStep> steps)
    {
        Name = name;
        Steps = steps;
    }

    /// <summary>Creates a policy of one script.</summary>
    public DeidPolicy(string name, DicomEditScript script)
        : this(name, [new ScriptStep(script)])
    {
    }

    /// <summary>The name it is known by.</summary>
    public string Name { get; }

    /// <summary>What it does, in order.</summary>
    public IReadOnlyList<IPolicyStep> Steps { get; }

    /// <summary>Cases the policy's author accepts: objects are not held back for them.</summary>
    public IReadOnlySet<HeldCase> Accepts { get; init; } = System.Collections.Frozen.FrozenSet<HeldCase>.Empty;

    /// <summary>Which secret its derivations use.</summary>
    public KeyLevel KeyLevel { get; init; }

    /// <summary>How its derivations work: ranges of dates and the like.</summary>
    public PseudonymSettings Pseudonyms { get; init; } = new();

    /// <summary>True when an object may only be given to it after a profile was applied: it names and re-keys, and removes nothing itself.</summary>
    public bool RequiresDeidentified { get; init; }

    /// <summary>True when a step claims the Basic Profile on every object: what <see cref="RequiresDeidentified"/> asks for.</summary>
    public bool AppliesProfile => Steps.OfType<ProfileStep>().Any(s => s.Claims.Contains(MethodCodes.BasicProfile));

    /// <summary>True to hold an object back in which a value that named the patient is found after the policy.</summary>
    public bool Verifies { get; init; }

    /// <summary>True when no step does anything and nothing is asked of an object either.</summary>
    public bool IsEmpty => !RequiresDeidentified && !Verifies && Steps.All(s => s.IsEmpty);

    /// <summary>True when a step reads the key.</summary>
    public bool NeedsKey => Steps.Any(s => s.NeedsKey);

    /// <summary>
    /// The first twelve hexadecimal digits of a SHA-256 over everything that decides what the policy does: enough to tell versions
    /// apart, short enough for SH. A policy of a single script has the hash of the script's text.
    /// </summary>
    public string ShortHash => field ??= Hash()[..12];

    /// <summary>Name and version as they are recorded: <c>name@hash</c>.</summary>
    public string Label => $"{Name}@{ShortHash}";

    private string Hash()
    {
        if (Steps is [ScriptStep script] && Accepts.Count == 0 && KeyLevel == KeyLevel.Site && !RequiresDeidentified && !Verifies && Pseudonyms == new PseudonymSettings())
        {
            return script.Digest;
        }

        var text = new StringBuilder();
        foreach (var step in Steps)
        {
            text.Append(step.Digest).Append('\n');
        }

        text.Append(KeyLevel).Append(RequiresDeidentified ? " after a profile" : string.Empty).Append(Verifies ? " verified" : string.Empty).Append('\n').Append(Pseudonyms.Digest).Append('\n').AppendJoin(',', Accepts.Order());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
