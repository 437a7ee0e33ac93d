using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Net.Tests.Peers;

/// <summary>
/// Orthanc: a PACS with C-ECHO, C-STORE, C-FIND, C-MOVE and C-GET, also over TLS. It keeps a file that comes by HTTP bit by bit, and encodes anew what comes
/// or goes by DICOM; see <see cref="KnownRefusals"/>.
/// </summary>
internal sealed class OrthancArchive : IAsyncDisposable
{
    public const string AETitle = "ORTHANC";

    private readonly PeerProcess _process;
    private readonly TemporaryFolder _folder;
    private readonly HttpClient _http;

    private OrthancArchive(PeerProcess process, TemporaryFolder folder, int port, int httpPort)
    {
        _process = process;
        _folder = folder;
        Port = port;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}/") };
    }

    public static bool IsAvailable => PeerProgram.Orthanc.IsAvailable;

    /// <summary>The DICOM port.</summary>
    public int Port { get; }

    public string Log => _process.Log;

    /// <summary>Starts the archive, empty. Debian's own service on 4242 and 8042, where it runs, is left alone.</summary>
    public static async Task<OrthancArchive> StartAsync(OrthancOptions? options = null)
    {
        options ??= new OrthancOptions();
        var folder = new TemporaryFolder();
        try
        {
            var configuration = folder.File("orthanc.json");
            var httpPort = 0;
            var (process, port) = await PeerProcess.StartAsync(
                PeerProgram.Orthanc,
                dicomPort =>
                {
                    httpPort = LoopbackPort.Free();
                    File.WriteAllText(configuration, JsonSerializer.Serialize(Configuration(folder, options, dicomPort, httpPort)));
                    return [.. options.Arguments, configuration];
                });
            var archive = new OrthancArchive(process, folder, port, httpPort);
            await archive.WaitForHttpAsync(httpPort);
            return archive;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Fills it over the network, as storescu sends.</summary>
    public Task<ProgramResult> StoreAsync(IReadOnlyCollection<CorpusInstance> instances) => DcmtkTools.StoreAsync(Port, AETitle, instances);

    /// <summary>Uploads a file by HTTP, bit by bit.</summary>
    /// <returns>False when Orthanc refused it.</returns>
    public async Task<bool> UploadAsync(string path)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(path));
        using var response = await _http.PostAsync("instances", content);
        return response.IsSuccessStatusCode;
    }

    public async Task<int> CountInstancesAsync() => (await _http.GetFromJsonAsync<JsonElement>("statistics")).GetProperty("CountInstances").GetInt32();

    public async Task<int> CountStudiesAsync() => (await _http.GetFromJsonAsync<JsonElement>("statistics")).GetProperty("CountStudies").GetInt32();

    /// <summary>The stored file of a SOP instance; null when it has none.</summary>
    public async Task<byte[]?> FileAsync(string sopInstance)
    {
        using var content = new StringContent(sopInstance);
        using var response = await _http.PostAsync("tools/lookup", content);
        var found = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        var instance = found.EnumerateArray().Where(e => e.GetProperty("Type").GetString() == "Instance").Select(e => e.GetProperty("ID").GetString()).FirstOrDefault();
        return instance is null ? null : await _http.GetByteArrayAsync($"instances/{instance}/file");
    }

    /// <summary>Lets it know an application entity on this machine, as a destination of C-MOVE or of <see cref="SendAsync"/>.</summary>
    public async Task AddModalityAsync(string aeTitle, int port, bool useTls = false)
    {
        using var response = await _http.PutAsJsonAsync("modalities/" + aeTitle, new Dictionary<string, object> { ["AET"] = aeTitle, ["Host"] = "127.0.0.1", ["Port"] = port, ["UseDicomTls"] = useTls });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Lets it send all it holds by C-STORE to a modality.</summary>
    /// <returns>Whether Orthanc calls it a success.</returns>
    public async Task<bool> SendAsync(string modality)
    {
        var instances = await _http.GetFromJsonAsync<string[]>("instances");
        using var response = await _http.PostAsJsonAsync($"modalities/{modality}/store", instances);
        return response.StatusCode == HttpStatusCode.OK;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static Dictionary<string, object> Configuration(TemporaryFolder folder, OrthancOptions options, int port, int httpPort)
    {
        var storage = Path.Combine(folder.Path, "storage");
        var settings = new Dictionary<string, object>
        {
            ["Name"] = "test",
            ["StorageDirectory"] = storage,
            ["IndexDirectory"] = storage,
            ["TemporaryDirectory"] = folder.Path,
            ["Plugins"] = Array.Empty<string>(),
            ["HttpPort"] = httpPort,
            ["HttpThreadsCount"] = 4,
            ["RemoteAccessAllowed"] = false,
            ["AuthenticationEnabled"] = false,
            ["DicomAet"] = AETitle,
            ["DicomPort"] = port,
            ["DicomCheckCalledAet"] = options.ChecksCalledAE,
            ["DicomAlwaysAllowFind"] = options.AnswersStrangers,
            ["DicomAlwaysAllowGet"] = options.AnswersStrangers,
            ["DicomAlwaysAllowMove"] = options.AnswersStrangers,
            ["AcceptedTransferSyntaxes"] = new[] { "*" },
            ["UnknownSopClassAccepted"] = true,
            ["OverwriteInstances"] = true,
            ["SynchronousCMove"] = options.MovesSynchronously,
            ["LimitFindResults"] = options.ResultLimit,
            ["LimitFindInstances"] = options.ResultLimit,
            ["SaveJobs"] = false,
            ["SyncStorageArea"] = false,
            ["DicomModalities"] = options.Modalities.ToDictionary(m => m.Key, m => new Dictionary<string, object> { ["AET"] = m.Key, ["Host"] = "127.0.0.1", ["Port"] = m.Value, ["UseDicomTls"] = options.Tls is not null }),
        };
        if (options.Tls is { } tls)
        {
            settings["DicomTlsEnabled"] = true;
            settings["DicomTlsCertificate"] = tls.CertificatePath;
            settings["DicomTlsPrivateKey"] = tls.KeyPath;
            settings["DicomTlsTrustedCertificates"] = tls.AuthorityPath;
            settings["DicomTlsRemoteCertificateRequired"] = options.NeedsClientCertificate;
        }

        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>The DICOM port opens first; HTTP a moment later.</summary>
    private async Task WaitForHttpAsync(int httpPort)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await LoopbackPort.AcceptsAsync(httpPort, limit.Token))
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Orthanc ended:\n{Log}"));
            }

            await Task.Delay(10, limit.Token);
        }
    }
}
