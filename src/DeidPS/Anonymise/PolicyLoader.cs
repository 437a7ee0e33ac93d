using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;

namespace DeidPS;

/// <summary>Loads and compiles the policies a cmdlet was given, and tells the user what the checker found.</summary>
internal sealed class PolicyLoader(Cmdlet cmdlet, Func<string, string> resolve)
{
    private const int ErrorsShown = 5;

    private readonly PolicyLibrary _shipped = new(ModuleFolders.Policies);

    /// <summary>What -Profile Basic and -Option mean.</summary>
    /// <exception cref="PolicyException">Both date options are chosen.</exception>
    public static DeidPolicy Basic(ProfileOptions options) => new("Basic", new ProfileStep(new ProfileSettings { Options = options }));

    /// <summary>Compiles all policies.</summary>
    /// <exception cref="PolicyException">A policy does not exist, or has errors.</exception>
    public IReadOnlyList<DeidPolicy> Load(IEnumerable<string> names, bool strict, ICollection variables)
    {
        var options = new DicomEditCompileOptions { Strict = strict, ExternalVariables = [.. variables.Cast<object>().Select(v => LanguagePrimitives.ConvertTo<string>(v))] };
        return [.. names.Select(name => Load(name, options))];
    }

    private DeidPolicy Load(string name, DicomEditCompileOptions options)
    {
        var path = resolve(name);
        var policy = PolicyLibrary.Compile(_shipped.Find(File.Exists(path) ? path : name), options, out var diagnostics);
        if (policy is null)
        {
            var errors = diagnostics.Where(d => d.Finding.Severity == ScriptSeverity.Error).ToList();
            var shown = errors.Take(ErrorsShown).Select(d => string.Create(CultureInfo.InvariantCulture, $"  {Path.GetFileName(d.Source)}, line {d.Finding.Line}, column {d.Finding.Column}: {d.Finding.Message}"));
            throw new PolicyException(
                $"Policy '{name}' has {errors.Count} error(s) and cannot run:\n{string.Join('\n', shown)}",
                "Correct the policy; Test-DeidPolicy lists every finding with a remedy.",
                "ProfileSyntaxError");
        }

        var warnings = diagnostics.Count(d => d.Finding.Severity == ScriptSeverity.Warning);
        if (warnings > 0)
        {
            cmdlet.WriteWarning($"Policy '{policy.Name}' has {warnings} warning(s); Test-DeidPolicy shows them.");
        }

        return policy;
    }
}
