using System.Globalization;
using System.Management.Automation;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Commands;

/// <summary>Checks DicomEdit policies before they meet a patient: one object per finding, with line, column and remedy.</summary>
/// <remarks>
/// A policy without findings yields nothing. A policy that would be refused also gives a non-terminating error, so that $? is false and
/// -ErrorAction Stop ends a script; warnings alone do not, unless -Strict is given. No DICOM file is read.
/// </remarks>
/// <example>
/// <title>Check your own script</title>
/// <code>Test-DeidPolicy ./my-project.das</code>
/// <para>Lists what is wrong or doubtful, with line and column.</para>
/// </example>
/// <example>
/// <title>Only yes or no</title>
/// <code>if (-not (Test-DeidPolicy site-wide, ./my-project.das -Quiet)) { exit 1 }</code>
/// <para>True for each policy that Invoke-Anonymise would accept.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "DeidPolicy")]
[OutputType(typeof(PolicyFinding), typeof(bool))]
public sealed class TestDeidPolicyCommand : DeidCmdlet
{
    /// <summary>Names of shipped policies, or paths of policy files (.json) and scripts (.das); wildcards are expanded in paths.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Path", "FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string[] Policy { get; set; } = [];

    /// <summary>Names of variables that will be given with -Variable, beside project, subject and session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("Variable")]
    public string[] VariableName { get; set; } = [];

    /// <summary>Take warnings as errors; off by default.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Put out true or false for each policy instead of its findings, and no error; off by default.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var path in Policy.SelectMany(Paths))
        {
            StopToken.ThrowIfCancellationRequested();
            Check(path);
        }
    }

    private IEnumerable<string> Paths(string nameOrPath)
    {
        var library = new PolicyLibrary(ModuleFolders.Policies);
        if (library.Names.Contains(nameOrPath))
        {
            return [library.Find(nameOrPath)];
        }

        var resolver = new PathResolver(SessionState, (exception, target) => Fail(exception, target));
        return resolver.Files([nameOrPath], isLiteral: false, recurse: false, StopToken)
            .Where(file => file.IsNamed || PolicyLibrary.IsPolicy(file.FullName))
            .Select(file => file.FullName);
    }

    private void Check(string path)
    {
        try
        {
            var options = new DicomEditCompileOptions { Strict = Strict, ExternalVariables = VariableName };
            var policy = PolicyLibrary.Compile(path, options, out var findings);
            if (Quiet)
            {
                WriteObject(policy is not null);
                return;
            }

            foreach (var finding in findings)
            {
                WriteObject(PolicyFinding.From(finding.Finding, finding.Source));
            }

            if (policy is null)
            {
                ReportError(Refused(path, findings), path);
            }
            else
            {
                WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"{path}: valid, {findings.Count} warnings."));
            }
        }
        catch (Exception exception) when (exception is DeidException or IOException or UnauthorizedAccessException)
        {
            Fail(exception, path);
        }
    }

    private static PolicyException Refused(string path, IReadOnlyList<PolicyDiagnostic> findings)
    {
        var errors = findings.Count(finding => finding.Finding.Severity == ScriptSeverity.Error);
        return new PolicyException(
            string.Create(CultureInfo.InvariantCulture, $"The policy '{path}' is refused; errors: {errors}, warnings: {findings.Count - errors}."),
            "Mend what the findings name; Invoke-Anonymise would refuse it too.",
            "ProfileSyntaxError");
    }

    /// <summary>A policy that cannot be read is not valid; -Quiet says so and stays quiet.</summary>
    private void Fail(Exception exception, object? target)
    {
        if (Quiet)
        {
            WriteObject(false);
        }
        else
        {
            ReportError(exception, target);
        }
    }
}
