using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeidPS.Deid.DicomEdit;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>Seeded mutations of scripts: compiling never throws, hangs or eats memory.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20260211;

    private static readonly string[] s_pieces =
    [
        "(0010,0010)", "(0029,{ACME}10)", "(00X@,00#0)", "*/", "+/", "./", "[%]", "[0]", "[-1]", " := ", " ?= ", " = ", " ~ ", " ? ", " : ", "-", "\n", "\\\n", "// ", "\"", "\"a\"", "\\", "'",
        "{", "}", "[", "]", "(", ")", ",", "if (", "elseif (", "else {", "version \"6.7\"", "version \"6.3\"", "hashUID[", "concatenate[", "format[\"{0}\", ", "ismatch[\"a\", \"(a+)+\"]", "removeAllPrivateTags",
        "isPresent[", "alterPixels[\"rectangle\", \"l=0,t=0,r=1,b=1\", \"solid\", \"v=0\"]", "describe v \"x\"", "echo ", "007", "-5", "1.5", "x", "#", ";", "\u201C", "\uD800", "\0", "http://",
    ];

    [Fact(DisplayName = "Mutated scripts never throw and never take long")]
    [Rule("3.1")]
    public void Mutations()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("DEIDPS_FUZZ_COUNT") ?? "2000", CultureInfo.InvariantCulture);
        output.WriteLine($"seed {Seed}, {count} scripts");
        var seeds = SyntaxCases.All.Concat(MeaningCases.All).Concat(FunctionCases.All).Select(c => CaseRunner.WithVersion(c.Script)).ToArray();
        var random = new Mutator(Seed);
        var watch = new Stopwatch();
        for (var i = 0; i < count; i++)
        {
            var script = Mutate(seeds, random);
            watch.Restart();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var compilation = DicomEditScript.Compile(script, "fuzz");
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(watch.ElapsedMilliseconds < 5000, $"script {i} of seed {Seed} took {watch.ElapsedMilliseconds} ms");
            Assert.True(allocated < 20_000_000 + (2_000L * script.Length), $"script {i} of seed {Seed} took {allocated} bytes");
            Assert.All(compilation.Diagnostics, d => Assert.True(d is { Line: > 0, Column: > 0 }));
            Assert.Equal(compilation.Script is null, compilation.Diagnostics.Any(d => d.Severity == ScriptSeverity.Error));
        }
    }

    private static string Mutate(string[] seeds, Mutator random)
    {
        var text = new StringBuilder();
        for (var n = random.Next(4); n >= 0; n--)
        {
            text.Append(seeds[random.Next(seeds.Length)]).Append('\n');
        }

        for (var n = random.Next(12); n >= 0; n--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(5))
            {
                case 0:
                    text.Insert(at, s_pieces[random.Next(s_pieces.Length)]);
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(20), text.Length - at));
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, Math.Min(random.Next(60), text.Length - at)));
                    break;
                case 3 when at < text.Length:
                    text[at] = (char)random.Next(random.Next(3) == 0 ? 0x10000 : 0x80);
                    break;
                default:
                    text.Insert(at, string.Concat(Enumerable.Repeat(s_pieces[random.Next(s_pieces.Length)], random.Next(200))));
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>A generator whose sequence depends on its seed alone, on every runtime.</summary>
    private sealed class Mutator(ulong state)
    {
        public int Next(int limit)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return limit <= 0 ? 0 : (int)(state % (ulong)limit);
        }
    }
}
