using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Peers;
using DeidPS.Net.Tests.Receiver;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Interop;

/// <summary>TLS with dcmtk and Orthanc in both roles: what is in order works, and what is not ends in an error that says why and what to do.</summary>
public sealed class TlsInteropTests(ITestOutputHelper output) : IDisposable
{
    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(true, "+py")]
    [InlineData(true, "+pz")]
    [InlineData(false, "+py")]
    public async Task Dcmtk_reaches_our_receiver(bool needsClientCertificate, string profile)
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.EchoScu, PeerProgram.StoreScu))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var receiver = Listener(_certificates.Server, needsClientCertificate);
        string[] client = needsClientCertificate ? _certificates.Client.DcmtkArguments : ["+tla", "+cf", _certificates.AuthorityPath];
        var echoed = await DcmtkTools.EchoAsync(receiver.Port, DicomNode.DefaultCallingAE, [.. client, profile]);
        Assert.True(echoed.ExitCode == 0, echoed.Error + echoed.Output + Events(receiver));
        var stored = await DcmtkTools.StoreAsync(receiver.Port, DicomNode.DefaultCallingAE, samples, [.. client, profile]);
        Assert.True(stored.ExitCode == 0, stored.Error + stored.Output + Events(receiver));
        Assert.Equal(samples.Count, receiver.Sink.Instances.Count);
        Assert.All(receiver.Events.Where(e => e.Association is not null), e => Assert.True(e.Association!.IsSecure));
    }

    [Fact]
    public async Task Our_receiver_says_why_it_turned_a_client_away()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.EchoScu))
        {
            return;
        }

        await using var receiver = Listener(_certificates.Server, needsClientCertificate: true);
        await TurnedAwayAsync(receiver, ["+tla", "+cf", _certificates.AuthorityPath], "it showed none");
        await TurnedAwayAsync(receiver, _certificates.OfOtherAuthority.DcmtkArguments, "does not lead to a trusted root");
        await TurnedAwayAsync(receiver, _certificates.Expired.DcmtkArguments, "expired");
        await TurnedAwayAsync(receiver, [], "TLS with");
        Assert.Equal(0, receiver.Listener.Counters.Associations);
    }

    private static async Task TurnedAwayAsync(LoopbackListener receiver, string[] arguments, string cause)
    {
        receiver.Events.Clear();
        Assert.NotEqual(0, (await DcmtkTools.EchoAsync(receiver.Port, DicomNode.DefaultCallingAE, arguments)).ExitCode);
        await WaitAsync(() => !receiver.Events.IsEmpty);
        var happened = Assert.Single(receiver.Events);
        Assert.Equal(ListenerEventKind.Failed, happened.Kind);
        Assert.Contains(cause, happened.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-rc", true)]
    [InlineData("-ic", false)]
    public async Task We_reach_storescp(string option, bool showsCertificate)
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        foreach (var profile in (string[])["+py", "+pz"])
        {
            await using var receiver = await DcmtkReceiver.StartAsync(samples, _certificates.Server, option, profile);
            var node = OwnSender.Node(receiver.Port, DcmtkReceiver.AETitle) with { Tls = Settings(showsCertificate ? _certificates.Client : null) };
            OwnSender.AssertSent(await OwnSender.SendAsync(node, samples), samples);
            Assert.Equal(samples.Count, receiver.Files.Count);
        }
    }

    [Fact]
    public async Task We_say_why_storescp_cannot_be_reached()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScp))
        {
            return;
        }

        await using var sound = await DcmtkReceiver.StartAsync(null, _certificates.Server);
        await using var expired = await DcmtkReceiver.StartAsync(null, _certificates.Expired);
        await using var otherHost = await DcmtkReceiver.StartAsync(null, _certificates.OtherHost);
        await using var stranger = await DcmtkReceiver.StartAsync(null, _certificates.OfOtherAuthority);
        await using var plain = await DcmtkReceiver.StartAsync();
        var client = Settings(_certificates.Client);
        await RefusedAsync(expired.Port, client, "expired", "-TrustedRoots");
        await RefusedAsync(otherHost.Port, client, "issued for another name", "-TlsServerName");
        await RefusedAsync(stranger.Port, client, "does not lead to a trusted root", "-TrustedRoots");
        await RefusedAsync(sound.Port, client with { TrustedRoots = _certificates.OtherAuthorityPath }, "does not lead to a trusted root", "-TrustedRoots");
        await RefusedAsync(plain.Port, client, "TLS", "TLS port");
        await RefusedAsync(sound.Port, Settings(null), "certificate", "-ClientCertificate");
        await RefusedAsync(sound.Port, Settings(_certificates.OfOtherAuthority), "certificate", "-ClientCertificate");
        await RefusedAsync(sound.Port, Settings(_certificates.Expired), "certificate", "-ClientCertificate");
        await RefusedAsync(sound.Port, null, "closed the connection", "-UseTls");

        // The name the certificate has can be given, and what nobody vouches for be taken on purpose.
        await EchoAsync(otherHost.Port, client with { ServerName = "pacs.example.test" });
        await EchoAsync(sound.Port, client with { AllowUntrusted = true, TrustedRoots = _certificates.OtherAuthorityPath });
    }

    [Fact]
    public async Task We_and_Orthanc_reach_each_other()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var receiver = Listener(_certificates.Server, needsClientCertificate: true);
        await using var archive = await OrthancArchive.StartAsync(new OrthancOptions { Tls = _certificates.Server, NeedsClientCertificate = true });
        var node = OwnSender.Node(archive.Port, OrthancArchive.AETitle) with { Tls = Settings(_certificates.Client) };
        OwnSender.AssertSent(await OwnSender.SendAsync(node, samples), samples);
        var studies = await OwnQuery.FindAsync(node, QueryLevel.Study, (RetrieveIdentifier.Study, string.Empty));
        Assert.Equal(samples.Select(i => i.Study).Distinct().Order(StringComparer.Ordinal), studies.Values(RetrieveIdentifier.Study));
        await archive.AddModalityAsync(DicomNode.DefaultCallingAE, receiver.Port, useTls: true);
        Assert.True(await archive.SendAsync(DicomNode.DefaultCallingAE), archive.Log);
        Assert.Equal(samples.Select(i => i.SopInstance).Order(), receiver.Sink.Instances.Keys.Order());

        await RefusedAsync(archive.Port, Settings(null), "we showed none", "-ClientCertificate");
        await RefusedAsync(archive.Port, Settings(_certificates.OfOtherAuthority), "may not trust our certificate", "-ClientCertificate");
    }

    [Fact]
    public async Task We_query_dcmqrscp_behind_a_TLS_front()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = samples });
        await archive.IndexAsync([.. samples.Select(i => i.Path)]);
        await using var front = new TlsFront(archive.Port, _certificates.Server, needsClientCertificate: true);
        var node = OwnSender.Node(front.Port, DcmtkArchive.DefaultAETitle) with { Tls = Settings(_certificates.Client) };
        var studies = await OwnQuery.FindAsync(node, QueryLevel.Study, (RetrieveIdentifier.Study, string.Empty));
        Assert.Equal(samples.Select(i => i.Study).Distinct().Order(StringComparer.Ordinal), studies.Values(RetrieveIdentifier.Study));
        await RefusedAsync(front.Port, Settings(null), "certificate", "-ClientCertificate");
    }

    /// <summary>Both ends as bytes, since no program of today speaks what has to be refused.</summary>
    [Fact]
    public async Task Without_a_common_version_both_sides_say_so()
    {
        byte[] protocolVersionAlert = [0x15, 3, 1, 0, 2, 2, 70];
        await using var old = new ScriptedPeer(async (connection, stop) =>
        {
            await connection.Stream.ReadAtLeastAsync(new byte[16 * 1024], 6, cancellationToken: stop);
            await connection.WriteAsync(protocolVersionAlert, stop);
            await connection.WaitForCloseAsync(stop);
        });
        await RefusedAsync(old.Port, Settings(null), "TLS with", "both sides allow TLS 1.2 or 1.3");

        // A ClientHello of TLS 1.0 with one cipher suite, TLS_RSA_WITH_AES_128_CBC_SHA.
        byte[] hello = [3, 1, .. new byte[32], 0, 0, 2, 0, 0x2F, 1, 0];
        byte[] record = [0x16, 3, 1, 0, (byte)(hello.Length + 4), 1, 0, 0, (byte)hello.Length, .. hello];
        await using var receiver = Listener(_certificates.Server, needsClientCertificate: false);
        await using var client = await ScriptedConnection.ConnectAsync(receiver.Port);
        await client.WriteAsync(record);
        await WaitAsync(() => !receiver.Events.IsEmpty);
        var happened = Assert.Single(receiver.Events);
        output.WriteLine(happened.Message);
        Assert.Equal(ListenerEventKind.Failed, happened.Kind);
        Assert.Contains("TLS with", happened.Message, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(int port, TlsSettings? tls, string cause, string remedy)
    {
        var e = await Record.ExceptionAsync(() => EchoAsync(port, tls));
        output.WriteLine($"{cause}: {e?.GetType().Name} {e?.Message} | {(e as Dicom.DeidException)?.RecommendedAction}");
        var error = Assert.IsType<NetworkException>(e);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.RecommendedAction, StringComparison.Ordinal);
    }

    private static async Task EchoAsync(int port, TlsSettings? tls)
    {
        await using var association = await Association.RequestAsync(OwnSender.Node(port, DcmtkReceiver.AETitle) with { Tls = tls }, [EchoScu.Context], null, default);
        Assert.Equal(StatusClass.Success, (await EchoScu.EchoAsync(association, default)).Status.Class);
        await association.ReleaseAsync(default);
    }

    private static LoopbackListener Listener(TlsFiles server, bool needsClientCertificate) => new(s => s with
    {
        Tls = new TlsSettings { Certificate = server.PfxPath, TrustedRoots = server.AuthorityPath, RequireClientCertificate = needsClientCertificate },
    });

    private TlsSettings Settings(TlsFiles? client) => new() { Certificate = client?.PfxPath, TrustedRoots = _certificates.AuthorityPath };

    private static string Events(LoopbackListener receiver) => string.Join('\n', receiver.Events.Select(e => e.Message));

    private static async Task WaitAsync(Func<bool> isTrue)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isTrue())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
