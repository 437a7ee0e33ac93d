using System.Globalization;
using System.Text;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;

namespace DeidPS.Store.Ingest;

/// <summary>
/// A file of routing rules as XNAT has them: one rule a line, all for the same target; blank lines and lines that start with # are
/// passed over. A line that is no rule is an error (R3), and then the file has no rules at all.
/// </summary>
public sealed class RoutingRuleFile
{
    /// <summary>Bytes of the largest file.</summary>
    public const int MaximumSize = 1024 * 1024;

    /// <summary>Rules that a file may have.</summary>
    public const int MaximumRules = 1000;

    /// <summary>More findings than this say no more.</summary>
    private const int MostFindings = 100;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<RoutingRule> _rules = [];
    private readonly List<PolicyDiagnostic> _findings = [];

    private RoutingRuleFile(RoutingTarget target, string source)
    {
        Target = target;
        Source = source;
    }

    /// <summary>What the rules decide.</summary>
    public RoutingTarget Target { get; }

    /// <summary>The path or name given.</summary>
    public string Source { get; }

    /// <summary>The rules in their order; none when there is an error.</summary>
    public IReadOnlyList<RoutingRule> Rules => HasErrors ? [] : _rules;

    /// <summary>What was found, in the order it stands; at most 100.</summary>
    public IReadOnlyList<PolicyDiagnostic> Findings => _findings;

    /// <summary>Whether the rules are refused.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Reads a file in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Project, Subject or Session.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static RoutingRuleFile Load(string path, RoutingTarget target)
    {
        var file = new RoutingRuleFile(Checked(target), path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new byte[(int)Math.Min(stream.Length, MaximumSize + 1)];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MaximumSize)
        {
            file.Add(Error(RoutingRuleIds.FileTooLarge, 1, "The file is larger than any file of rules.", "Name the right file."));
            return file;
        }

        try
        {
            file.Read(s_strict.GetString(bytes, 0, length));
        }
        catch (DecoderFallbackException)
        {
            file.Add(Error(RoutingRuleIds.FileNotText, 1, "The file is no text in UTF-8.", "Save it as UTF-8."));
        }

        return file;
    }

    /// <summary>Reads rules from a text.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="target">Project, Subject or Session.</param>
    /// <param name="source">What findings name.</param>
    public static RoutingRuleFile Parse(string text, RoutingTarget target, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var file = new RoutingRuleFile(Checked(target), source);
        file.Read(text);
        return file;
    }

    /// <summary>Every finding that refuses the rules as an error that names line and column.</summary>
    public IReadOnlyList<StoreException> Errors => [.. _findings.Select(f => f.Finding).Where(f => f.Severity == ScriptSeverity.Error).Select(f => new StoreException(
        StoreException.StoreValueInvalid, string.Create(CultureInfo.InvariantCulture, $"Routing rules of '{Source}', line {f.Line}, column {f.Column}: {f.Message}"), f.Remedy))];

    /// <summary>The rules, for those who cannot show findings.</summary>
    /// <exception cref="StoreException">StoreValueInvalid: names line and column of the first error.</exception>
    public IReadOnlyList<RoutingRule> Demand() => HasErrors ? throw Errors[0] : _rules;

    private static RoutingTarget Checked(RoutingTarget target) => target != RoutingTarget.AutoArchive
        ? target
        : throw new ArgumentOutOfRangeException(nameof(target), target, "There are no rules of a site for automatic archiving.");

    private void Read(string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (RoutingRuleParser.Parse(lines[i], i + 1, Target, Add) is not { } rule)
            {
                continue;
            }

            if (_rules.Count == MaximumRules)
            {
                Add(Error(RoutingRuleIds.TooManyRules, i + 1, string.Create(CultureInfo.InvariantCulture, $"There are more than {MaximumRules} rules."), null));
                return;
            }

            _rules.Add(rule);
        }
    }

    private void Add(ScriptDiagnostic finding)
    {
        HasErrors |= finding.Severity == ScriptSeverity.Error;

        // The first error is kept whatever was found before.
        if (_findings.Count < MostFindings)
        {
            _findings.Add(new PolicyDiagnostic(Source, finding));
        }
        else if (finding.Severity == ScriptSeverity.Error && !_findings.Exists(static f => f.Finding.Severity == ScriptSeverity.Error))
        {
            _findings[^1] = new PolicyDiagnostic(Source, finding);
        }
    }

    private static ScriptDiagnostic Error(string id, int line, string message, string? remedy) => new(ScriptSeverity.Error, id, line, 1, message, remedy);
}
