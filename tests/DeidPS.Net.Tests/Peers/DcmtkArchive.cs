using System.Text;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Peers;

/// <summary>
/// dcmqrscp of dcmtk: a PACS with C-ECHO, C-STORE, C-FIND, C-MOVE and C-GET. It keeps what it receives bit by bit (<c>+B</c>) but encodes anew what it
/// sends; see <see cref="KnownRefusals"/>. It has no TLS in 3.6.7; <see cref="TlsFront"/> gives it one.
/// </summary>
internal sealed class DcmtkArchive : IAsyncDisposable
{
    public const string DefaultAETitle = "ARCHIVE";

    private readonly PeerProcess _process;
    private readonly TemporaryFolder _folder;

    private DcmtkArchive(PeerProcess process, TemporaryFolder folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public static bool IsAvailable => PeerProgram.DcmQrScp.IsAvailable;

    public int Port { get; }

    public string Log => _process.Log;

    /// <summary>Starts the archive, empty.</summary>
    public static async Task<DcmtkArchive> StartAsync(DcmtkArchiveOptions? options = null)
    {
        options ??= new DcmtkArchiveOptions();
        var folder = new TemporaryFolder();
        try
        {
            var configuration = folder.File("dcmqrscp.cfg");
            File.WriteAllText(configuration, Configuration(folder, options));
            List<string> arguments = ["-c", configuration, "-v", "+B", "-dhl", .. options.Arguments];
            if (options.Instances.Count > 0)
            {
                var profile = folder.File("associations.cfg");
                AssociationProfile.Write(profile, options.Instances, withQueryRetrieve: true, options.OutgoingSyntax is { } syntax ? [syntax] : null);
                arguments.AddRange(["-xf", profile, AssociationProfile.Any, AssociationProfile.Outgoing]);
            }

            var (process, port) = await PeerProcess.StartAsync(PeerProgram.DcmQrScp, p => [.. arguments, p.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            return new DcmtkArchive(process, folder, port);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The folder of an application entity: data sets, and index.dat.</summary>
    public string StorageFolder(string aeTitle = DefaultAETitle) => Path.Combine(_folder.Path, "db", aeTitle);

    /// <summary>Files it holds.</summary>
    public IReadOnlyList<string> StoredFiles(string aeTitle = DefaultAETitle) => [.. Directory.EnumerateFiles(StorageFolder(aeTitle)).Where(f => Path.GetFileName(f) is not ("index.dat" or "lockfile"))];

    /// <summary>Fills it over the network, as storescu sends.</summary>
    public Task<ProgramResult> StoreAsync(IReadOnlyCollection<CorpusInstance> instances, string aeTitle = DefaultAETitle) => DcmtkTools.StoreAsync(Port, aeTitle, instances);

    /// <summary>Fills it from the disk: copies the files and enters them in the index (dcmqridx). Fast, and the files stay as they are.</summary>
    public async Task IndexAsync(IReadOnlyCollection<string> files, string aeTitle = DefaultAETitle)
    {
        var storage = StorageFolder(aeTitle);
        foreach (var chunk in files.Chunk(500))
        {
            var copies = chunk.Select(f => (From: f, To: Path.Combine(storage, Guid.NewGuid().ToString("N")))).ToList();
            copies.ForEach(c => File.Copy(c.From, c.To));
            var result = await PeerProgram.DcmQrIdx.RunAsync([storage, .. copies.Select(c => c.To)]);
            if (result.ExitCode != 0)
            {
                throw new InvalidOperationException("dcmqridx: " + result.Error + result.Output);
            }
        }
    }

    /// <summary>Waits until its log has these texts; a process it has made for an association may write them after the client is gone.</summary>
    public Task WaitForLogAsync(params string[] texts) => _process.WaitForLogAsync(texts);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static string Configuration(TemporaryFolder folder, DcmtkArchiveOptions options)
    {
        var text = new StringBuilder("MaxPDUSize = 131072\nMaxAssociations = 64\nHostTable BEGIN\n");
        foreach (var (title, port) in options.Destinations)
        {
            text.Append($"{title.ToLowerInvariant()} = ({title}, 127.0.0.1, {port})\n");
        }

        text.Append("HostTable END\nVendorTable BEGIN\nVendorTable END\nAETable BEGIN\n");
        foreach (var title in options.AETitles)
        {
            var storage = Path.Combine(folder.Path, "db", title);
            Directory.CreateDirectory(storage);
            text.Append($"{title} {storage} RW (500, 4096mb) ANY\n");
        }

        return text.Append("AETable END\n").ToString();
    }
}
