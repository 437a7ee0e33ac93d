using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using DeidPS.Benchmarks;

var output = Console.Out;
if (args is ["receive", var received, var wait])
{
    return await PlainReceiver.RunAsync(received, wait == "wait");
}

if (args is ["network", ..])
{
    return Network(args.AsSpan(1));
}

if (args is ["store", ..])
{
    return Store(args.AsSpan(1));
}

if (BenchmarkOptions.Parse(args) is not { } options)
{
    output.WriteLine(BenchmarkOptions.Usage);
    output.WriteLine(NetworkOptions.Usage);
    output.WriteLine(StoreOptions.Usage);
    return 2;
}

if (!TimedProcess.IsAvailable)
{
    output.WriteLine("GNU time (/usr/bin/time) is needed to measure other programs; on Debian it is in the package 'time'.");
    return 1;
}

var host = FindHost();
var folder = options.Keep is null ? Directory.CreateTempSubdirectory("deidps-bench-").FullName : Directory.CreateDirectory(options.Keep).FullName;
try
{
    output.WriteLine($"{Machine()}, files on {new DriveInfo(folder).DriveFormat}");
    output.WriteLine("All programs follow the same list of rules on the same tree; ours also adds (0012,0062-0064), names files by UID and verifies each one.");
    output.WriteLine();
    MakeTrees(options, folder);
    var policy = Path.Combine(folder, "rules.das");
    File.WriteAllText(policy, RuleList.Script);
    var contestants = Contestant.All(host, policy).ToList();
    var scratch = Directory.CreateDirectory(Path.Combine(folder, "scratch")).FullName;
    ColdStart(host, policy, folder, scratch, options.Rounds);
    foreach (var (title, name) in new[] { ("CT slices", "slices"), ("Header-heavy objects", "small") })
    {
        new TreeBenchmark(title, Path.Combine(folder, name, "a"), Path.Combine(folder, name), contestants, output).Run(options.Rounds, scratch);
    }

    var empty = Path.Combine(folder, "empty.das");
    File.WriteAllText(empty, "version \"6.7\"\n");
    var key = Path.Combine(folder, "site.key");
    TimedProcess.Run("dotnet", [host, "-Command", $"New-DeidKey '{key}' -Force"]);
    var profiles = new ProfileBenchmark(host, empty, key, output);
    foreach (var (title, name) in new[] { ("CT slices", "slices"), ("Header-heavy objects", "small") })
    {
        profiles.Run(title, Path.Combine(folder, name, "a"), Path.Combine(folder, name), options.Rounds, scratch);
    }

    Huge(host, policy, folder, scratch, options.HugeGigabytes);
    return 0;
}
finally
{
    if (options.Keep is null)
    {
        Directory.Delete(folder, recursive: true);
    }
}

static void MakeTrees(BenchmarkOptions options, string folder)
{
    if (!Directory.Exists(Path.Combine(folder, "slices")))
    {
        CorpusGenerator.Slices(Path.Combine(folder, "slices", "a"), 1, options.Slices);
        CorpusGenerator.Slices(Path.Combine(folder, "slices", "b"), options.Slices + 1, options.Slices);
    }

    if (!Directory.Exists(Path.Combine(folder, "small")))
    {
        CorpusGenerator.Small(Path.Combine(folder, "small", "a"), 1, options.Small);
        CorpusGenerator.Small(Path.Combine(folder, "small", "b"), options.Small + 1, options.Small);
    }

    if (!Directory.Exists(Path.Combine(folder, "one")))
    {
        CorpusGenerator.Slices(Path.Combine(folder, "one"), 1, 1);
    }

    if (options.HugeGigabytes > 0 && !Directory.Exists(Path.Combine(folder, "huge")))
    {
        CorpusGenerator.Huge(Path.Combine(folder, "huge", "multiframe.dcm"), options.HugeGigabytes);
    }
}

void ColdStart(string host, string policy, string folder, string scratch, int rounds)
{
    var runs = new List<Measurement>();
    for (var round = 0; round < rounds; round++)
    {
        var target = Path.Combine(scratch, "out");
        runs.Add(TimedProcess.Run("dotnet", [host, "-Command", Contestant.Command(Path.Combine(folder, "one"), target, policy)]));
        Directory.Delete(target, recursive: true);
    }

    var median = Measurement.Median(runs);
    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Cold process, one slice, start to exit: {median.Wall:0.00} s on the clock, {median.Cpu:0.00} s of CPU"));
    output.WriteLine();
}

void Huge(string host, string policy, string folder, string scratch, int gigabytes)
{
    if (gigabytes == 0)
    {
        return;
    }

    var source = Path.Combine(folder, "huge");
    var size = new FileInfo(Path.Combine(source, "multiframe.dcm")).Length;
    var target = Path.Combine(scratch, "out");
    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"One multi-frame file of {size / 1e9:0.0} GB (sparse; written out in full)"));
    var ours = TimedProcess.Run("dotnet", [host, "-Command", Contestant.Command(source, target, policy)]);
    Directory.Delete(target, recursive: true);
    var copy = TimedProcess.Run("cp", ["-r", "--sparse=never", source, target]);
    Directory.Delete(target, recursive: true);
    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Contestant.Ours}: {size / 1e6 / ours.Wall:0} MB/s, peak {ours.PeakBytes / 1e6:0} MB; wall time over cp -r: {ours.Wall / copy.Wall:0.00}"));
}

int Network(ReadOnlySpan<string> arguments)
{
    if (NetworkOptions.Parse(arguments) is not { } network)
    {
        output.WriteLine(NetworkOptions.Usage);
        return 2;
    }

    output.WriteLine(Machine());
    output.WriteLine();
    var isFlat = true;
    foreach (var place in network.Work is { } work ? [work] : new[] { Path.GetTempPath(), "/dev/shm" }.Where(Directory.Exists))
    {
        var scratch = Path.Combine(place, "deidps-net-" + Path.GetRandomFileName());
        Directory.CreateDirectory(scratch);
        try
        {
            isFlat &= new NetworkBenchmark(network, FindHost(), scratch, output).Run();
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    return isFlat ? 0 : 1;
}

int Store(ReadOnlySpan<string> arguments)
{
    if (StoreOptions.Parse(arguments) is not { } options)
    {
        output.WriteLine(StoreOptions.Usage);
        return 2;
    }

    output.WriteLine(Machine());
    output.WriteLine();
    var scratch = Directory.CreateTempSubdirectory("deidps-store-").FullName;
    try
    {
        return new StoreBenchmark(options, FindHost(), scratch, output).Run() ? 0 : 1;
    }
    finally
    {
        Directory.Delete(scratch, recursive: true);
    }
}

static string Configuration() => Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Configuration").Value!;

static string FindHost() => Path.Combine(FindRoot(), "src", "DeidPS.Host", "bin", Configuration(), "net10.0", "DeidPS.Host.dll");

static string Machine() => string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {Configuration()} build");

static string FindRoot()
{
    var folder = new DirectoryInfo(AppContext.BaseDirectory);
    while (!File.Exists(Path.Combine(folder.FullName, "DeidPS.psd1")))
    {
        folder = folder.Parent ?? throw new InvalidOperationException("The benchmarks do not run inside a clone.");
    }

    return folder.FullName;
}
