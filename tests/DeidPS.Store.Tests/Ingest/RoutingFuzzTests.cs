using System.Diagnostics;
using System.Text;
using DeidPS.Deid.DicomEdit;
using DeidPS.Dicom;
using DeidPS.Store.Ingest;
using DeidPS.Store.Prearchive;
using static DeidPS.Store.Tests.Ingest.RoutingBench;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>Whatever rules and values are, there is a decision, soon, and labels are labels.</summary>
public sealed class RoutingFuzzTests
{
    private const int Seed = 7151;

    /// <summary>Far more than a run takes, for machines that are busy with other things.</summary>
    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(10);

    private static readonly string[] s_lines =
    [
        "(0014,0046):", "(0010,4000):", "(0008,1030):", "(", ")", "[", "]", "{2,3}", "*", "+", "?", "|", ".", "\\w", "\\s", "\\", "^", "$", ":1", ":2", ":0", " t:",
        " r:", "$1", "\\$", "(?i)", "(?:", "(?<a>", "(?=", "(?<!", "a", "b", "Project", ":", "\\Q", "\\E", "\\p{Lu}", "[^a-z]", "x", "\uD83D", "é", "#", " ", "\t", "(?x)", "{",
    ];

    private static readonly string[] s_values =
    [
        "Project", "Subject", "Session", "AA", ":", ":", ":", " ", ",", ";", "\n", "\r", "LUNG", "SECRET", "Unassigned", "true", "subj001", "Project:LUNG ", " Subject:subj001", ";Session:a,", "é", "\uD83D", "\0", "..", "CON", "a", "xxxxxxxx", "\\", "^", "山",
    ];

    [Fact]
    public void Rules_of_any_form_are_taken_or_refused_with_a_place()
    {
        var random = new Random(Seed);
        var taken = 0;
        var original = Object((MaterialNotes, "Project a b xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), (PatientComments, "abab"), (StudyDescription, "aaaaaaaaaaaaaaaaaaaa"));
        for (var i = 0; i < 3000; i++)
        {
            var line = (random.Next(4) > 0 ? s_lines[random.Next(3)] : string.Empty) + (random.Next(2) > 0 ? "(.*)" : string.Empty) + Some(random, s_lines, 14);
            var file = RoutingRuleFile.Parse(line, RoutingTarget.Subject, "fuzz");
            Assert.All(file.Findings, f => Assert.True(f.Finding.Line == 1 && f.Finding.Column >= 1 && f.Finding.Column <= line.Length + 1, line));
            Assert.Equal(file.HasErrors, file.Findings.Any(f => f.Finding.Severity == ScriptSeverity.Error));
            if (file.Rules.Count == 0)
            {
                continue;
            }

            taken++;
            var bench = new RoutingBench { Site = new RoutingRuleSet { Subject = file.Rules } };
            Sound(bench.Router.Decide(original, bench));
        }

        Assert.InRange(taken, 50, 3000);
    }

    [Fact]
    public void Values_of_any_form_are_decided()
    {
        var random = new Random(Seed + 1);
        var rules = new RoutingRuleSet
        {
            Subject = Rules(RoutingTarget.Subject, @"(0014,0046):(.*)", @"(0032,4000):.*?(\w+)\s*:(.*):2 t:[aeiou] r:<$0>"),
            Session = Rules(RoutingTarget.Session, @"(0014,0046):(?s)(.+) t:\s+ r:."),
        };
        var bench = new RoutingBench { Site = rules };
        var routed = 0;
        for (var i = 0; i < 3000; i++)
        {
            var original = new DicomDataset();
            original.SetText(DicomTags.SpecificCharacterSet, random.Next(2) > 0 ? "ISO_IR 192" : "ISO 2022 IR 87");
            foreach (var tag in new[] { PatientComments, StudyComments, History, MaterialNotes, StudyDescription, PatientName, PatientId })
            {
                if (random.Next(3) > 0)
                {
                    original.Set(DicomElement.Create(new DicomTag(tag), tag == PatientName ? DicomVR.PN : random.Next(8) > 0 ? DicomVR.LT : DicomVR.UN, Bytes(random)));
                }
            }

            var decision = bench.Router.Decide(original, bench);
            Sound(decision);
            routed += decision.Project is null ? 0 : 1;
        }

        Assert.InRange(routed, 20, 3000);
    }

    [Theory]
    [InlineData("Project:")]
    [InlineData("Project")]
    [InlineData("Project ")]
    [InlineData("Project:a ")]
    [InlineData(" ")]
    [InlineData("a-")]
    public void Long_values_are_decided_in_time(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, RoutingValue.MaximumLength / piece.Length));
        var original = Object();
        original.Set(DicomElement.Create(new DicomTag(PatientComments), DicomVR.UT, Encoding.ASCII.GetBytes("Project:" + text[..^8])));
        var clock = Stopwatch.StartNew();
        var bench = new RoutingBench();
        Sound(bench.Router.Decide(original, bench));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, s_budget);
    }

    [Fact]
    public void A_replacement_cannot_grow_without_bound()
    {
        var rules = new RoutingRuleSet { Subject = Rules(RoutingTarget.Subject, "(0014,0046):(.*) t: r:" + new string('y', 1900)) };
        var bench = new RoutingBench { Site = rules };
        var decision = bench.Router.Explain(Object((MaterialNotes, new string('x', 60_000))), bench);
        Assert.Equal(new string('y', 64), decision.Subject?.Text);
        Assert.InRange(decision.Steps.Single(s => s is { Target: RoutingTarget.Subject, Outcome: RoutingOutcome.Used }).FoundLength, 64, 3 * RoutingValue.MaximumLength);
    }

    private static void Sound(RoutingDecision decision)
    {
        foreach (var label in new[] { decision.Subject, decision.Session })
        {
            if (label is not null)
            {
                Assert.True(LabelRules.IsLegal(label.Text));
            }
        }

        Assert.Equal(decision.Project is not null, decision.ProjectReason == ProjectReason.Routed);
        Assert.Contains(decision.Project, new[] { null, "LUNG" });
    }

    private static string Some(Random random, string[] pieces, int most)
    {
        var text = new StringBuilder();
        for (var n = random.Next(most); n >= 0; n--)
        {
            text.Append(pieces[random.Next(pieces.Length)]);
        }

        return text.ToString();
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Some(random, s_values, 20));
        if (bytes.Length > 0 && random.Next(4) == 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
