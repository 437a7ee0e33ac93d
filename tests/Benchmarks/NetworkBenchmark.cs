using System.Globalization;

namespace DeidPS.Benchmarks;

/// <summary>Our receivers and sender beside those of dcmtk, in one run on loopback.</summary>
internal sealed class NetworkBenchmark(NetworkOptions options, string host, string root, TextWriter output)
{
    private const string StoreScp = "storescp";
    private const string StoreScpBits = "storescp +B";
    private const string PlainNoWait = "plain, no wait";
    private const string PlainDurable = "plain";
    private const string SiteWide = "site-wide";
    private const string StoreScu = "storescu";
    private const string SendDicom = "Send-Dicom";

    /// <summary>Rounds that do not count: a receiver is a service, and the runtime compiles again what runs often.</summary>
    private const int WarmUps = 3;

    /// <summary>Most the resident set of a receiver may grow by when three times as many instances come: room for the collector's moods.</summary>
    private const long MaximumGrowth = 48L * 1000 * 1000;

    private readonly string _slices = Path.Combine(root, "slices");

    /// <summary>Runs all parts in a folder.</summary>
    /// <returns>False when memory grew with the number of instances.</returns>
    public bool Run()
    {
        if (TimedProcess.Find("storescp") is not { } storescp || TimedProcess.Find("storescu") is not { } storescu)
        {
            output.WriteLine("storescp and storescu are needed; on Debian they are in the package 'dcmtk'.");
            return false;
        }

        Line($"Files on {new DriveInfo(root).DriveFormat}; {options.Senders} senders of {options.Slices} slices, {options.Rounds} rounds");
        for (var i = 0; i < options.Senders; i++)
        {
            CorpusGenerator.Slices(Path.Combine(_slices, i.ToString(CultureInfo.InvariantCulture)), (i * options.Slices) + 1, options.Slices);
        }

        CorpusGenerator.Slices(Path.Combine(_slices, "one"), 1, 1);
        var key = Path.Combine(root, "site.key");
        TimedProcess.Run("dotnet", [host, "-Command", $"New-DeidKey '{key}' -Force | Out-Null"]);
        var senders = new Senders(storescu, host);
        Receive(storescp, senders, key);
        Send(storescp, senders);
        return options.Memory == 0 || Memory(senders, key);
    }

    private void Receive(string storescp, Senders senders, string key)
    {
        var folders = Enumerable.Range(0, options.Senders).Select(i => Path.Combine(_slices, i.ToString(CultureInfo.InvariantCulture))).ToList();
        var rounds = new Rounds();
        List<ReceiverProcess> receivers = [];
        try
        {
            receivers.Add(ReceiverProcess.StoreScp(StoreScp, storescp, Path.Combine(root, "scp")));
            receivers.Add(ReceiverProcess.StoreScp(StoreScpBits, storescp, Path.Combine(root, "scpbits"), "+B"));
            receivers.Add(ReceiverProcess.Plain(PlainNoWait, Path.Combine(root, "plain"), durable: false));
            receivers.Add(ReceiverProcess.Plain(PlainDurable, Path.Combine(root, "durable"), durable: true));
            receivers.Add(ReceiverProcess.SiteWide(SiteWide, host, Path.Combine(root, "site"), key));
            for (var round = -WarmUps; round < options.Rounds; round++)
            {
                for (var i = 0; i < receivers.Count; i++)
                {
                    var receiver = receivers[(i + round + WarmUps) % receivers.Count];
                    var run = Once(receiver, senders, folders);
                    if (round >= 0)
                    {
                        rounds.Add(receiver.Name, run);
                    }
                }

                receivers.ForEach(r => r.Clear());
                Rest();
            }
        }
        finally
        {
            receivers.ForEach(r => r.Dispose());
        }

        output.WriteLine("Receive: the same storescu processes against each receiver");
        Table(rounds, receivers.Select(r => r.Name), options.Senders * options.Slices);
        foreach (var name in (string[])[PlainNoWait, PlainDurable, SiteWide])
        {
            Line($"  {name,-15} over {StoreScp}: {rounds.Speed(name, StoreScp)} by the clock, {rounds.Thrift(name, StoreScp)} by CPU; over {StoreScpBits}: {rounds.Speed(name, StoreScpBits)}, {rounds.Thrift(name, StoreScpBits)}");
        }

        output.WriteLine();
    }

