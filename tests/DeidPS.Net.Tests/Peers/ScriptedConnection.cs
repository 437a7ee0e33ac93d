using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace DeidPS.Net.Tests.Peers;

/// <summary>A connection that says exactly what a script tells it to, as requestor or acceptor.</summary>
internal sealed class ScriptedConnection : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly Queue<(byte ContextId, byte Control, byte[] Fragment)> _values = new();

    public ScriptedConnection(TcpClient client)
    {
        _client = client;
        client.NoDelay = true;
        Stream = client.GetStream();
    }

    /// <summary>Where bytes go; replaced by <see cref="AuthenticateAsync"/>.</summary>
    public Stream Stream { get; private set; }

    /// <summary>What the requestor proposed, when this side accepts.</summary>
    public AssociationProposal? Proposal { get; private set; }

    /// <summary>Contexts of the association with their one syntax.</summary>
    public IReadOnlyDictionary<byte, PresentationProposal> Contexts { get; private set; } = new Dictionary<byte, PresentationProposal>();

    /// <summary>How the other side ended, once a read found that out.</summary>
    public ScriptedEnd End { get; private set; }

    /// <summary>Bytes of data set or command in one P-DATA-TF.</summary>
    public int FragmentLength { get; set; } = 16372;

    public static async Task<ScriptedConnection> ConnectAsync(int port, CancellationToken stop = default)
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, stop);
            return new ScriptedConnection(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Goes over to TLS as the server.</summary>
    public async Task AuthenticateAsync(SslServerAuthenticationOptions options, CancellationToken stop = default)
    {
        var secure = new SslStream(Stream);
        Stream = secure;
        await secure.AuthenticateAsServerAsync(options, stop);
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
    {
        await Stream.WriteAsync(bytes, stop);
        await Stream.FlushAsync(stop);
    }

    /// <summary>One byte per interval; ends when all is sent or the other side has had enough.</summary>
    /// <returns>Bytes that were sent.</returns>
    public async Task<int> WriteSlowlyAsync(ReadOnlyMemory<byte> bytes, TimeSpan interval, CancellationToken stop = default)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            try
            {
                await WriteAsync(bytes.Slice(i, 1), stop);
            }
            catch (IOException)
            {
                return i;
            }

            await Task.Delay(interval, stop);
        }

        return bytes.Length;
    }

    /// <summary>The same bytes again and again until the other side closes, or so many times.</summary>
    /// <returns>How often they went out.</returns>
    public async Task<int> FloodAsync(ReadOnlyMemory<byte> bytes, int most, CancellationToken stop = default)
    {
        for (var i = 0; i < most; i++)
        {
            try
            {
                await Stream.WriteAsync(bytes, stop);
            }
            catch (IOException)
            {
                return i;
            }
        }

        return most;
    }

    /// <summary>The next PDU; null when there is none, and <see cref="End"/> says why.</summary>
    public async Task<(byte Type, byte[] Body)?> ReadPduAsync(CancellationToken stop = default)
    {
        try
        {
            var header = new byte[6];
            await Stream.ReadExactlyAsync(header, stop);
            var body = new byte[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(2))];
            await Stream.ReadExactlyAsync(body, stop);
            End = header[0] switch { Pdu.AbortType => ScriptedEnd.Aborted, Pdu.ReleaseRequestType => ScriptedEnd.Released, _ => End };
            return (header[0], body);
        }
        catch (IOException)
        {
            End = ScriptedEnd.Closed;
            return null;
        }
    }

    /// <summary>Reads A-ASSOCIATE-RQ and answers nothing yet.</summary>
    public async Task<AssociationProposal> ReadRequestAsync(CancellationToken stop = default)
    {
        var pdu = await ReadPduAsync(stop);
        return pdu is { Type: Pdu.AssociateRequestType } request ? Proposal = AssociationProposal.Parse(request.Body) : throw new IOException("No association was requested.");
    }

    /// <summary>Accepts: each context with its first syntax unless told otherwise, and each role that is asked for.</summary>
    public async Task AcceptAsync(Func<PresentationProposal, ContextAnswer>? choose = null, uint maximumLength = 16384, CancellationToken stop = default, params byte[][] userItems)
    {
        var proposal = Proposal ?? await ReadRequestAsync(stop);
        List<ContextAnswer> answers = [.. proposal.Contexts.Select(choose ?? (c => new ContextAnswer(c.Id, 0, c.TransferSyntaxes[0])))];
        Agree(proposal, answers);
        var roles = proposal.UserItems.Where(i => i.Type == 0x54).Select(i => Pdu.Item(0x54, i.Value));
        await WriteAsync(Pdu.AssociateAccept(proposal, answers, maximumLength, [.. roles, .. userItems]), stop);
    }

    /// <summary>Requests an association and reads the answer; false when it was rejected, aborted or closed.</summary>
    public async Task<bool> RequestAsync(string calledAE, IReadOnlyList<PresentationProposal> contexts, string callingAE = "SCRIPTED", uint maximumLength = 16384, params byte[][] userItems)
    {
        await WriteAsync(Pdu.AssociateRequest(calledAE, callingAE, contexts, maximumLength, userItems));
        if (await ReadPduAsync() is not { Type: Pdu.AssociateAcceptType } accept)
        {
            return false;
        }

        var answer = AssociationProposal.Parse(accept.Body);
        Agree(answer with { Contexts = contexts }, answer.Answers);
        if (answer.MaximumLength is > 12 and < int.MaxValue)
        {
            FragmentLength = Math.Min(FragmentLength, (int)answer.MaximumLength - 6);
        }

        return true;
    }

    /// <summary>The context of an abstract syntax that was agreed on.</summary>
    public byte ContextFor(string abstractSyntax) => Contexts.Values.First(c => c.AbstractSyntax == abstractSyntax).Id;

    /// <summary>Sends a command and, where given, a data set already encoded in the context's syntax.</summary>
    public async Task SendAsync(byte contextId, ScriptedCommand command, byte[]? dataset = null, CancellationToken stop = default)
    {
        foreach (var pdu in Message(contextId, command, dataset))
        {
            await WriteAsync(pdu, stop);
        }
    }

    /// <summary>The PDUs of a message, for scripts that send a part of them.</summary>
    public IEnumerable<byte[]> Message(byte contextId, ScriptedCommand command, byte[]? dataset = null) =>
        [.. Fragments(contextId, isCommand: true, command.Encode()), .. dataset is null ? [] : Fragments(contextId, isCommand: false, dataset)];

    /// <summary>The next message; null when the other side ended. A release is answered unless told otherwise.</summary>
    public async Task<ScriptedMessage?> ReadMessageAsync(bool answersRelease = true, CancellationToken stop = default)
    {
        var command = new MemoryStream();
        var dataset = new MemoryStream();
        ScriptedCommand? parsed = null;
        while (await ReadValueAsync(answersRelease, stop) is { } value)
        {
            var isCommand = (value.Control & 1) != 0;
            (isCommand ? command : dataset).Write(value.Fragment);
            if ((value.Control & 2) == 0)
            {
                continue;
            }

            if (isCommand)
            {
                parsed = ScriptedCommand.Parse(command.ToArray());
            }

            if (parsed is not null && (!isCommand || !parsed.HasDataset))
            {
                return new ScriptedMessage(value.ContextId, parsed, isCommand ? null : dataset.ToArray());
            }
        }

        return null;
    }

    /// <summary>Sends a request and reads what comes next.</summary>
    public async Task<ScriptedMessage?> AskAsync(byte contextId, ScriptedCommand command, byte[]? dataset = null, CancellationToken stop = default)
    {
        await SendAsync(contextId, command, dataset, stop);
        return await ReadMessageAsync(stop: stop);
    }

    /// <summary>Releases; false when the other side answered otherwise.</summary>
    public async Task<bool> ReleaseAsync(CancellationToken stop = default)
    {
        await WriteAsync(Pdu.ReleaseRequest(), stop);
        return await ReadPduAsync(stop) is { Type: Pdu.ReleaseResponseType };
    }

    /// <summary>Reads and drops all until the other side ends the connection.</summary>
    public async Task WaitForCloseAsync(CancellationToken stop = default)
    {
        var buffer = new byte[65536];
        try
        {
            while (await Stream.ReadAsync(buffer, stop) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }

        End = ScriptedEnd.Closed;
    }

    /// <summary>Ends without a word: RST instead of FIN.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(true, 0);
        _client.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Stream.DisposeAsync();
        }
        catch (IOException)
        {
            // TLS says goodbye to a peer that may be gone.
        }

        _client.Dispose();
    }

    private void Agree(AssociationProposal proposal, IEnumerable<ContextAnswer> answers) =>
        Contexts = answers.Where(a => a.Result == 0).ToDictionary(a => a.Id, a => new PresentationProposal(a.Id, proposal.Contexts.First(c => c.Id == a.Id).AbstractSyntax, a.TransferSyntax));

    private IEnumerable<byte[]> Fragments(byte contextId, bool isCommand, byte[] bytes)
    {
        for (var start = 0; start == 0 || start < bytes.Length; start += FragmentLength)
        {
            var length = Math.Min(FragmentLength, bytes.Length - start);
            yield return Pdu.Data(Pdu.Value(contextId, isCommand, start + length == bytes.Length, bytes.AsSpan(start, length)));
        }
    }

    private async Task<(byte ContextId, byte Control, byte[] Fragment)?> ReadValueAsync(bool answersRelease, CancellationToken stop)
    {
        while (_values.Count == 0)
        {
            var pdu = await ReadPduAsync(stop);
            if (pdu is { Type: Pdu.ReleaseRequestType } && answersRelease)
            {
                await WriteAsync(Pdu.ReleaseResponse(), stop);
            }

            if (pdu is not { Type: Pdu.DataType } data)
            {
                return null;
            }

            for (var position = 0; position + 6 <= data.Body.Length;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(data.Body.AsSpan(position));
                _values.Enqueue((data.Body[position + 4], data.Body[position + 5], data.Body[(position + 6)..(position + 4 + length)]));
                position += 4 + length;
            }
        }

        return _values.Dequeue();
    }
}
