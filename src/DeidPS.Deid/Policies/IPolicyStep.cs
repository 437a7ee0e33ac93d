using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>One step of a policy: a script, the standard's profile, or labels. Compiled once, immutable, used by all workers at once.</summary>
public interface IPolicyStep
{
    /// <summary>SHA-256, lower-case hexadecimal, of all that decides what the step does: text, options, tables, word lists.</summary>
    string Digest { get; }

    /// <summary>True when the step does nothing to any object.</summary>
    bool IsEmpty { get; }

    /// <summary>True when the step reads the secret key of its policy.</summary>
    bool NeedsKey { get; }

    /// <summary>Checks that a run gives the step what it needs, before any object is touched.</summary>
    /// <param name="policyName">The policy the step belongs to, for messages.</param>
    /// <param name="context">What the run gives.</param>
    /// <exception cref="PolicyException">A variable, a table or a key is missing.</exception>
    void Check(string policyName, PolicyContext context);

    /// <summary>Applies the step to one object in memory.</summary>
    /// <param name="file">The object; to be discarded when this throws or returns false.</param>
    /// <param name="context">What belongs to this object and this policy.</param>
    /// <returns>False when the step rejects the object.</returns>
    bool Apply(DicomFile file, ObjectContext context);
}
