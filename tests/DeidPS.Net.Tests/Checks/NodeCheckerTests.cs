using DeidPS.Dicom.Tests.Files;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Peers;
using DeidPS.Net.Tests.Receiver;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Checks;

/// <summary>What the check of a node finds, against programs others wrote and against a peer that does as a script says.</summary>
public sealed class NodeCheckerTests(ITestOutputHelper output)
{
    private const string Move = "Move to self";

    [Fact]
    public async Task An_archive_that_is_set_up_well_passes_and_is_left_as_it_is()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var port = LoopbackPort.Free();
        var (archive, study) = await ArchiveAsync(folder, port);
        await using (archive)
        {
            var node = Node(archive.Port, DcmtkArchive.DefaultAETitle) with { ReceiverPort = port };
            var held = archive.StoredFiles().Count;
            var steps = await CheckAsync(node, study);
            foreach (var step in new[] { "Name", "TCP", "Association", "Echo", "Query StudyRoot", "C-MOVE StudyRoot", "C-GET StudyRoot", "Query PatientRoot", "Storage", "Storage Native", "Receiver", Move })
            {
                Assert.True(steps[step].Status == NodeCheckStatus.Passed, $"{step}: {steps[step]} {archive.Log}");
            }

            Assert.Contains("an image came back", steps[Move].Detail, StringComparison.Ordinal);
            Assert.Equal(held, archive.StoredFiles().Count);

            // No study of the last days, and none named: nothing is claimed.
            var without = (await CheckAsync(node, null))[Move];
            Assert.Equal(NodeCheckStatus.Skipped, without.Status);
            Assert.Contains("-StudyInstanceUID", without.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_destination_the_archive_does_not_know_or_has_another_port_for_is_found()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var (archive, study) = await ArchiveAsync(folder, LoopbackPort.Free());
        await using (archive)
        {
            var node = Node(archive.Port, DcmtkArchive.DefaultAETitle) with { ReceiverPort = LoopbackPort.Free() };
            var unknown = (await CheckAsync(node with { MoveDestination = "NOBODY" }, study))[Move];
            Assert.Equal(NodeCheckStatus.Failed, unknown.Status);
            Assert.Contains("A801", unknown.Detail, StringComparison.Ordinal);
            Assert.Contains("-MoveDestination", unknown.Remedy, StringComparison.Ordinal);

            var elsewhere = (await CheckAsync(node, study))[Move];
            Assert.Equal(NodeCheckStatus.Failed, elsewhere.Status);
            Assert.Contains("did not connect", elsewhere.Detail, StringComparison.Ordinal);
            Assert.Contains($"port {node.ReceiverPort}", elsewhere.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Orthanc_passes_and_its_wrong_destinations_are_found()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder).Where(i => i.TransferSyntax is "1.2.840.10008.1.2.1").ToList();
        var port = LoopbackPort.Free();
        await using var archive = await OrthancArchive.StartAsync(new OrthancOptions { Modalities = new Dictionary<string, int> { ["DEIDPS"] = port, ["WRONG"] = LoopbackPort.Free() } });
        Assert.True(await archive.UploadAsync(samples[0].Path));
        var node = Node(archive.Port, OrthancArchive.AETitle) with { ReceiverPort = port };
        var steps = await CheckAsync(node, samples[0].Study, isDetailed: true);
        foreach (var step in new[] { "Echo", "Query StudyRoot", "C-MOVE StudyRoot", "C-GET StudyRoot", "Storage", "Storage Native", "Storage JPEG", "Storage JPEG 2000", "Receiver", Move })
        {
            Assert.True(steps[step].Status == NodeCheckStatus.Passed, $"{step}: {steps[step]}");
        }

        Assert.Contains(steps["Storage"].Offers, o => o.SOPClassUID == samples[0].SopClass && o.TransferSyntaxes.Count > 3);
        Assert.Equal(1, await archive.CountInstancesAsync());
        foreach (var title in new[] { "WRONG", "NOBODY" })
        {
            var move = (await CheckAsync(node with { MoveDestination = title }, samples[0].Study))[Move];
            Assert.Equal(NodeCheckStatus.Failed, move.Status);
            Assert.Contains(title, move.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_receiver_offers_storage_and_no_queries_and_gets_nothing()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScp))
        {
            return;
        }

        await using var receiver = await DcmtkReceiver.StartAsync();
        var steps = await CheckAsync(Node(receiver.Port, DcmtkReceiver.AETitle));
        Assert.Equal(NodeCheckStatus.Passed, steps["Storage"].Status);
        Assert.Equal(NodeCheckStatus.Passed, steps["Storage JPEG-LS"].Status);
        Assert.Equal(NodeCheckStatus.Passed, steps["Storage Video"].Status);

        // dcmtk 3.6.7 is older than HTJ2K.
        Assert.Equal(NodeCheckStatus.NotOffered, steps["Storage HTJ2K"].Status);
        Assert.Equal(NodeCheckStatus.NotOffered, steps["Query StudyRoot"].Status);
        Assert.Equal(NodeCheckStatus.NotOffered, steps[Move].Status);
        Assert.Empty(receiver.Files);
    }

    [Fact]
    public async Task Our_own_receiver_takes_every_storage_class_in_every_family()
    {
        await using var receiver = new LoopbackListener();
        var steps = await CheckAsync(receiver.Node with { ReceiverPort = receiver.Port, MoveDestination = DicomNode.DefaultCallingAE }, isDetailed: true);
        var storage = steps["Storage"];
        Assert.Equal($"takes {storage.Offers.Count} of {storage.Offers.Count} storage SOP classes", storage.Detail);
        Assert.All(steps.Values.Where(s => s.Step.StartsWith("Storage ", StringComparison.Ordinal)), s => Assert.Equal(NodeCheckStatus.Passed, s.Status));
        Assert.Contains("listens already", steps["Receiver"].Detail, StringComparison.Ordinal);
        Assert.Equal(NodeCheckStatus.NotOffered, steps[Move].Status);
        Assert.Equal(0, receiver.Listener.Counters.Instances);
    }

    [Fact]
    public async Task A_port_that_others_use_is_told_from_one_that_a_receiver_of_another_title_has()
    {
        await using var other = new LoopbackListener(s => s with { AETitle = "OTHER" });
        await using var silent = new ScriptedPeer(async (connection, _) => await connection.WriteAsync("220 mail"u8.ToArray()));
        await using var node = ScriptedPeer.Serving(new ScriptedService());
        var rejected = (await CheckAsync(Node(node.Port) with { ReceiverPort = other.Port }))["Receiver"];
        Assert.Equal(NodeCheckStatus.Failed, rejected.Status);
        Assert.Contains("-ReceiverPort", rejected.Remedy, StringComparison.Ordinal);
        var used = (await CheckAsync(Node(node.Port) with { ReceiverPort = silent.Port }))["Receiver"];
        Assert.Equal(NodeCheckStatus.Failed, used.Status);
        Assert.Contains("in use", used.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTHER", true, "calls OTHER")]
    [InlineData("DEIDPS", true, "an image came back")]
    [InlineData("", false, "says that it sent the image")]
    public async Task What_comes_back_is_judged_by_where_it_comes(string called, bool comes, string detail)
    {
        var port = LoopbackPort.Free();
        await using var peer = ScriptedPeer.Serving(Archive(async () =>
        {
            if (comes)
            {
                await SendBackAsync(port, called);
            }
        }));
        var move = (await CheckAsync(Node(peer.Port) with { ReceiverPort = port }, "1.2.3", quiet: comes ? 60 : 1))[Move];
        Assert.Equal(called == "DEIDPS" ? NodeCheckStatus.Passed : NodeCheckStatus.Failed, move.Status);
        Assert.Contains(detail, move.Detail, StringComparison.Ordinal);
        Assert.Empty(peer.Failures);
    }

    [Fact]
    public async Task Without_an_image_an_unknown_destination_is_found_where_the_node_looks_for_it_first()
    {
        var service = new ScriptedService().On(ScriptedCommand.FindRequestField, new ScriptedResponse(0)).On(ScriptedCommand.MoveRequestField, new ScriptedResponse(0xA801));
        await using var peer = ScriptedPeer.Serving(service);
        var move = (await CheckAsync(Node(peer.Port)))[Move];
        Assert.Equal(NodeCheckStatus.Failed, move.Status);
        Assert.Contains("A801", move.Detail, StringComparison.Ordinal);
        Assert.Equal("DEIDPS", service.Received.Single(m => m.Command.Field == ScriptedCommand.MoveRequestField).Command.MoveDestination);
    }

    [Fact]
    public async Task A_node_that_connects_and_does_not_speak_DICOM_or_is_silent_is_told()
    {
        var port = LoopbackPort.Free();
        await using var garbled = ScriptedPeer.Serving(Archive(async () =>
        {
            await using var connection = await ScriptedConnection.ConnectAsync(port);
            await connection.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            await connection.WaitForCloseAsync();
        }));
        var move = (await CheckAsync(Node(garbled.Port) with { ReceiverPort = port }, "1.2.3", quiet: 1))[Move];
        Assert.Equal(NodeCheckStatus.Failed, move.Status);
        Assert.Contains("connected to our port", move.Detail, StringComparison.Ordinal);

        var silence = new TaskCompletionSource();
        await using var silent = ScriptedPeer.Serving(Archive(() => silence.Task));
        var late = (await CheckAsync(Node(silent.Port) with { ReceiverPort = port, TimeoutSec = 1, IdleTimeoutSec = 1 }, "1.2.3"))[Move];
        silence.SetResult();
        Assert.Equal(NodeCheckStatus.Failed, late.Status);
        Assert.Contains("too long", late.Detail, StringComparison.Ordinal);
        Assert.Contains($"port {port}", late.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_node_refuses_fails_at_its_step_and_the_rest_is_not_tried()
    {
        await using var rejects = new ScriptedPeer(async (c, stop) =>
        {
            await c.ReadPduAsync(stop);
            await c.WriteAsync(Pdu.AssociateReject(1, 1, 3), stop);
        });
        await using var closes = new ScriptedPeer(async (c, stop) => await c.ReadPduAsync(stop));
        await using var aborts = new ScriptedPeer(async (c, stop) =>
        {
            await c.ReadPduAsync(stop);
            await c.WriteAsync(Pdu.Abort(2, 1), stop);
        });
        await using var garbles = new ScriptedPeer(async (c, stop) => await c.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), stop));
        await using var silent = new ScriptedPeer((_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop));
        await using var empty = ScriptedPeer.Serving(new ScriptedService { Choose = c => new ContextAnswer(c.Id, 3, c.TransferSyntaxes[0]) });
        await using var fails = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.EchoRequestField, new ScriptedResponse(0x0110)));
        await using var hangsUp = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.EchoRequestField, new ScriptedResponse(0) { Before = (c, _) => throw new IOException("hangs up") }));
        (DicomNode Node, string Step, string Detail)[] cases =
        [
            (Node(rejects.Port), "Association", "calling AE title not recognized"),
            (Node(closes.Port), "Association", "closed the connection"),
            (Node(aborts.Port), "Association", "aborted"),
            (Node(garbles.Port), "Association", "no DICOM protocol"),
            (Node(silent.Port) with { AcceptTimeoutSec = 1, ConnectTimeoutSec = 1 }, "Association", "too long"),
            (Node(hangsUp.Port), "Echo", "closed the connection"),
            (Node(LoopbackPort.Free()), "TCP", "nothing listens"),
            (Node(1) with { HostName = "no-such-host.invalid" }, "Name", "not known to DNS"),
        ];
        foreach (var (node, step, detail) in cases)
        {
            var steps = await CheckAsync(node);
            Assert.True(steps[step].Status == NodeCheckStatus.Failed, $"{step}: {steps[step]}");
            Assert.Contains(detail, steps[step].Detail, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(steps[step].Remedy));
            Assert.Equal(NodeCheckStatus.Skipped, steps["Storage"].Status);
            Assert.Equal(NodeCheckStatus.Skipped, steps[Move].Status);
            Assert.Equal(NodeCheckStatus.Passed, steps["Receiver"].Status);
        }

        var failed = await CheckAsync(Node(fails.Port));
        Assert.Equal(NodeCheckStatus.Failed, failed["Echo"].Status);
        Assert.Contains("0110", failed["Echo"].Detail, StringComparison.Ordinal);
        Assert.Equal(NodeCheckStatus.Passed, failed["Storage"].Status);
        var none = await CheckAsync(Node(empty.Port));
        Assert.Equal(NodeCheckStatus.NotOffered, none["Echo"].Status);
        Assert.Equal(NodeCheckStatus.NotOffered, none["Storage"].Status);
        Assert.Equal(NodeCheckStatus.NotOffered, none["Storage RLE"].Status);
    }

