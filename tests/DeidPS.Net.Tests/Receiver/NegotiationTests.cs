using System.Text;
using DeidPS.Net.Tests.Hostile;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Receiver;

/// <summary>Roles, asynchronous operations and user identity, both ways (PS3.7 D.3.3.3, D.3.3.4, D.3.3.7).</summary>
public sealed class NegotiationTests
{
    private const string Get = "1.2.840.10008.5.1.4.1.2.2.3";

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public async Task Our_receiver_takes_the_role_of_provider_only(bool isUser, bool isProvider, bool isAccepted)
    {
        await using var victim = new Victim(isPatient: false);
        var answer = await AskAsync(victim, Pdu.RoleSelection(Requestor.SecondaryCapture, isUser, isProvider), Pdu.RoleSelection("1.2.840.10008.5.1.4.1.1.2", true, true));
        Assert.Equal(isAccepted ? 0 : 1, answer.Answers.Single(a => a.Id == 3).Result);
        Assert.Equal(0, answer.Answers.Single(a => a.Id == 1).Result);
        var roles = answer.UserItems.Where(i => i.Type == 0x54).ToList();
        if (isAccepted)
        {
            // One answer, of the class that was agreed on: user yes, provider no (D.3.3.4.2).
            var uid = Encoding.ASCII.GetBytes(Requestor.SecondaryCapture);
            Assert.Equal([0, (byte)uid.Length, .. uid, 1, 0], Assert.Single(roles).Value);
        }
        else
        {
            Assert.Empty(roles);
        }
    }

    [Fact]
    public async Task Roles_nobody_asked_for_are_not_answered()
    {
        await using var victim = new Victim(isPatient: false);
        var answer = await AskAsync(victim);
        Assert.DoesNotContain(answer.UserItems, i => i.Type is 0x53 or 0x54 or 0x59);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(1, 1)]
    [InlineData(65535, 3)]
    public async Task Our_receiver_keeps_to_one_operation_at_a_time(int invoked, int performed)
    {
        await using var victim = new Victim(isPatient: false);
        var answer = await AskAsync(victim, Pdu.Item(0x53, [(byte)(invoked >> 8), (byte)invoked, (byte)(performed >> 8), (byte)performed]));
        Assert.Equal([0, 1, 0, 1], Assert.Single(answer.UserItems, i => i.Type == 0x53).Value);
    }

