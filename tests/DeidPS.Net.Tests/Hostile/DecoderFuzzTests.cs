using System.Diagnostics;
using System.Globalization;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>
/// Mutated association units and command sets through our decoders: read or refused with a PduException, nothing else, in time and memory that
/// follow from their length; what is read can be written and read again. DEIDPS_FUZZ_COUNT sets how many, DEIDPS_FUZZ_SEED which.
/// </summary>
public sealed class DecoderFuzzTests(ITestOutputHelper output)
{
    private const long FixedAllocation = 64 * 1024;

    [Fact]
    public void Fuzz_of_association_units()
    {
        var proposal = AssociationProposal.Parse(Request().AsSpan(6));
        byte[][] inputs = [Request()[6..], Pdu.AssociateAccept(proposal, proposal.Contexts.Select(c => new ContextAnswer(c.Id, (byte)(c.Id % 3), c.TransferSyntaxes[0])))[6..]];
        Run(inputs, (bytes, number) =>
        {
            var isAnswer = number % 2 == 1;
            var read = AssociateCodec.Decode(bytes, isAnswer);
            if (!isAnswer)
            {
                var again = AssociateCodec.Decode(AssociateCodec.Encode(read, isAnswer: false).AsSpan(6), isAnswer: false);
                Assert.Equal(read.Contexts.Select(c => (c.Id, c.AbstractSyntax, string.Join(' ', c.TransferSyntaxes))), again.Contexts.Select(c => (c.Id, c.AbstractSyntax, string.Join(' ', c.TransferSyntaxes))));
            }
        });
    }

    [Fact]
    public void Fuzz_of_command_sets()
    {
        byte[][] inputs =
        [
            ScriptedCommand.StoreRequest(7, Requestor.SecondaryCapture, Requestor.Instance).Set(0x1030, "ORIGINATOR").Set(0x1031, (ushort)4).Encode(),
            ScriptedCommand.EchoRequest().Response(0xC001).WithCounts(1, 2, 3, 4).Set(0x0901, new byte[8]).Set(0x0902, "because").Encode(),
            ScriptedCommand.Request(ScriptedCommand.MoveRequestField, 3, "1.2.840.10008.5.1.4.1.2.2.2", hasDataset: true).Set(0x0600, "NOWHERE").Encode(), ScriptedCommand.Cancel(3).Encode(),
        ];
        Run(inputs, (bytes, _) =>
        {
            var read = DimseCommand.Decode(bytes);
            var again = DimseCommand.Decode(read.Encode(read.HasDataset));
            Assert.Equal((read.Operation, read.HasDataset, read.IsResponse ? read.Status : 0), (again.Operation, again.HasDataset, again.Status));
            var isAnswering = read.IsResponse || read.Operation == DimseOperation.CancelRequest;
            Assert.Equal(isAnswering ? read.RespondedMessageId : read.MessageId, isAnswering ? again.RespondedMessageId : again.MessageId);
        });
    }

    private static byte[] Request() => Pdu.AssociateRequest("CALLED", "CALLING",
        [.. Enumerable.Range(0, 20).Select(i => new PresentationProposal((byte)((2 * i) + 1), $"1.2.840.10008.5.1.4.1.1.{i + 1}", ScriptedPeer.ImplicitLittleEndian, ScriptedPeer.ExplicitLittleEndian))], 16384,
        Pdu.RoleSelection(Requestor.SecondaryCapture, true, true), Pdu.Item(0x53, [0, 1, 0, 1]), Pdu.Item(0x56, [0, 3, (byte)'1', (byte)'.', (byte)'2', 1, 1]), Pdu.Item(0x58, [2, 1, 0, 2, 65, 66, 0, 2, 67, 68]));

    private void Run(byte[][] inputs, Action<byte[], int> decode)
    {
        var count = Setting("DEIDPS_FUZZ_COUNT", 4000);
        var seed = Setting("DEIDPS_FUZZ_SEED", 20260301);
        for (var i = 0; i < inputs.Length; i++)
        {
            decode(inputs[i], i);
        }

        var refused = 0;
        for (var number = 0; number < count; number++)
        {
            var bytes = new Mutator(unchecked((uint)seed * 2654435761u) + (uint)number).Mutate(inputs[number % inputs.Length], inputs[(number + 1) % inputs.Length]);
            var clock = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                decode(bytes, number);
            }
            catch (PduException)
            {
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed} number {number}: {Convert.ToHexString(bytes)}", error);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"seed {seed} number {number}: {clock.Elapsed}");
            Assert.True(allocated <= (64L * bytes.Length) + FixedAllocation, $"seed {seed} number {number}: {allocated} bytes for {bytes.Length}");
        }

        output.WriteLine($"seed {seed}: {count} inputs, {refused} refused");
        Assert.InRange(refused, 1, count - 1);
    }

    private static int Setting(string name, int otherwise) => int.Parse(Environment.GetEnvironmentVariable(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
