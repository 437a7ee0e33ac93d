using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>The command line of the benchmark of a store, behind the word <c>store</c>.</summary>
internal sealed record StoreOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project tests/Benchmarks -- store [options]
          --entries N  entries in the prearchive, and as many sessions, for the lists (default 100000; 0 leaves the part out)
          --studies N  studies of ten instances each receiver and archiver process has to do with (default 100; 0 leaves the part out)
          --rounds N   times each number of processes is measured, in changing order (default 3)
        Lists: Get-DeidPrearchive and Get-DeidSession with each filter, in a console that has asked once before: milliseconds until the first object
        is out and until the last, and the largest resident set of a console that lists a tenth and all of it. On a file and on PostgreSQL.
        Processes: consoles that run Start-DicomReceiver -Store and Move-ToProject on one store whose catalogue is a PostgreSQL server, each receiver fed
        by a storescu: one process (a receiver, then an archiver), two (at once), and four (two of each). Instances a second from the first sent
        to the last archived. Then four processes, and three times as many studies: the largest resident sets, and the size of the database.
        """;

    public int Entries { get; init; } = 100_000;

    public int Studies { get; init; } = 100;

    public int Rounds { get; init; } = 3;

    /// <summary>Reads the arguments behind <c>store</c>; null when they are not understood.</summary>
    public static StoreOptions? Parse(ReadOnlySpan<string> args)
    {
        var options = new StoreOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            options = args[i] switch
            {
                "--entries" => options with { Entries = number },
                "--studies" => options with { Studies = number },
                "--rounds" when number > 0 => options with { Rounds = number },
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
