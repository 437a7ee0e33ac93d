using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>The command line.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project tests/Benchmarks -- [options]
          --slices N   CT slices of 0.5 MB in the smaller of two trees, the larger has twice as many (default 300)
          --small N    header-heavy objects in the smaller tree (default 1500)
          --huge GB    size of the multi-frame file, 0 for none (default 5; needs that much disk twice)
          --rounds N   times each program runs on each tree (default 5)
          --keep DIR   work in DIR and leave the trees there; found there, they are used again
        A round needs disk for six times the larger tree. A DIR in memory (/dev/shm) leaves the disk out of the figures.
        """;

    public int Slices { get; init; } = 300;

    public int Small { get; init; } = 1500;

    public int HugeGigabytes { get; init; } = 5;

    public int Rounds { get; init; } = 5;

    public string? Keep { get; init; }

    /// <summary>Reads the arguments; null when they are not understood.</summary>
    public static BenchmarkOptions? Parse(string[] args)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                return null;
            }

            var isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            options = args[i] switch
            {
                "--slices" or "--files" when number > 0 => options with { Slices = number },
                "--small" when number > 0 => options with { Small = number },
                "--huge" when isNumber => options with { HugeGigabytes = number },
                "--rounds" when number > 0 => options with { Rounds = number },
                "--keep" => options with { Keep = args[i + 1] },
                _ => null!,
            };
            if (options is null)
            {
                return null;
            }
        }

        return options;
    }
}
