using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>The command line of the network benchmark, behind the word <c>network</c>.</summary>
internal sealed record NetworkOptions
{
    public const string Usage = """
        usage: dotnet run -c Release --project tests/Benchmarks -- network [options]
          --slices N   CT slices of 0.5 MB each sender sends in a run (default 150)
          --senders N  storescu processes at once (default 4)
          --rounds N   times each contestant runs after a warm-up, in changing order (default 7)
          --memory N   slices of the first run of the memory part, the second has three times as many (default 600; 0 leaves the part out)
          --work DIR   make the working folders in DIR instead of the temporary folder (disk) and /dev/shm (memory)
        Compares on loopback, in one run, with CT slices of 512 x 512 x 16 bit: our receivers and storescp taking the same slices from the same
        storescu processes; Send-Dicom and storescu sending the same slices to the same storescp; and the memory of our receiver with 1, 4 and
        20 associations at once. dcmtk runs with TCP_NODELAY=1 and PDUs of 128 KiB, the fastest it can. storescp does not wait for the disk; of ours,
        "no wait" writes as it does (but under a temporary name and then renamed), the others answer once the file is on the disk. In memory
        (/dev/shm) waiting for the disk costs nothing, so there durable is compared with durable. Each ratio is of two runs of the same round:
        median, then least and most. CPU is that of the receiving, or sending, process with its children.
        """;

    public int Slices { get; init; } = 150;

    public int Senders { get; init; } = 4;

    public int Rounds { get; init; } = 7;

    public int Memory { get; init; } = 600;

    public string? Work { get; init; }

    /// <summary>Reads the arguments behind <c>network</c>; null when they are not understood.</summary>
    public static NetworkOptions? Parse(ReadOnlySpan<string> args)
    {
        var options = new NetworkOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                return null;
            }

            var isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            options = args[i] switch
            {
                "--slices" when number > 0 => options with { Slices = number },
                "--senders" when number > 0 => options with { Senders = number },
                "--rounds" when number > 0 => options with { Rounds = number },
                "--memory" when isNumber => options with { Memory = number },
                "--work" => options with { Work = args[i + 1] },
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
