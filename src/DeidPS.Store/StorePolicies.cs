using System.Collections.Concurrent;
using System.Globalization;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Store.Projects;

namespace DeidPS.Store;

/// <summary>Policies and key as a store uses them. Policies are compiled once; thread safe.</summary>
/// <param name="library">Where shipped policies are.</param>
/// <param name="key">The site's secret.</param>
public sealed class StorePolicies(PolicyLibrary library, DeidKey key)
{
    private readonly ConcurrentDictionary<string, DeidPolicy> _compiled = new(StringComparer.Ordinal);

    /// <summary>The site's secret.</summary>
    public DeidKey Key => key;

    /// <summary>Hears of every pseudonym of the site's policy; null for nobody.</summary>
    public IPseudonymSink? Pseudonyms { get; init; }

    /// <summary>What applies a policy to the objects of one session.</summary>
    /// <param name="policy">A shipped policy by name, or a path.</param>
    /// <param name="project">Project id; null for none.</param>
    /// <param name="subject">Subject label; null where the policy is to choose.</param>
    /// <param name="session">Session label; null where the policy is to choose.</param>
    /// <param name="patient">Pseudonym of their patient, the same in the whole store whatever the subject is called: dates of one patient move together. Null on arrival, when the objects themselves say who it is.</param>
    /// <param name="origin">Id of the project that made them, when they are given to another; null where they come from the prearchive.</param>
    /// <param name="isArrival">True for the site's policy on what comes in: what names the patient and still stands anywhere afterwards is held back, whatever the policy says.</param>
    /// <param name="relabels">Tags as eight hexadecimal digits, and what is written into them before the policy; empty clears. Null for nothing.</param>
    /// <exception cref="PolicyException">The policy is missing, has errors, or needs something it does not get.</exception>
    public PolicyRunner Runner(string policy, string? project, string? subject, string? session, string? patient = null, string? origin = null, bool isArrival = false, IReadOnlyDictionary<string, string>? relabels = null)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["project"] = project ?? "Unassigned" };
        if (subject is not null)
        {
            variables["subject"] = subject;
        }

        if (session is not null)
        {
            variables["session"] = session;
        }

        var context = new PolicyContext
        {
            Variables = variables, Key = key, OriginKey = origin is null ? null : key.ForProject(origin), Patient = patient is null ? null : PatientIdentity.Of(patient, null, null, null), Pseudonyms = Pseudonyms,
            Verifies = isArrival, Relabels = relabels?.ToDictionary(r => new DicomTag(uint.Parse(r.Key, NumberStyles.HexNumber, CultureInfo.InvariantCulture)), r => r.Value) ?? [],
        };
        var runner = new PolicyRunner([_compiled.GetOrAdd(policy, Compile)], context);
        return runner.IsEmpty
            ? throw new PolicyException($"Policy '{policy}' does nothing.", "Name a policy that de-identifies.")
            : runner;
    }

    /// <summary>A policy as it runs here, as <c>name@hash</c>; null when it cannot run.</summary>
    /// <param name="policy">A shipped policy by name, or a path.</param>
    internal string? LabelOf(string policy)
    {
        try
        {
            return _compiled.GetOrAdd(policy, Compile).Label;
        }
        catch (PolicyException)
        {
            // Whoever runs it is told why.
            return null;
        }
    }

    /// <summary>Makes sure that a policy can be compiled.</summary>
    /// <param name="library">Where shipped policies are.</param>
    /// <param name="name">A shipped policy by name, or a path.</param>
    /// <exception cref="PolicyException">It is missing or has errors.</exception>
    public static void Check(PolicyLibrary library, string name) => _ = Compile(library, name);

    /// <summary>Compiles a policy as a store runs it; null when it has errors.</summary>
    internal static DeidPolicy? Compile(string path, out IReadOnlyList<PolicyDiagnostic> diagnostics) =>
        PolicyLibrary.Compile(path, new DicomEditCompileOptions { ExternalVariables = ["project", "subject", "session"] }, out diagnostics);

    private DeidPolicy Compile(string name) => Compile(library, name);

    private static DeidPolicy Compile(PolicyLibrary library, string name)
    {
        ArgumentNullException.ThrowIfNull(library);
        return Compile(library.Find(name), out var diagnostics) ?? throw new PolicyException(
            FormattableString.Invariant($"Policy '{name}' has {diagnostics.Count(d => d.Finding.Severity == ScriptSeverity.Error)} error(s) and cannot run."), "Test-DeidPolicy lists them with line and column.", "ProfileSyntaxError");
    }
}
