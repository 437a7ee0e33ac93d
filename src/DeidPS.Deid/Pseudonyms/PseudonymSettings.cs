using System.Globalization;
using DeidPS.Deid.Policies;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>How a policy's derivations work.</summary>
public sealed record PseudonymSettings
{
    /// <summary>Largest distance of an offset from zero, in days: a hundred years.</summary>
    public const int Limit = 36525;

    private const int Week = 7;

    /// <summary>Smallest date offset in days. Default: -3650.</summary>
    public int MinimumDays { get; init; } = -3650;

    /// <summary>Largest date offset in days. Default: -1. An offset is never 0.</summary>
    public int MaximumDays { get; init; } = -1;

    /// <summary>True for offsets of whole weeks, which keep weekdays. Default: false.</summary>
    public bool WholeWeeks { get; init; }

    /// <summary>All of it in one line, for the policy's hash.</summary>
    public string Digest => string.Create(CultureInfo.InvariantCulture, $"{MinimumDays}..{MaximumDays} {(WholeWeeks ? "weeks" : "days")}");

    private int Unit => WholeWeeks ? Week : 1;

    private int FirstUnit => (int)Math.Ceiling((double)MinimumDays / Unit);

    private int LastUnit => (int)Math.Floor((double)MaximumDays / Unit);

    /// <summary>Offsets there are: zero is none of them.</summary>
    private int Count => Math.Max(0, LastUnit - FirstUnit + 1) - (FirstUnit <= 0 && LastUnit >= 0 ? 1 : 0);

    /// <summary>Checks that there are offsets to choose from: a range of a single one is refused, since an offset that all patients share is no secret.</summary>
    /// <exception cref="PolicyException">The range holds fewer than two offsets other than 0, or reaches too far.</exception>
    public void Check()
    {
        if (MinimumDays < -Limit || MaximumDays > Limit || Count < 2)
        {
            throw new PolicyException(
                $"The range of date offsets has to hold at least two {(WholeWeeks ? "whole weeks" : "days")} other than 0, and to stay within {Limit} days of 0.",
                "Give minimumDays and maximumDays, for example -3650 and -1.");
        }
    }

    /// <summary>The offset that a number chooses, each equally often.</summary>
    internal int Choose(ulong number)
    {
        var unit = FirstUnit + (int)(number % (ulong)Count);
        return (FirstUnit <= 0 && unit >= 0 && LastUnit >= 0 ? unit + 1 : unit) * Unit;
    }
}
