using System.Reflection;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.DicomEdit.Functions;

namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>No section of the DicomEdit specification, no function and no finding goes without a test.</summary>
public sealed class CoverageTests
{
    /// <summary>Sections with rules. 0 and 11 hold none: they name sources and count features.</summary>
    private static readonly string[] s_sections =
    [
        "1", "1.1", "2", "3", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "4.1", "4.2", "4.3", "5",
        "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "6.8", "6.9",
        "7", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "8", "9", "10", "12", "13", "14",
    ];

    /// <summary>Where each decision of section 13 is shown: number, section and title of a case. 19 asks to read other documents.</summary>
    private static readonly (int Number, string Section, string Title)[] s_decisions =
    [
        (1, "7.1", "concatenate with a missing argument fails"), (2, "7.2", "hashUID of empty text stays empty"), (3, "6.3", "out of range is an error"),
        (4, "6.3", "UN takes bytes, padded"), (5, "4.3", "+ finds a sequence in itself"), (6, "4.1", "any creator up to the brace"), (7, "6.5", "removing item n keeps an empty item"),
        (9, "7.5", "getURL is off"), (10, "6.3", "the transfer syntax is not assigned"), (11, "6.3", "a missing value changes nothing, with a warning"),
        (12, "14", "6.4: shifting a missing date"), (13, "3.1", "single quotes"), (14, "5", "newlines and blank lines in lists"), (15, "6.4", "?= with a missing value"),
        (16, "7.5", "set of a private element by number"), (17, "7.3", "hashUID of text outside ASCII is that of its UTF-8 bytes"), (18, "7.5", "retainPrivateTags without a match removes all"),
        (20, "7", "a whole script is checked"),
    ];

    private static IEnumerable<ScriptCase> Cases => SyntaxCases.All.Concat(MeaningCases.All).Concat(FunctionCases.All);

    [Fact(DisplayName = "Every section of the specification is cited by a test")]
    public void Sections()
    {
        var covered = typeof(CoverageTests).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods())
            .Where(m => m.GetCustomAttribute<FactAttribute>() is not null)
            .SelectMany(m => m.GetCustomAttributes<RuleAttribute>())
            .Select(r => r.Section)
            .Concat(Cases.Select(c => c.Rule))
            .ToHashSet();
        Assert.Empty(s_sections.Except(covered));
        Assert.Empty(covered.Except(s_sections));
    }

    [Fact(DisplayName = "§13 every decision has its case")]
    [Rule("13")]
    public void Decisions()
    {
        Assert.All(s_decisions, d => Assert.Contains(Cases, c => c.Rule == d.Section && c.Title == d.Title));

        // 8, mapUID keyed by value, needs two keys and so a test of its own: ApplyTests.MapUid.
        Assert.Equal([8, 19], Enumerable.Range(1, 20).Except(s_decisions.Select(d => d.Number)));
    }

    [Fact(DisplayName = "§7 every function stands in a case")]
    [Rule("7")]
    public void Functions() => Assert.All(FunctionTable.Names, name =>
        Assert.True(Cases.Any(c => c.Script.Contains(name + "[", StringComparison.Ordinal)) || name is "newUID" or "mapUID" or "mapReferencedUIDs", name));

    [Fact(DisplayName = "§12 every kind of finding is caused by a case")]
    [Rule("12")]
    public void Findings()
    {
        var ids = typeof(ScriptDiagnosticIds).GetFields().Select(f => (string)f.GetRawConstantValue()!);
        var caused = Cases.SelectMany(c => c.After).Where(a => a.Contains("load ", StringComparison.Ordinal)).Select(a => a[6..])
            .Append(ScriptDiagnosticIds.ScriptTooLarge).Append(ScriptDiagnosticIds.NestingTooDeep).Append(ScriptDiagnosticIds.TooManyFindings)
            .Append(ScriptDiagnosticIds.VariableNeverSet);
        Assert.Empty(ids.Except(caused));
    }

    [Fact(DisplayName = "§6 every kind of warning at run time is caused by a case")]
    [Rule("6.9")]
    public void Warnings() =>
        Assert.Empty(Enum.GetNames<ScriptWarningKind>().Except(Cases.SelectMany(c => c.After).Where(a => a[0] == '?').Select(a => a[1..])));
}