    [Fact]
    public async Task Tls_is_described_and_its_failures_are_explained()
    {
        using var certificates = new Certificates();
        await using var node = ScriptedPeer.Serving(new ScriptedService());
        await using var sound = new TlsFront(node.Port, certificates.Server);
        await using var expired = new TlsFront(node.Port, certificates.Expired);
        await using var otherHost = new TlsFront(node.Port, certificates.OtherHost);
        await using var stranger = new TlsFront(node.Port, certificates.OfOtherAuthority);
        await using var closing = new ScriptedPeer((c, stop) => c.Stream.ReadAsync(new byte[100], stop).AsTask());
        await using var silent = new ScriptedPeer((_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, stop));
        await using var demanding = new TlsFront(node.Port, certificates.Server, needsClientCertificate: true);
        var trusting = new TlsSettings { TrustedRoots = certificates.AuthorityPath };
        DicomNode To(int port) => Node(port) with { HostName = "localhost", Tls = trusting };

        var good = (await CheckAsync(To(sound.Port)))["TLS"];
        Assert.Equal(NodeCheckStatus.Passed, good.Status);
        Assert.Matches("^TLS 1\\.[23], TLS_[A-Z0-9_]+; certificate for a DNS name, valid until [0-9-]{10}$", good.Detail);
        Assert.Contains("ends in", good.Remedy, StringComparison.Ordinal);
        foreach (var (port, detail) in new[] { (expired.Port, "expired"), (otherHost.Port, "another name"), (stranger.Port, "trusted root"), (closing.Port, "not agreed on"), (silent.Port, "does not answer to TLS") })
        {
            var failed = (await CheckAsync(To(port) with { ConnectTimeoutSec = port == silent.Port ? 1 : 20 }))["TLS"];
            Assert.Equal(NodeCheckStatus.Failed, failed.Status);
            Assert.Contains(detail, failed.Detail, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(failed.Remedy));
        }

        var careless = (await CheckAsync(Node(expired.Port) with { HostName = "localhost", Tls = new TlsSettings { AllowUntrusted = true } }))["TLS"];
        Assert.Equal(NodeCheckStatus.Passed, careless.Status);
        Assert.Contains("expired", careless.Remedy, StringComparison.Ordinal);
        var plain = (await CheckAsync(Node(sound.Port) with { AcceptTimeoutSec = 5 }))["Association"];
        Assert.Equal(NodeCheckStatus.Failed, plain.Status);
        Assert.Contains("-UseTls", plain.Remedy, StringComparison.Ordinal);

        // TLS 1.3 tells only after the handshake that a certificate is wanted.
        var steps = await CheckAsync(To(demanding.Port));
        var first = steps.Values.First(s => s.Status == NodeCheckStatus.Failed);
        Assert.Contains(first.Step, new[] { "TLS", "Association" });
        Assert.Contains("client certificate", first.Remedy, StringComparison.Ordinal);
        var shown = await CheckAsync(To(demanding.Port) with { Tls = trusting with { Certificate = certificates.Client.PfxPath } });
        Assert.Equal(NodeCheckStatus.Passed, shown["Association"].Status);
    }

