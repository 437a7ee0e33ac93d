using System.Management.Automation;
using DeidPS.Deid.DicomEdit;
using DeidPS.Dicom;
using DeidPS.Store.Ingest;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Gives a store the routing rules of a file, as XNAT has them.</para>
/// <para type="description">
/// The rules replace those of the same target, or with -Append come behind them. They are kept in the store: receivers and imports use them from then on, also those that
/// are running. Administrators may.
/// </para>
/// </summary>
/// <remarks>
/// One rule a line, (gggg,eeee):regex, then :group and t:text r:replacement where needed; blank lines and lines that start with # are passed over. The expression is Java's, is
/// case-sensitive unless it says (?i), and must match the whole value. A line that is no rule is an error with its number, and then nothing is taken.
/// </remarks>
/// <example>
/// <summary>Take over what an XNAT server has</summary>
/// <code>Import-DeidRoutingRule ./project-rules.txt -Target Project -Store D:\deid</code>
/// <para>The rules for the project as they are now.</para>
/// </example>
/// <example>
/// <summary>Add a rule, and see what it does to a file</summary>
/// <code>Import-DeidRoutingRule ./more.txt -Target Session -Append
/// (Test-DeidRouting ./ct.dcm).Steps</code>
/// <para>Every rule that was tried on the file, in order.</para>
/// </example>
[Cmdlet(VerbsData.Import, "DeidRoutingRule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidRoutingRule))]
public sealed class ImportDeidRoutingRuleCommand : StoreCmdlet
{
    /// <summary>File with the rules, in UTF-8; its name is taken as it stands.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>What the rules decide: Project, Subject or Session.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet(nameof(RoutingTarget.Project), nameof(RoutingTarget.Subject), nameof(RoutingTarget.Session))]
    public RoutingTarget Target { get; set; }

    /// <summary>Keep the rules that are there, and try the new ones after them; off by default.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var path = UnresolvedPath(Path);
        if (Load(path) is { } file)
        {
            if (ShouldProcess($"'{path}' -> the store", $"Import routing rules for {Target}"))
            {
                WriteFromStore(store => new RoutingBook(store).Import(file, Append), path);
            }
            else
            {
                WriteObject(file.Rules.Select((r, i) => new DeidRoutingRule { Target = Target, Position = i + 1, Rule = r.Text }), enumerateCollection: true);
            }
        }

        base.OnEnd();
    }

    /// <summary>Reads the file; null when it cannot be used, which was reported.</summary>
    private RoutingRuleFile? Load(string path)
    {
        RoutingRuleFile file;
        try
        {
            file = RoutingRuleFile.Load(path, Target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ReportError(error, path);
            return null;
        }

        foreach (var finding in file.Findings.Where(f => f.Finding.Severity != ScriptSeverity.Error))
        {
            WriteWarning(FormattableString.Invariant($"Line {finding.Finding.Line}, column {finding.Finding.Column}: {finding.Finding.Message} {finding.Finding.Remedy}").TrimEnd());
        }

        foreach (DeidException error in file.Errors)
        {
            ReportError(error, path);
        }

        return file.HasErrors ? null : file;
    }
}
