namespace DeidPS.Net.Tests.Peers;

/// <summary>Answers DIMSE requests with the responses a test lists. A request it has no list for is answered with 0211 (unrecognised operation).</summary>
internal sealed class ScriptedService
{
    private const ushort UnrecognisedOperation = 0x0211;

    private readonly Dictionary<ushort, Func<ScriptedMessage, IEnumerable<ScriptedResponse>>> _answers = [];
    private readonly Queue<ScriptedMessage> _received = new();
    private readonly Lock _gate = new();

    /// <summary>Chooses the answer to each proposed context; null for the first syntax of each.</summary>
    public Func<PresentationProposal, ContextAnswer>? Choose { get; init; }

    /// <summary>More items of the user information of its A-ASSOCIATE-AC, such as extended negotiation; null for none.</summary>
    public Func<AssociationProposal, byte[][]>? UserItems { get; init; }

    /// <summary>Longest P-DATA-TF it asks for.</summary>
    public uint MaximumLength { get; init; } = 16384;

    /// <summary>Requests that came, cancels of running ones not included.</summary>
    public IReadOnlyList<ScriptedMessage> Received
    {
        get
        {
            lock (_gate)
            {
                return [.. _received];
            }
        }
    }

    /// <summary>Answers each request of a kind, such as <see cref="ScriptedCommand.FindRequestField"/>, with these responses.</summary>
    public ScriptedService On(ushort requestField, params ScriptedResponse[] responses) => On(requestField, _ => responses);

    /// <summary>Answers each request of a kind with what the request leads to.</summary>
    public ScriptedService On(ushort requestField, Func<ScriptedMessage, IEnumerable<ScriptedResponse>> responses)
    {
        _answers[requestField] = responses;
        return this;
    }

    /// <summary>Accepts an association and serves it to its end.</summary>
    public async Task RunAsync(ScriptedConnection connection, CancellationToken stop)
    {
        var proposal = await connection.ReadRequestAsync(stop);
        await connection.AcceptAsync(Choose, MaximumLength, stop, UserItems?.Invoke(proposal) ?? []);
        while (await connection.ReadMessageAsync(stop: stop) is { } request)
        {
            if (request.Command.Field == ScriptedCommand.CancelField)
            {
                // It crossed the last response on the way.
                continue;
            }

            await AnswerAsync(connection, request, stop);
        }
    }

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(ScriptedConnection connection, ScriptedMessage request, CancellationToken stop)
    {
        lock (_gate)
        {
            _received.Enqueue(request);
        }

        var responses = _answers.TryGetValue(request.Command.Field, out var answer) ? answer(request) : [new ScriptedResponse(UnrecognisedOperation)];
        foreach (var response in responses)
        {
            await RespondAsync(connection, request, response, stop);
        }
    }

    private static async Task RespondAsync(ScriptedConnection connection, ScriptedMessage request, ScriptedResponse response, CancellationToken stop)
    {
        if (response.Before is { } before)
        {
            await before(connection, request);
        }

        var command = request.Command.Response(response.Status, response.Dataset is not null);
        if (response.Counts is { } counts)
        {
            command.WithCounts(counts.Remaining, counts.Completed, counts.Failed, counts.Warning);
        }

        if (response.Comment is { } comment)
        {
            command.Set(0x0902, comment);
        }

        if (response.RespondsTo is { } messageId)
        {
            command.Set(0x0120, messageId);
        }

        await connection.SendAsync(response.ContextId ?? request.ContextId, command, response.Dataset, stop);
    }
}