    private static ScriptedService Archive(Func<Task> send)
    {
        var service = new ScriptedService().On(ScriptedCommand.FindRequestField, request =>
        {
            var level = System.Text.Encoding.ASCII.GetString(request.Dataset!);
            var answer = new DicomBytes();
            answer = level.Contains("SERIES", StringComparison.Ordinal) ? answer.Text(0x0020000E, "UI", "1.2.3.4") : answer.Text(0x00080018, "UI", "1.2.3.4.5");
            return [new ScriptedResponse(0xFF00, answer.Bytes), new ScriptedResponse(0)];
        });
        return service.On(ScriptedCommand.MoveRequestField, new ScriptedResponse(0) { Counts = (0, 1, 0, 0), Before = (_, _) => send() });
    }

    private static async Task SendBackAsync(int port, string called)
    {
        const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
        await using var connection = await ScriptedConnection.ConnectAsync(port);
        if (!await connection.RequestAsync(called, [new(1, SecondaryCapture, ScriptedPeer.ExplicitLittleEndian)]))
        {
            throw new InvalidOperationException("The receiver rejected us.");
        }

        var dataset = new DicomBytes().Text(0x00080016, "UI", SecondaryCapture).Text(0x00080018, "UI", "1.2.3.4.5").Bytes;
        await connection.AskAsync(1, ScriptedCommand.StoreRequest(1, SecondaryCapture, "1.2.3.4.5"), dataset);
        await connection.ReleaseAsync();
    }