    private static Measurement Once(ReceiverProcess receiver, Senders senders, List<string> folders)
    {
        var before = receiver.Cpu;
        var wall = senders.AtOnce(receiver.Port, folders);

        // storescp counts its children once it has waited for them, which it does every second.
        Thread.Sleep(1500);
        var expected = folders.Sum(f => Directory.GetFiles(f).Length);
        var count = receiver.Count;
        return count == expected
            ? new Measurement(wall, receiver.Cpu - before, receiver.PeakBytes)
            : throw new InvalidOperationException($"{receiver.Name} wrote {count} of {expected} slices.");
    }

    private void Send(string storescp, Senders senders)
    {
        var (folder, one) = (Path.Combine(_slices, "0"), Path.Combine(_slices, "one"));
        var rounds = new Rounds();
        using var receiver = ReceiverProcess.StoreScp(StoreScp, storescp, Path.Combine(root, "ignored"), "--ignore");
        for (var round = -1; round < options.Rounds; round++)
        {
            // The start of storescu is not counted either.
            var ours = round % 2 == 0 ? senders.SendDicom(receiver.Port, folder, folder, WarmUps) : null;
            var other = senders.StoreScuAlone(receiver.Port, folder) - senders.StoreScuAlone(receiver.Port, one);
            ours ??= senders.SendDicom(receiver.Port, folder, folder, WarmUps);
            if (round >= 0)
            {
                rounds.Add(SendDicom, ours);
                rounds.Add(StoreScu, other);
            }
        }

        output.WriteLine("Send: one association to the same storescp, which drops what it receives (--ignore); starts of the programs left out");
        Table(rounds, [StoreScu, SendDicom], options.Slices - 1);
        Line($"  {SendDicom} over {StoreScu}: {rounds.Speed(SendDicom, StoreScu)} by the clock, {rounds.Thrift(SendDicom, StoreScu)} by CPU");
        output.WriteLine();
    }

    private bool Memory(Senders senders, string key)
    {
        Line($"Memory: {SiteWide}, {options.Memory} slices, then three times as many; may grow by {MaximumGrowth / 1000 / 1000} MB");
        var isFlat = true;
        foreach (var associations in (int[])[1, 4, 20])
        {
            var each = Math.Max(1, options.Memory / associations);
            List<string> first = [], second = [];
            for (var i = 0; i < associations; i++)
            {
                first.Add(Path.Combine(root, "first", i.ToString(CultureInfo.InvariantCulture)));
                second.Add(Path.Combine(root, "second", i.ToString(CultureInfo.InvariantCulture)));
                CorpusGenerator.Slices(first[i], (i * each) + 1, each);
                CorpusGenerator.Slices(second[i], 1_000_000 + (i * each * 3), each * 3);
            }

            using (var receiver = ReceiverProcess.SiteWide(SiteWide, host, Path.Combine(root, "memory"), key))
            {
                var few = Once(receiver, senders, first);
                receiver.Clear();
                var many = Once(receiver, senders, second);
                receiver.Clear();
                var isFlatHere = many.PeakBytes - few.PeakBytes <= MaximumGrowth;
                isFlat &= isFlatHere;
                Line($"  {associations,2} at once: {each * associations * 3 / many.Wall,5:0} slices/s; peak {few.PeakBytes / 1e6:0} MB after {each * associations}, {many.PeakBytes / 1e6:0} MB after {each * associations * 4}{(isFlatHere ? string.Empty : ": GROWS")}");
            }

            Directory.Delete(Path.Combine(root, "first"), recursive: true);
            Directory.Delete(Path.Combine(root, "second"), recursive: true);
        }

        output.WriteLine();
        return isFlat;
    }

    private void Table(Rounds rounds, IEnumerable<string> names, int slices)
    {
        output.WriteLine($"  {"",-15} {"slices/s",9} {"CPU ms/slice",13} {"peak MB",8}");
        foreach (var name in names)
        {
            var median = rounds.Median(name);
            Line($"  {name,-15} {slices / median.Wall,9:0} {median.Cpu * 1000 / slices,13:0.00} {median.PeakBytes / 1e6,8:0}");
        }
    }

    /// <summary>Whoever creates files in the five seconds after a deletion pays for it (ext4 looks for inodes not just freed).</summary>
    private void Rest()
    {
        if (new DriveInfo(root).DriveFormat != "tmpfs")
        {
            Thread.Sleep(TimeSpan.FromSeconds(6));
        }
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
