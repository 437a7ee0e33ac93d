using DeidPS.Deid.DicomEdit;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>Runs one <see cref="ScriptCase"/>.</summary>
internal static class CaseRunner
{
    public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static readonly Dictionary<string, string> Variables = new() { ["project"] = "P1", ["subject"] = "S1", ["session"] = "S1_1" };

    public static string WithVersion(string script) =>
        script.Contains("version", StringComparison.Ordinal) ? script : "version \"6.7\"\n" + script;

    public static DicomEditScript Compile(string script, DicomEditCompileOptions? options = null)
    {
        var compilation = DicomEditScript.Compile(WithVersion(script), "test", options);
        Assert.True(compilation.Script is not null, string.Join('\n', compilation.Diagnostics));
        return compilation.Script!;
    }

    public static void Run(ScriptCase test)
    {
        var compilation = DicomEditScript.Compile(WithVersion(test.Script), "test", new DicomEditCompileOptions { AllowEcho = true });
        var found = string.Join('\n', compilation.Diagnostics);
        if (test.After.Any(a => a.StartsWith("!load ", StringComparison.Ordinal)))
        {
            foreach (var expected in test.After)
            {
                Assert.True(compilation.Diagnostics.Any(d => d.Severity == ScriptSeverity.Error && d.Id == expected[6..]), expected + "\n" + found);
            }

            Assert.Null(compilation.Script);
            return;
        }

        Assert.True(compilation.Script is not null, found);
        var warnings = new List<ScriptWarning>();
        var context = new DicomEditContext
        {
            Variables = Variables,
            Key = Key,
            LookupTable = LookupTable.Parse("pid/P 1 = A1\n// comment\npid/P2=A2"),
            OnWarning = warnings.Add,
        };
        using var file = Objects.File(test.Before);
        if (test.After.FirstOrDefault(a => a.StartsWith("!fail", StringComparison.Ordinal)) is { } failure)
        {
            var error = Assert.ThrowsAny<DicomEditException>(() => compilation.Script!.Apply(file, context));
            Assert.Contains(failure[5..].Trim(), error.Message, StringComparison.Ordinal);
            Assert.True(error.Line > 0);
            return;
        }

        var outcome = compilation.Script!.Apply(file, context);
        Assert.Equal(test.After.Contains("!reject") ? ScriptOutcome.Rejected : ScriptOutcome.Applied, outcome);
        using var written = Objects.Reopened(file);
        foreach (var expected in test.After)
        {
            Check(expected, written, compilation, warnings);
        }
    }

    private static void Check(string expected, DicomFile file, DicomEditCompilation compilation, List<ScriptWarning> warnings)
    {
        if (expected == "!reject")
        {
            return;
        }

        if (expected == "=load")
        {
            Assert.Empty(compilation.Diagnostics);
        }
        else if (expected.StartsWith("~load ", StringComparison.Ordinal))
        {
            Assert.Contains(compilation.Diagnostics, d => d.Severity == ScriptSeverity.Warning && d.Id == expected[6..]);
        }
        else if (expected[0] == '?')
        {
            Assert.Contains(warnings, w => w.Kind.ToString() == expected[1..] && w.Line > 0);
        }
        else if (expected[0] == '-')
        {
            Assert.True(Objects.Find(file, expected[1..]) is null, expected);
        }
        else if (expected.Contains('#', StringComparison.Ordinal))
        {
            var parts = expected.Split('#');
            var element = Objects.Find(file, parts[0]);
            Assert.True(element is { IsSequence: true }, expected);
            Assert.Equal(int.Parse(parts[1]), element!.Items.Count);
        }
        else
        {
            var sign = expected.IndexOf('=', StringComparison.Ordinal);
            var element = Objects.Find(file, expected[..sign]);
            Assert.True(element is not null, expected + " is absent");
            Assert.Equal(expected[(sign + 1)..], element!.Text);
        }
    }
}
