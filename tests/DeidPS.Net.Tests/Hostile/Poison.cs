using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Hostile;

/// <summary>Something a broken or hostile side does where a sound unit is expected.</summary>
/// <param name="Name">Name for messages of the test.</param>
/// <param name="Spoil">Makes the bytes that are sent out of the sound unit.</param>
/// <param name="End">What follows.</param>
/// <param name="ErrorId">The error our requestor has to end with.</param>
/// <param name="IsTransient">Whether the error says that a later try may succeed; null where either will do.</param>
internal sealed record Poison(string Name, Func<byte[], byte[]> Spoil, PoisonEnd End, string ErrorId, bool? IsTransient)
{
    private static readonly TimeSpan s_drip = TimeSpan.FromMilliseconds(250);

    /// <summary>True when nothing but a time-out ends it.</summary>
    public bool IsSilent => ErrorId == NetworkException.NetworkTimeout;

    /// <summary>What is expected where a unit is: whatever the sound one is.</summary>
    public static IEnumerable<Poison> Common()
    {
        yield return Silent("silence", _ => []);
        yield return Silent("one byte", s => s[..1]);
        yield return Silent("half a unit", s => s[..(s.Length / 2)]);
        yield return Silent("a unit that lacks its last byte", s => s[..^1]);
        yield return Silent("a byte now and then", s => s) with { End = PoisonEnd.Drips };
        yield return Broken("the connection is closed", _ => [], PoisonEnd.Closes);
        yield return Broken("the connection is closed within a header", s => s[..3], PoisonEnd.Closes);
        yield return Broken("the connection is closed after a header", s => s[..6], PoisonEnd.Closes);
        yield return Broken("the connection is closed within a unit", s => s[..(s.Length / 2)], PoisonEnd.Closes);
        yield return Broken("the connection is reset within a unit", s => s[..(s.Length / 2)], PoisonEnd.Resets);
        foreach (var length in (uint[])[uint.MaxValue, 0x8000_0000, 0x7FFF_FFFF, 0x0020_0000, 3, 0])
        {
            yield return Wrong($"a length of {length}", s => Pdu.WithLength(s[0], length, s.AsSpan(6)));
        }

        foreach (var type in (byte[])[0, 8, 0x45, 255])
        {
            yield return Wrong($"a unit of type {type}", _ => Pdu.Whole(type, new byte[4]));
        }

        foreach (var (source, reason) in ((byte, byte)[])[(0, 0), (0, 7), (1, 9), (2, 0), (2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (2, 6), (255, 255)])
        {
            yield return Broken($"abort {source}/{reason}", _ => Pdu.Abort(source, reason), PoisonEnd.Waits);
        }

        yield return Wrong("an abort of 4 GB", _ => Pdu.WithLength(Pdu.AbortType, uint.MaxValue, new byte[4]));
        yield return Wrong("a release that was answered before it was asked for", _ => Pdu.ReleaseResponse());
        yield return Wrong("a release of 4 GB", _ => Pdu.WithLength(Pdu.ReleaseRequestType, uint.MaxValue, new byte[4]));
    }

    /// <summary>While the answer to an association request is expected.</summary>
    public static IEnumerable<Poison> Opening() =>
    [
        .. Common(),
        Wrong("a request instead of an answer", _ => Pdu.AssociateRequest("A", "B", [new(1, ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian)])),
        Wrong("data before an answer", _ => Pdu.Data(Pdu.Value(1, true, true, new byte[10]))),
        Wrong("a release before an answer", _ => Pdu.ReleaseRequest()),
        Wrong("a rejection of 4 GB", _ => Pdu.WithLength(Pdu.AssociateRejectType, uint.MaxValue, new byte[4])),
        Wrong("an answer of nothing but its head", s => Pdu.Whole(s[0], s.AsSpan(6, 68))) with { ErrorId = NetworkException.AssociationRejected },
        Wrong("an answer cut within an item", s => Pdu.Whole(s[0], s.AsSpan(6, 70))),
        Wrong("an item longer than its unit", s => Pdu.Whole(s[0], [.. s[6..74], 0x21, 0, 0xFF, 0xFF, 1, 0, 0, 0])),
    ];

    /// <summary>While a response is expected.</summary>
    public static IEnumerable<Poison> Established() =>
    [
        .. Common(),
        Wrong("an association request", _ => Pdu.AssociateRequest("A", "B", [new(1, ScriptedPeer.Verification, ScriptedPeer.ImplicitLittleEndian)])),
        Wrong("an acceptance", _ => Pdu.Whole(Pdu.AssociateAcceptType, new byte[68])),
        Wrong("a rejection", _ => Pdu.AssociateReject(1, 1, 1)),
        Broken("a release instead of a response", _ => Pdu.ReleaseRequest(), PoisonEnd.Waits),
    ];

    public async Task ApplyAsync(ScriptedConnection connection, byte[] sound, CancellationToken stop)
    {
        var bytes = Spoil(sound);
        if (End == PoisonEnd.Drips)
        {
            await connection.WriteSlowlyAsync(bytes, s_drip, stop);
            return;
        }

        await connection.WriteAsync(bytes, stop);
        if (End == PoisonEnd.Resets)
        {
            connection.Reset();
        }
        else if (End == PoisonEnd.Waits)
        {
            await connection.WaitForCloseAsync(stop);
        }
    }

    public static Poison Silent(string name, Func<byte[], byte[]> spoil) => new(name, spoil, PoisonEnd.Waits, NetworkException.NetworkTimeout, true);

    public static Poison Broken(string name, Func<byte[], byte[]> spoil, PoisonEnd end) => new(name, spoil, end, NetworkException.AssociationAborted, true);

    public static Poison Wrong(string name, Func<byte[], byte[]> spoil) => new(name, spoil, PoisonEnd.Waits, NetworkException.AssociationAborted, false);
}
