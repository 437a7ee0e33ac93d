namespace DeidPS.Net.Tests.Peers;

/// <summary>One response of a <see cref="ScriptedService"/>.</summary>
internal sealed record ScriptedResponse(ushort Status, byte[]? Dataset = null)
{
    /// <summary>Sub-operations remaining, completed, failed, with warning; null for a response without counts.</summary>
    public (ushort? Remaining, ushort? Completed, ushort? Failed, ushort? Warning)? Counts { get; init; }

    /// <summary>Error comment (0000,0902).</summary>
    public string? Comment { get; init; }

    /// <summary>Message ID to respond to; null for that of the request.</summary>
    public ushort? RespondsTo { get; init; }

    /// <summary>Presentation context to answer on; null for that of the request.</summary>
    public byte? ContextId { get; init; }

    /// <summary>Runs before the response goes out: C-STORE sub-operations, waiting for C-CANCEL, an abort.</summary>
    public Func<ScriptedConnection, ScriptedMessage, Task>? Before { get; init; }

    /// <summary>Waits for C-CANCEL-RQ before the response goes out.</summary>
    public static async Task UntilCancelledAsync(ScriptedConnection connection, ScriptedMessage request)
    {
        if (await connection.ReadMessageAsync() is not { Command.Field: ScriptedCommand.CancelField } cancel || cancel.Command.RespondedTo != request.Command.MessageId)
        {
            throw new InvalidOperationException("Something else than the cancel of this request came.");
        }
    }
}
