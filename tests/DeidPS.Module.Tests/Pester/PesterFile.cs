using System.Management.Automation.Language;

namespace DeidPS.Module.Tests.Pester;

/// <summary>A Pester file as its syntax tree shows it: what the compatible runner would not understand is named here, before anything runs.</summary>
internal sealed class PesterFile
{
    private static readonly Dictionary<string, string[]> s_supported = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Describe"] = ["Name", "Fixture", "ForEach", "Skip", "Tag"],
        ["Context"] = ["Name", "Fixture", "ForEach", "Skip", "Tag"],
        ["It"] = ["Name", "Test", "ForEach", "TestCases", "Skip", "Tag"],
        ["BeforeAll"] = ["Scriptblock"],
        ["AfterAll"] = ["Scriptblock"],
        ["BeforeEach"] = ["Scriptblock"],
        ["AfterEach"] = ["Scriptblock"],
        ["Should"] =
        [
            "ActualValue", "ExpectedValue", "Not", "Because", "Be", "BeExactly", "BeTrue", "BeFalse", "BeNullOrEmpty", "BeLike", "BeLikeExactly", "Match",
            "MatchExactly", "Contain", "BeIn", "Exist", "HaveCount", "BeGreaterThan", "BeGreaterOrEqual", "BeLessThan", "BeLessOrEqual", "BeOfType", "Throw",
            "ErrorId", "ExpectedMessage", "ExceptionType", "PassThru",
        ],
    };

    /// <summary>Commands of Pester 5 (and the assertions of 6) that the compatible runner does not have.</summary>
    private static readonly HashSet<string> s_lacking = new(StringComparer.OrdinalIgnoreCase)
    {
        "Mock", "InModuleScope", "Assert-MockCalled", "Assert-VerifiableMock", "Assert-VerifiableMocks", "Set-ItResult", "Add-ShouldOperator",
        "Get-ShouldOperator", "New-Fixture", "New-MockObject", "New-PesterContainer", "New-PesterConfiguration", "Invoke-Pester", "Add-Assertion",
        "Set-TestInconclusive", "BeforeDiscovery", "AfterDiscovery", "BeforeEachFeature", "Feature", "Scenario", "Given", "When", "Then", "New-TestDrive", "Setup", "Get-TestDriveItem",
    };

    private PesterFile(string path, int tests, IReadOnlyList<string> problems)
    {
        Path = path;
        TestCount = tests;
        Problems = problems;
    }

    public string Path { get; }

    /// <summary>How many <c>It</c> stand in the file, each counted once however many cases it has.</summary>
    public int TestCount { get; }

    /// <summary>What keeps the file from running here, each with its line; empty when it can run.</summary>
    public IReadOnlyList<string> Problems { get; }

    public static PesterFile Load(string path)
    {
        var tree = Parser.ParseFile(path, out _, out var errors);
        var problems = errors.Select(e => $"line {e.Extent.StartLineNumber}: {e.Message}").ToList();
        var tests = 0;
        foreach (var command in tree.FindAll(static node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
        {
            if (command.GetCommandName() is not { } name)
            {
                continue;
            }

            var bare = name[(name.LastIndexOf('\\') + 1)..];
            tests += string.Equals(bare, "It", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
            Check(command, bare, problems);
        }

        foreach (var variable in tree.FindAll(static node => node is VariableExpressionAst, searchNestedScriptBlocks: true).Cast<VariableExpressionAst>())
        {
            if (variable.VariablePath.UserPath is "TestRegistry" or "PesterPreference" or "____Pester")
            {
                problems.Add($"line {variable.Extent.StartLineNumber}: ${variable.VariablePath.UserPath} is not supported by the compatible runner");
            }
        }

        foreach (var text in tree.FindAll(static node => node is StringConstantExpressionAst { Value: var value } && value.StartsWith("TestRegistry:", StringComparison.OrdinalIgnoreCase), searchNestedScriptBlocks: true))
        {
            problems.Add($"line {text.Extent.StartLineNumber}: TestRegistry: is not supported by the compatible runner");
        }

        return new PesterFile(path, tests, problems);
    }

    private static void Check(CommandAst command, string name, List<string> problems)
    {
        var line = command.Extent.StartLineNumber;
        if (s_lacking.Contains(name) || name.StartsWith("Should-", StringComparison.OrdinalIgnoreCase))
        {
            problems.Add($"line {line}: {name} is not supported by the compatible runner");
            return;
        }

        if (!s_supported.TryGetValue(name, out var parameters))
        {
            return;
        }

        foreach (var parameter in command.CommandElements.OfType<CommandParameterAst>())
        {
            if (!parameters.Contains(parameter.ParameterName, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add($"line {line}: {name} -{parameter.ParameterName} is not supported by the compatible runner");
            }
        }

        if (command.CommandElements.OfType<VariableExpressionAst>().Any(static v => v.Splatted))
        {
            problems.Add($"line {line}: {name} with splatted parameters is not supported by the compatible runner");
        }
    }
}
