using System.Globalization;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Net.Tests.Peers;

/// <summary>The requestors of dcmtk and GDCM against a port of this machine, with what a test usually asks for. Anything else: <see cref="PeerProgram.RunAsync(string[])"/>.</summary>
internal static class DcmtkTools
{
    public const string CallingAE = "DEIDPS";

    public static Task<ProgramResult> EchoAsync(int port, string calledAE, params string[] arguments) =>
        PeerProgram.EchoScu.RunAsync(["-v", .. Titles(calledAE), .. arguments, .. Address(port)]);

    /// <summary>
    /// Sends files, each in its own transfer syntax, going on after a failure. storescu reads and encodes each data set anew: lengths of sequences and
    /// items become explicit, trailing padding and group lengths go. The exit code is 0 only when each file was answered with success or a warning, which
    /// storescu itself does not promise.
    /// </summary>
    public static async Task<ProgramResult> StoreAsync(int port, string calledAE, IReadOnlyCollection<CorpusInstance> instances, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var profile = folder.File("storescu.cfg");
        var results = new List<ProgramResult>();
        foreach (var chunk in instances.GroupBy(i => (i.SopClass, i.TransferSyntax)).Chunk(AssociationProfile.Most))
        {
            List<CorpusInstance> part = [.. chunk.SelectMany(g => g)];
            AssociationProfile.Write(profile, part);
            results.Add(await PeerProgram.StoreScu.RunAsync(["-v", "-nh", "-xf", profile, AssociationProfile.Pairs, .. Titles(calledAE), .. arguments, .. Address(port), .. part.Select(i => i.Path)]));
        }

        var output = string.Concat(results.Select(r => r.Output));
        var error = string.Concat(results.Select(r => r.Error));
        var stored = (output + error).Split('\n').Count(l => l.Contains("Received Store Response (Success", StringComparison.Ordinal) || l.Contains("Received Store Response (Warning", StringComparison.Ordinal));
        return new ProgramResult(stored == instances.Count ? results.Max(r => r.ExitCode) : 1, output, error);
    }

    /// <summary>Queries, and returns the answers as data sets; throws where the query failed, which findscu's exit code does not say.</summary>
    /// <param name="port">Port of the peer.</param>
    /// <param name="calledAE">Its AE title.</param>
    /// <param name="level">PATIENT, STUDY, SERIES or IMAGE.</param>
    /// <param name="keys">Keys as dcmtk writes them: <c>PatientID=1*</c>.</param>
    public static async Task<IReadOnlyList<DicomDataset>> FindAsync(int port, string calledAE, string level, params string[] keys)
    {
        using var folder = new TemporaryFolder();
        var result = await PeerProgram.FindScu.RunAsync(["-v", Model(level), "-X", "-od", folder.Path, .. Titles(calledAE), .. Keys(level, keys), .. Address(port)]);
        if (result.ExitCode != 0 || (result.Output + result.Error).Contains("E: Find", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("findscu: " + result.Error + result.Output);
        }

        var answers = new List<DicomDataset>();
        foreach (var path in Directory.GetFiles(folder.Path, "rsp*.dcm").Order(StringComparer.Ordinal))
        {
            answers.Add(DicomFile.Open(File.ReadAllBytes(path)).Dataset);
        }

        return answers;
    }

    /// <summary>Asks the peer to send to an application entity it knows.</summary>
    public static Task<ProgramResult> MoveAsync(int port, string calledAE, string destinationAE, string level, params string[] keys) =>
        PeerProgram.MoveScu.RunAsync(["-v", Model(level), .. Titles(calledAE), "-aem", destinationAE, .. Keys(level, keys), .. Address(port)]);

    /// <summary>Fetches into a folder. getscu proposes its own list of SOP classes, uncompressed unless told otherwise.</summary>
    public static Task<ProgramResult> GetAsync(int port, string calledAE, string folder, string level, params string[] keys) =>
        PeerProgram.GetScu.RunAsync(["-v", Model(level), "+B", "-od", folder, .. Titles(calledAE), .. Keys(level, keys), .. Address(port)]);

    /// <summary>gdcmscu, another maker's requestor; <paramref name="arguments"/> begin with its mode, such as <c>--echo</c>.</summary>
    /// <remarks>
    /// gdcmscu 3.0.21 of Debian 12 does its work on the wire to the release and then aborts itself ("ProtocolStream as nullptr is invalid", exit code 134) before it
    /// prints what it got. So tests judge it by what its peer saw; where it is a client of ours, by what we received and by the release.
    /// </remarks>
    public static Task<ProgramResult> GdcmAsync(int port, string calledAE, params string[] arguments) =>
        PeerProgram.GdcmScu.RunAsync(["--aetitle", CallingAE, "--call", calledAE, .. arguments, "-H", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>The lines of a run that tell of something wrong, for a test's message.</summary>
    public static string Errors(ProgramResult result) => Errors(result.Output + result.Error);

    /// <inheritdoc cref="Errors(ProgramResult)"/>
    public static string Errors(string log)
    {
        var lines = log.Split('\n');
        return string.Join('\n', lines.Where(l => l.StartsWith("E:", StringComparison.Ordinal) || l.StartsWith("F:", StringComparison.Ordinal) || (l.Contains("Response (", StringComparison.Ordinal) && !l.Contains("(Success)", StringComparison.Ordinal))));
    }

    private static string Model(string level) => level == "PATIENT" ? "-P" : "-S";

    private static string[] Titles(string calledAE) => ["-aet", CallingAE, "-aec", calledAE];

    private static string[] Address(int port) => ["127.0.0.1", port.ToString(CultureInfo.InvariantCulture)];

    private static string[] Keys(string level, string[] keys) => ["-k", "QueryRetrieveLevel=" + level, .. keys.SelectMany(k => (string[])["-k", k])];
}
