using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Peers;

/// <summary>storescp of dcmtk: takes what is sent and writes it to a folder, bit by bit (<c>+B</c>).</summary>
internal sealed class DcmtkReceiver : IAsyncDisposable
{
    public const string AETitle = "STORESCP";

    private readonly PeerProcess _process;
    private readonly TemporaryFolder _folder;

    private DcmtkReceiver(PeerProcess process, TemporaryFolder folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public static bool IsAvailable => PeerProgram.StoreScp.IsAvailable;

    public int Port { get; }

    public string Log => _process.Log;

    /// <summary>What it has received. Named by modality and SOP instance.</summary>
    public IReadOnlyList<string> Files => Directory.GetFiles(OutputFolder);

    private string OutputFolder => Path.Combine(_folder.Path, "received");

    /// <summary>Starts the receiver.</summary>
    /// <param name="instances">SOP classes and syntaxes to accept; null: all that storescp knows (<c>+xa</c>), which is no private class and no syntax newer than HEVC.</param>
    /// <param name="tls">Certificate to serve TLS with; null for none.</param>
    /// <param name="arguments">More options, such as <c>--abort-after</c>, <c>--refuse</c> or <c>-ic</c>.</param>
    public static async Task<DcmtkReceiver> StartAsync(IReadOnlyCollection<CorpusInstance>? instances = null, TlsFiles? tls = null, params string[] arguments)
    {
        var folder = new TemporaryFolder();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, "received"));
            List<string> all = ["-v", "+B", "-dhl", "-od", Path.Combine(folder.Path, "received"), .. arguments];
            if (instances is null)
            {
                all.Add("+xa");
            }
            else
            {
                var profile = folder.File("storescp.cfg");
                AssociationProfile.Write(profile, instances);
                all.AddRange(["-xf", profile, AssociationProfile.Any]);
            }

            if (tls is not null)
            {
                all.AddRange(tls.DcmtkArguments);
            }

            var (process, port) = await PeerProcess.StartAsync(PeerProgram.StoreScp, p => [.. all, p.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            return new DcmtkReceiver(process, folder, port);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
