using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>What changes something can be tried and confirmed, in words, and asks by itself only before it deletes what was archived.</summary>
public sealed partial class ShouldProcessTests : IDisposable
{
    /// <summary>Verbs that change nothing by themselves; with -Destination or the like some of their cmdlets write a file.</summary>
    private static readonly HashSet<string> s_looking = ["Get", "Test", "Compare", "Show"];

    /// <summary>What only makes something in memory, asks an archive, or writes nothing but the table that -Csv or -Html names.</summary>
    private static readonly HashSet<string> s_harmless = ["New-DeidSeriesFilter", "Invoke-DicomQuery"];

    private readonly ModuleSession _session = new();
    private readonly List<CmdletInfo> _cmdlets;

    public ShouldProcessTests() => _cmdlets = [.. _session.Run("Get-Command -Module DeidPS -CommandType Cmdlet").Output.Select(o => (CmdletInfo)o.BaseObject)];

    public void Dispose() => _session.Dispose();

    [Fact]
    public void What_changes_something_can_be_tried_and_confirmed()
    {
        var attributes = _cmdlets.ToDictionary(c => c.Name, c => c.ImplementingType.GetCustomAttribute<CmdletAttribute>()!);
        Assert.All(_cmdlets.Where(c => !s_looking.Contains(c.Verb) && !s_harmless.Contains(c.Name)), c => Assert.True(attributes[c.Name].SupportsShouldProcess, c.Name));
        Assert.All(attributes.Where(a => a.Value.SupportsShouldProcess), a => Assert.Equal(a.Key == "Remove-DeidSession" ? ConfirmImpact.High : ConfirmImpact.Medium, a.Value.ConfirmImpact));

        // A trial that is offered is one: each class, or a base of it, asks.
        var asking = Sources().Where(s => s.Text.Contains("ShouldProcess(", StringComparison.Ordinal)).Select(s => s.Name).ToHashSet();
        Assert.All(attributes.Where(a => a.Value.SupportsShouldProcess), a =>
        {
            var bases = new List<string>();
            for (var type = _cmdlets.Single(c => c.Name == a.Key).ImplementingType; type is not null; type = type.BaseType)
            {
                bases.Add(type.Name.Split('`')[0]);
            }

            Assert.True(bases.Exists(asking.Contains), a.Key);
        });
    }

    [Fact]
    public void Each_question_names_what_is_done_in_words_and_to_what_and_no_value_of_a_patient()
    {
        var calls = Sources().SelectMany(s => Call().Matches(s.Text).Select(m => (s.Name, Arguments: m.Groups[1].Value))).ToList();
        Assert.InRange(calls.Count, 45, 200);
        Assert.All(calls, call =>
        {
            var (target, rest) = Split(call.Arguments);
            Assert.DoesNotContain("null", rest, StringComparison.Ordinal);
            Assert.True(rest.Length > 0, $"{call.Name}: no action in words: {target}");
            Assert.DoesNotMatch("Patient(ID|Id|Name)|Accession|BirthDate|NhsNumber|StudyDate", call.Arguments);
            if (target.Contains('{', StringComparison.Ordinal) && target.StartsWith('$'))
            {
                Assert.Matches("'\\{|\\{_copies", target);
            }
        });
        var actions = calls.Select(c => Split(c.Arguments).Others).Where(r => r.StartsWith('"') || r.StartsWith("$\"", StringComparison.Ordinal)).Select(r => r.TrimStart('$').TrimStart('"')).ToList();
        Assert.All(actions, a => Assert.Matches("^(?![A-Z][a-z]+-[A-Z])[A-Z]", a));
    }

    [Fact]
    public void A_trial_says_what_would_be_done()
    {
        var path = Path.Combine(Path.GetTempPath(), "deidps-none.key");
        _session.Screen.Clear();
        Assert.Empty(_session.Run("New-DeidKey $args[0] -WhatIf", path).Errors);
        Assert.Contains($"What if: Performing the operation \"Make a key\" on target \"'{path}'\".", _session.Screen.Text, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    private static IEnumerable<(string Name, string Text)> Sources() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "DeidPS"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(f => (Path.GetFileNameWithoutExtension(f), File.ReadAllText(f)));

    /// <summary>The first argument, and the others; a comma within quotes or braces belongs to its argument.</summary>
    private static (string Target, string Others) Split(string arguments)
    {
        var (depth, isText) = (0, false);
        for (var i = 0; i < arguments.Length; i++)
        {
            var c = arguments[i];
            isText ^= c == '"' && depth == 0;
            depth += c is '{' or '(' ? 1 : c is '}' or ')' ? -1 : 0;
            if (c == ',' && depth == 0 && !isText)
            {
                return (arguments[..i], arguments[(i + 1)..].Trim());
            }
        }

        return (arguments, string.Empty);
    }

    [GeneratedRegex(@"(?<![\w.]|bool )ShouldProcess\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")]
    private static partial Regex Call();
}
