using DeidPS.Deid.DicomEdit;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>A DicomEdit 6 script as a step of a policy.</summary>
/// <param name="script">The compiled script.</param>
public sealed class ScriptStep(DicomEditScript script) : IPolicyStep
{
    /// <summary>The compiled script.</summary>
    public DicomEditScript Script => script;

    /// <inheritdoc/>
    public string Digest => script.Hash;

    /// <inheritdoc/>
    public bool IsEmpty => script.IsEmpty;

    /// <inheritdoc/>
    public bool NeedsKey => script.NeedsKey;

    /// <inheritdoc/>
    public void Check(string policyName, PolicyContext context)
    {
        foreach (var variable in script.RequiredVariables.Order(StringComparer.Ordinal))
        {
            if (!context.Variables.ContainsKey(variable))
            {
                throw new PolicyException($"Policy '{policyName}' reads the variable '{variable}', which has no value.", $"Give it: -Variable @{{ {variable} = '...' }}.");
            }
        }

        if (script.NeedsLookupTable && context.LookupTable is null)
        {
            throw new PolicyException($"Policy '{policyName}' uses lookup[], but there is no table.", "Name the table with -LookupTable.");
        }
    }

    /// <inheritdoc/>
    public bool Apply(DicomFile file, ObjectContext context) =>
        script.Apply(file, new DicomEditContext
        {
            Variables = context.Run.Variables,
            LookupTable = context.Run.LookupTable,
            Key = context.Run.KeyOf(context.Policy)?.Bytes ?? default,
            Strict = context.Run.Strict,
            OnWarning = context.OnWarning,
            Changes = context.Changes,
        }) == ScriptOutcome.Applied;
}