    private static async Task<(DcmtkArchive Archive, string Study)> ArchiveAsync(TemporaryFolder folder, int destination)
    {
        var samples = CorpusInstance.Samples(folder).Where(i => i.TransferSyntax is "1.2.840.10008.1.2.1").ToList();
        var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = samples, Destinations = new Dictionary<string, int> { ["DEIDPS"] = destination } });
        await archive.IndexAsync([.. samples.Select(s => s.Path)]);
        return (archive, samples[0].Study);
    }

    private static DicomNode Node(int port, string title = ScriptedPeer.AETitle) => new()
    {
        HostName = "127.0.0.1", Port = port, CalledAE = title, ReceiverPort = LoopbackPort.Free(), ConnectTimeoutSec = 20, AcceptTimeoutSec = 30, TimeoutSec = 60, IdleTimeoutSec = 60,
    };

    private async Task<Dictionary<string, NodeFinding>> CheckAsync(DicomNode node, string? study = null, bool isDetailed = false, int quiet = 10)
    {
        var findings = new List<NodeFinding>();
        var checker = new NodeChecker(node, null, finding =>
        {
            findings.Add(finding);
            return ValueTask.CompletedTask;
        })
        {
            StudyInstanceUid = study, IsDetailed = isDetailed, QuietTime = TimeSpan.FromSeconds(quiet),
        };
        await checker.RunAsync(default);
        findings.ForEach(f => output.WriteLine(f.ToString()));
        Assert.Equal(22, findings.Count);
        Assert.All(findings, f => Assert.False(f.Status == NodeCheckStatus.Failed && string.IsNullOrEmpty(f.Remedy), f.Step));
        return findings.ToDictionary(f => f.Step);
    }
}