    [Fact]
    public async Task Requests_sent_at_once_are_answered_one_after_the_other()
    {
        await using var victim = new Victim(isPatient: false);
        await using var connection = await victim.OpenAsync();
        for (ushort id = 1; id <= 20; id++)
        {
            await connection.SendAsync(1, ScriptedCommand.EchoRequest(id));
        }

        for (var id = 1; id <= 20; id++)
        {
            Assert.Equal((id, 0), ((await connection.ReadMessageAsync())!.Command.RespondedTo, 0));
        }

        Assert.True(await connection.ReleaseAsync());
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, true)]
    [InlineData(1, 0, false)]
    [InlineData(2, 0, false)]
    [InlineData(3, 1, false)]
    [InlineData(4, 1, false)]
    [InlineData(5, 1, false)]
    public async Task A_user_name_is_answered_where_an_answer_is_asked_for(int type, int isAnswerWanted, bool isAnswered)
    {
        await using var victim = new Victim(isPatient: false);
        byte[] name = [.. "ZZUSER"u8];
        byte[] passcode = type == 2 ? [.. "ZZPASS"u8] : [];
        var answer = await AskAsync(victim, Pdu.Item(0x58, [(byte)type, (byte)isAnswerWanted, 0, (byte)name.Length, .. name, 0, (byte)passcode.Length, .. passcode]));
        var items = answer.UserItems.Where(i => i.Type == 0x59).ToList();
        if (isAnswered)
        {
            // Of no length for a name and a passcode (D.3.3.7.2).
            Assert.Equal([0, 0], Assert.Single(items).Value);
        }
        else
        {
            Assert.Empty(items);
        }
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, false)]
    [InlineData(null, null, false)]
    public async Task Images_come_back_only_where_the_node_grants_the_role(bool? isUser, bool? isProvider, bool isGranted)
    {
        var statuses = new List<ushort>();
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            var proposal = await connection.ReadRequestAsync(stop);
            byte[][] roles = isUser is { } user ? [Pdu.RoleSelection(Requestor.SecondaryCapture, user, isProvider == true)] : [];
            await connection.WriteAsync(Pdu.AssociateAccept(proposal, proposal.Contexts.Select(c => new ContextAnswer(c.Id, 0, c.TransferSyntaxes[0])), 16384, roles), stop);
            if (await connection.ReadMessageAsync(stop: stop) is { } request)
            {
                var store = proposal.Contexts.First(c => c.AbstractSyntax == Requestor.SecondaryCapture).Id;
                var stored = await connection.AskAsync(store, ScriptedCommand.StoreRequest(9, Requestor.SecondaryCapture, Requestor.Instance), Requestor.Dataset().Bytes, stop);
                statuses.Add(stored!.Command.Status);
                await connection.SendAsync(request.ContextId, request.Command.Response(0), stop: stop);
                await connection.ReadMessageAsync(stop: stop);
            }
        });
        var end = await Requestor.EndAsync("retrieve", Requestor.Node(peer.Port, 60));
        Assert.Equal(isGranted ? (Requestor.Done, null) : (NetworkException.AssociationRejected, false), end);
        Assert.Equal(isGranted ? [0] : [], statuses);
        Assert.Empty(peer.Failures);
    }

    [Fact]
    public async Task A_node_that_denies_the_role_of_user_is_sent_nothing()
    {
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            var proposal = await connection.ReadRequestAsync(stop);
            await connection.WriteAsync(Pdu.AssociateAccept(proposal, proposal.Contexts.Select(c => new ContextAnswer(c.Id, 0, c.TransferSyntaxes[0])), 16384, Pdu.RoleSelection(Requestor.SecondaryCapture, false, true)), stop);
            Assert.Null(await connection.ReadMessageAsync(stop: stop));
        });
        Assert.Equal((NetworkException.AssociationRejected, false), await Requestor.EndAsync("store", Requestor.Node(peer.Port, 60)));
        await peer.WaitForScriptsAsync();
        Assert.Empty(peer.Failures);
    }

    [Fact]
    public async Task Our_requestor_proposes_roles_and_no_window()
    {
        AssociationProposal? proposal = null;
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            proposal = await connection.ReadRequestAsync(stop);
            await connection.WriteAsync(Pdu.AssociateReject(1, 1, 1), stop);
        });
        await Requestor.EndAsync("get", Requestor.Node(peer.Port, 60));
        var uid = Encoding.ASCII.GetBytes(Requestor.SecondaryCapture);
        Assert.Equal([0, (byte)uid.Length, .. uid, 0, 1], Assert.Single(proposal!.UserItems, i => i.Type == 0x54).Value);
        Assert.DoesNotContain(proposal.UserItems, i => i.Type is 0x53 or 0x58);
        Assert.Contains(proposal.Contexts, c => c.AbstractSyntax == Get);
    }

    [Fact]
    public async Task All_addresses_are_those_the_machine_has()
    {
        // Also with DOTNET_SYSTEM_NET_DISABLEIPV6=1, or where the system knows no IPv6.
        await using var victim = new Victim(change: s => s with { BindAddress = new ListenerSettings().BindAddress }, isPatient: false);
        Assert.Equal((Requestor.Done, null), await Requestor.EndAsync("echo", victim.Node));
    }

    private static async Task<AssociationProposal> AskAsync(Victim victim, params byte[][] userItems)
    {
        await using var connection = await victim.ConnectAsync();
        await connection.WriteAsync(Pdu.AssociateRequest(DicomNode.DefaultCallingAE, "X", Victim.Proposals, 16384, userItems));
        var answer = (await connection.ReadPduAsync())!.Value;
        Assert.Equal(Pdu.AssociateAcceptType, answer.Type);
        return AssociationProposal.Parse(answer.Body);
    }
}
