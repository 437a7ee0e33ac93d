using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Peers;

/// <summary>The scripted peer as acceptor, judged by dcmtk's requestors: what it says is DICOM where it means to be.</summary>
public sealed class ScriptedPeerTests(ITestOutputHelper output)
{
    private const ushort Success = 0x0000;
    private const ushort Pending = 0xFF00;

    [Fact]
    public async Task Echoscu_is_answered_and_rejected()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.EchoScu))
        {
            return;
        }

        var service = new ScriptedService().On(ScriptedCommand.EchoRequestField, new ScriptedResponse(Success));
        await using var peer = ScriptedPeer.Serving(service);
        var echoed = await DcmtkTools.EchoAsync(peer.Port, ScriptedPeer.AETitle);
        Assert.True(echoed.ExitCode == 0, echoed.Output + echoed.Error);
        await peer.WaitForScriptsAsync();
        Assert.Equal(ScriptedPeer.Verification, Assert.Single(service.Received).Command.SopClass);
        Assert.Empty(peer.Failures);

        await using var rejecting = new ScriptedPeer(async (connection, stop) =>
        {
            var request = await connection.ReadRequestAsync(stop);
            Assert.Equal((ScriptedPeer.AETitle, DcmtkTools.CallingAE), (request.CalledAE, request.CallingAE));
            await connection.WriteAsync(Pdu.AssociateReject(1, 1, 7), stop);
            await connection.WaitForCloseAsync(stop);
        });
        var rejected = await DcmtkTools.EchoAsync(rejecting.Port, ScriptedPeer.AETitle);
        Assert.NotEqual(0, rejected.ExitCode);
        Assert.Contains("Called AE Title Not Recognized", rejected.Output + rejected.Error, StringComparison.Ordinal);
        await rejecting.WaitForScriptsAsync();
        Assert.Empty(rejecting.Failures);
    }

    [Fact]
    public async Task Storescu_sends_it_what_it_sends_storescp()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu, PeerProgram.StoreScp))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var samples = CorpusInstance.Samples(folder);
        await using var receiver = await DcmtkReceiver.StartAsync(samples);
        await DcmtkTools.StoreAsync(receiver.Port, DcmtkReceiver.AETitle, samples);
        var service = new ScriptedService().On(ScriptedCommand.StoreRequestField, new ScriptedResponse(Success));
        await using var peer = ScriptedPeer.Serving(service);
        var stored = await DcmtkTools.StoreAsync(peer.Port, ScriptedPeer.AETitle, samples);
        Assert.True(stored.ExitCode == 0, stored.Output + stored.Error);
        var expected = receiver.Files.ToDictionary(f => CorpusInstance.Read(f)!.SopInstance, CorpusInstance.DatasetBytes);
        Assert.Equal(samples.Count, service.Received.Count);
        Assert.All(service.Received, r => Assert.True(expected[r.Command.SopInstance].AsSpan().SequenceEqual(r.Dataset)));
        Assert.Empty(peer.Failures);
    }

    [Theory]
    [InlineData(0xA700, "OutOfResources")]
    [InlineData(0xA900, "DataSetDoesNotMatchSOPClass")]
    [InlineData(0xC001, "CannotUnderstand")]
    public async Task Storescu_understands_a_status(int status, string text)
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.StoreScu))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.StoreRequestField, new ScriptedResponse((ushort)status) { Comment = "because of the test" }));
        var stored = await DcmtkTools.StoreAsync(peer.Port, ScriptedPeer.AETitle, [CorpusInstance.Samples(folder)[0]]);
        Assert.NotEqual(0, stored.ExitCode);
        Assert.Contains(text, stored.Output + stored.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findscu_reads_its_answers_and_cancels()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.FindScu))
        {
            return;
        }

        ScriptedResponse[] answers = [.. Enumerable.Range(1, 3).Select(i => new ScriptedResponse(Pending, Answer($"2.25.{i}"))), new ScriptedResponse(Success)];
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.FindRequestField, answers));
        var found = await DcmtkTools.FindAsync(peer.Port, ScriptedPeer.AETitle, "STUDY", "StudyInstanceUID");
        Assert.Equal(["2.25.1", "2.25.2", "2.25.3"], found.Select(d => d.GetText(DicomTags.StudyInstanceUID)));
        Assert.Empty(peer.Failures);

        await using var cancelled = ScriptedPeer.Serving(new ScriptedService().On(
            ScriptedCommand.FindRequestField,
            new ScriptedResponse(Pending, Answer("2.25.1")),
            new ScriptedResponse(Pending, Answer("2.25.2")) { Before = ScriptedResponse.UntilCancelledAsync },
            new ScriptedResponse(0xFE00)));
        var result = await PeerProgram.FindScu.RunAsync(["-v", "-S", "--cancel", "1", "-k", "QueryRetrieveLevel=STUDY", "127.0.0.1", $"{cancelled.Port}"]);
        Assert.Contains("Find Response: 2", result.Output + result.Error, StringComparison.Ordinal);
        Assert.Contains("Cancel", result.Output + result.Error, StringComparison.Ordinal);
        await cancelled.WaitForScriptsAsync();
        Assert.Empty(cancelled.Failures);
    }

    [Fact]
    public async Task Movescu_reads_its_counts()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.MoveScu))
        {
            return;
        }

        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(
            ScriptedCommand.MoveRequestField,
            new ScriptedResponse(Pending) { Counts = (2, 1, 0, 0) },
            new ScriptedResponse(0xB000) { Counts = (null, 11, 12, 13) }));
        var result = await PeerProgram.MoveScu.RunAsync(["-d", "-S", "-aem", "NOWHERE", "-k", "QueryRetrieveLevel=STUDY", "127.0.0.1", $"{peer.Port}"]);
        Assert.Matches(@"Completed Suboperations\s*: 11\b", result.Output + result.Error);
        Assert.Matches(@"Failed Suboperations\s*: 12\b", result.Output + result.Error);
        Assert.Matches(@"Warning Suboperations\s*: 13\b", result.Output + result.Error);
        Assert.Empty(peer.Failures);
    }

    [Fact]
    public async Task Getscu_takes_its_sub_operations()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.GetScu))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var sample = CorpusInstance.Samples(folder).First(i => i.TransferSyntax == ScriptedPeer.ExplicitLittleEndian);
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.GetRequestField, new ScriptedResponse(Success)
        {
            Counts = (null, 1, 0, 0),
            Before = async (connection, _) =>
            {
                var stored = await connection.AskAsync(connection.ContextFor(sample.SopClass), ScriptedCommand.StoreRequest(7, sample.SopClass, sample.SopInstance), sample.DatasetBytes());
                Assert.Equal((7, Success), (stored!.Command.RespondedTo, stored.Command.Status));
            },
        }));
        var target = Directory.CreateDirectory(Path.Combine(folder.Path, "got")).FullName;
        var got = await DcmtkTools.GetAsync(peer.Port, ScriptedPeer.AETitle, target, "STUDY", "StudyInstanceUID=" + sample.Study);
        Assert.True(got.ExitCode == 0, got.Output + got.Error);
        Assert.Empty(peer.Failures);
        Assert.Equal(sample.DatasetBytes(), CorpusInstance.DatasetBytes(Assert.Single(Directory.GetFiles(target))));
    }

    [Fact]
    public async Task Each_misbehaviour_makes_echoscu_fail()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.EchoScu))
        {
            return;
        }

        var scripts = new Dictionary<string, Func<ScriptedConnection, CancellationToken, Task>>
        {
            ["silent"] = (connection, stop) => connection.WaitForCloseAsync(stop),
            ["abort instead of accept"] = async (connection, stop) =>
            {
                await connection.ReadRequestAsync(stop);
                await connection.WriteAsync(Pdu.Abort(2, 1), stop);
            },
            ["half a PDU"] = async (connection, stop) =>
            {
                var request = await connection.ReadRequestAsync(stop);
                var accept = Pdu.AssociateAccept(request, [new ContextAnswer(1, 0, ScriptedPeer.ImplicitLittleEndian)]);
                await connection.WriteAsync(accept.AsMemory(0, accept.Length / 2), stop);
                await connection.WaitForCloseAsync(stop);
            },
            ["one byte at a time, and no context"] = async (connection, stop) =>
            {
                var request = await connection.ReadRequestAsync(stop);
                await connection.WriteSlowlyAsync(Pdu.AssociateAccept(request, []), TimeSpan.FromMilliseconds(5), stop);
            },
            ["a length of 4 GB"] = async (connection, stop) =>
            {
                await connection.ReadRequestAsync(stop);
                await connection.WriteAsync(Pdu.WithLength(Pdu.AssociateAcceptType, uint.MaxValue, new byte[8]), stop);
                await connection.WaitForCloseAsync(stop);
            },
            ["no context"] = async (connection, stop) =>
            {
                await connection.AcceptAsync(c => new ContextAnswer(c.Id, 3, c.TransferSyntaxes[0]), stop: stop);
                await connection.WaitForCloseAsync(stop);
            },
            ["reset in the middle of an answer"] = async (connection, stop) =>
            {
                await connection.AcceptAsync(stop: stop);
                var request = (await connection.ReadMessageAsync(stop: stop))!;
                var answer = connection.Message(request.ContextId, request.Command.Response(Success)).Single();
                await connection.WriteAsync(answer.AsMemory(0, answer.Length - 4), stop);
                connection.Reset();
            },
            ["another context"] = async (connection, stop) =>
            {
                await connection.AcceptAsync(stop: stop);
                var request = (await connection.ReadMessageAsync(stop: stop))!;
                await connection.SendAsync(99, request.Command.Response(Success), stop: stop);
                await connection.WaitForCloseAsync(stop);
            },
        };

        // At once: each waits for a time-out of echoscu's.
        await Task.WhenAll(scripts.Select(async entry =>
        {
            var (name, script) = entry;
            await using var peer = new ScriptedPeer(script);
            var result = await DcmtkTools.EchoAsync(peer.Port, ScriptedPeer.AETitle, "-ta", "1", "-td", "1", "-ts", "1");
            Assert.True(result.ExitCode != 0, name);
            await peer.WaitForScriptsAsync();
            Assert.True(peer.Failures.Count == 0, name);
            Assert.Equal(1, peer.Connections);
        }));
    }

    private static byte[] Answer(string study) =>
        new DicomBytes().Text(0x00080052, "CS", "STUDY").Text(0x0020000D, "UI", study).Bytes;
}
