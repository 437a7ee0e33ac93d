using DeidPS.Store.Prearchive;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Pushed;

/// <summary>P7 as properties, over invented lists with a printed seed.</summary>
public sealed class PushedMatcherTests(ITestOutputHelper output)
{
    private const double Tolerance = 60;

    [Fact]
    public void Whatever_the_clocks_say_sends_that_are_apart_find_their_arrivals()
    {
        const int Seed = 20261128;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var round = 0; round < 500; round++)
        {
            var sends = Times(random, random.Next(3, 40), 5, 300);
            var offset = (random.NextDouble() * 110) - 55;
            double[] arrivals = [.. sends.Select(s => s + offset + (random.NextDouble() * 0.8) - 0.4)];
            var matcher = new PushedMatcher(sends, arrivals, Tolerance);
            Assert.Equal(Enumerable.Range(0, sends.Length).Cast<int?>(), matcher.Matches);
            Assert.InRange(matcher.Offset, offset - 0.4, offset + 0.4);
        }
    }

    [Fact]
    public void No_list_and_no_arrivals_make_it_guess()
    {
        const int Seed = 7;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var matched = 0;
        for (var round = 0; round < 2000; round++)
        {
            var sends = Times(random, random.Next(0, 15), 0, 60);
            var arrivals = Times(random, random.Next(0, 15), 0, 60);
            var matcher = new PushedMatcher(sends, arrivals, Tolerance);
            var used = matcher.Matches.OfType<int>().ToList();
            Assert.Equal(used.Count, used.Distinct().Count());
            Assert.InRange(Math.Abs(matcher.Offset), 0, Tolerance);
            for (var s = 0; s < sends.Length; s++)
            {
                if (matcher.Matches[s] is not { } a)
                {
                    continue;
                }

                matched++;
                double Distance(int send, int arrival) => Math.Abs(arrivals[arrival] - sends[send] - matcher.Offset);
                Assert.InRange(Distance(s, a), 0, Tolerance);
                Assert.Contains(a, matcher.Candidates(s));
                Assert.DoesNotContain(Enumerable.Range(0, arrivals.Length), other => other != a && Distance(s, other) < Distance(s, a) + 1);
                Assert.DoesNotContain(Enumerable.Range(0, sends.Length), other => other != s && Distance(other, a) < Distance(s, a) + 1);
            }
        }

        Assert.InRange(matched, 100, int.MaxValue);
    }

    [Fact]
    public void An_arrival_more_never_gives_a_send_another_one()
    {
        const int Seed = 99;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var round = 0; round < 500; round++)
        {
            var sends = Times(random, random.Next(4, 20), 20, 200);
            double[] arrivals = [.. sends.Select(s => s + 3)];
            var stranger = sends[0] + (random.NextDouble() * (sends[^1] - sends[0]));
            double[] all = [.. arrivals.Append(stranger).Order()];
            var matcher = new PushedMatcher(sends, all, Tolerance);
            for (var s = 0; s < sends.Length; s++)
            {
                Assert.True(matcher.Matches[s] is not { } a || all[a] == arrivals[s], $"round {round}, send {s}");
            }
        }
    }

    /// <summary>Sends and arrivals as the offset of the clocks is: name, sends, arrivals, matches (-1: none).</summary>
    [Theory]
    [InlineData("two seconds apart", new double[] { 0, 2, 4 }, new double[] { 0.5, 2.6, 4.5 }, new[] { 0, 1, 2 })]
    [InlineData("a clock that is late by half a minute", new double[] { 0, 20, 40, 60 }, new double[] { 30, 50, 70, 90 }, new[] { 0, 1, 2, 3 })]
    [InlineData("as regular as that, with one more at the end: it may be shifted by one", new double[] { 0, 20, 40 }, new double[] { 1, 21, 41, 61 }, new[] { -1, -1, -1 })]
    [InlineData("the nearest of two", new double[] { 0 }, new double[] { 5, 50 }, new[] { 0 })]
    [InlineData("two that are as near", new double[] { 0 }, new double[] { 5, 5.4 }, new[] { -1 })]
    [InlineData("two sends of one second", new double[] { 0, 0 }, new double[] { 1 }, new[] { -1, -1 })]
    [InlineData("too late", new double[] { 0 }, new double[] { 61 }, new[] { -1 })]
    [InlineData("just in time", new double[] { 0 }, new double[] { 60 }, new[] { 0 })]
    [InlineData("nothing arrived", new double[] { 0, 5 }, new double[] { }, new[] { -1, -1 })]
    public void Cases(string name, double[] sends, double[] arrivals, int[] expected)
    {
        output.WriteLine(name);
        Assert.Equal(expected, new PushedMatcher(sends, arrivals, Tolerance).Matches.Select(m => m ?? -1));
    }

    private static double[] Times(Random random, int count, double least, double most)
    {
        var time = 0.0;
        return [.. Enumerable.Range(0, count).Select(_ => time += least + (random.NextDouble() * (most - least)))];
    }
}
