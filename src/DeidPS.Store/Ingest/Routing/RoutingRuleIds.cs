namespace DeidPS.Store.Ingest;

/// <summary>The stable ids of findings in routing rules. Changing one is a breaking change.</summary>
public static class RoutingRuleIds
{
    /// <summary>A line that is no rule.</summary>
    public const string RuleSyntax = nameof(RuleSyntax);

    /// <summary>A regular expression that cannot be used.</summary>
    public const string RulePattern = nameof(RulePattern);

    /// <summary>A group that the regular expression does not have.</summary>
    public const string RuleGroup = nameof(RuleGroup);

    /// <summary>A replacement that cannot be used.</summary>
    public const string RuleReplacement = nameof(RuleReplacement);

    /// <summary>Warning: half a replacement, which counts as part of the regular expression.</summary>
    public const string RuleHalfReplacement = nameof(RuleHalfReplacement);

    /// <summary>Warning: a label made of an attribute that identifies the patient.</summary>
    public const string RuleReadsIdentity = nameof(RuleReadsIdentity);

    /// <summary>A line longer than any rule.</summary>
    public const string LineTooLong = nameof(LineTooLong);

    /// <summary>More rules than any site has.</summary>
    public const string TooManyRules = nameof(TooManyRules);

    /// <summary>A file larger than any rule file.</summary>
    public const string FileTooLarge = nameof(FileTooLarge);

    /// <summary>A file that is no text in UTF-8.</summary>
    public const string FileNotText = nameof(FileNotText);
}
