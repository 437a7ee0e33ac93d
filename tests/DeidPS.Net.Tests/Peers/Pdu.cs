using System.Buffers.Binary;
using System.Text;

namespace DeidPS.Net.Tests.Peers;

/// <summary>Protocol data units of PS3.8 9.3 as bytes, sound ones and those no program should send. Written by hand, so that ours is not tested by itself.</summary>
internal static class Pdu
{
    public const byte AssociateRequestType = 1;
    public const byte AssociateAcceptType = 2;
    public const byte AssociateRejectType = 3;
    public const byte DataType = 4;
    public const byte ReleaseRequestType = 5;
    public const byte ReleaseResponseType = 6;
    public const byte AbortType = 7;

    private const string ApplicationContext = "1.2.840.10008.3.1.1.1";
    private const string ImplementationClass = "2.25.178352937459238";
    private const string ImplementationVersion = "SCRIPTED";

    /// <summary>A-ASSOCIATE-RQ (PS3.8 9.3.2).</summary>
    /// <param name="calledAE">Title it calls.</param>
    /// <param name="callingAE">Its own title.</param>
    /// <param name="contexts">Presentation contexts.</param>
    /// <param name="maximumLength">Longest P-DATA-TF it takes; 0 for no limit.</param>
    /// <param name="userItems">More items of the user information, made by <see cref="Item"/>.</param>
    public static byte[] AssociateRequest(string calledAE, string callingAE, IEnumerable<PresentationProposal> contexts, uint maximumLength = 16384, params byte[][] userItems)
    {
        var items = contexts.Select(c => Item(0x20, [c.Id, 0, 0, 0, .. Item(0x30, c.AbstractSyntax), .. c.TransferSyntaxes.SelectMany(s => Item(0x40, s))]));
        return Whole(AssociateRequestType, [.. Titles(calledAE, callingAE), .. Item(0x10, ApplicationContext), .. items.SelectMany(i => i), .. UserInformation(maximumLength, userItems)]);
    }

    /// <summary>A-ASSOCIATE-AC (PS3.8 9.3.3). The titles are those of the request.</summary>
    public static byte[] AssociateAccept(AssociationProposal request, IEnumerable<ContextAnswer> answers, uint maximumLength = 16384, params byte[][] userItems)
    {
        var items = answers.Select(a => Item(0x21, [a.Id, 0, a.Result, 0, .. Item(0x40, a.TransferSyntax)]));
        return Whole(AssociateAcceptType, [.. Titles(request.CalledAE, request.CallingAE), .. Item(0x10, ApplicationContext), .. items.SelectMany(i => i), .. UserInformation(maximumLength, userItems)]);
    }

    /// <summary>A-ASSOCIATE-RJ (PS3.8 9.3.4): result 1 permanent, 2 transient; source 1 user, 2 ACSE, 3 presentation.</summary>
    public static byte[] AssociateReject(byte result, byte source, byte reason) => Whole(AssociateRejectType, [0, result, source, reason]);

    /// <summary>P-DATA-TF (PS3.8 9.3.5) of values made by <see cref="Value"/>.</summary>
    public static byte[] Data(params byte[][] values) => Whole(DataType, [.. values.SelectMany(v => v)]);

    /// <summary>A presentation data value item with its message control header (PS3.8 9.3.5.1, E.2).</summary>
    public static byte[] Value(byte contextId, bool isCommand, bool isLast, ReadOnlySpan<byte> fragment)
    {
        var bytes = new byte[6 + fragment.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)fragment.Length + 2);
        bytes[4] = contextId;
        bytes[5] = (byte)((isCommand ? 1 : 0) | (isLast ? 2 : 0));
        fragment.CopyTo(bytes.AsSpan(6));
        return bytes;
    }

    public static byte[] ReleaseRequest() => Whole(ReleaseRequestType, new byte[4]);

    public static byte[] ReleaseResponse() => Whole(ReleaseResponseType, new byte[4]);

    /// <summary>A-ABORT (PS3.8 9.3.8): source 0 user, 2 provider.</summary>
    public static byte[] Abort(byte source = 0, byte reason = 0) => Whole(AbortType, [0, 0, source, reason]);

    /// <summary>A PDU of any type and body.</summary>
    public static byte[] Whole(byte type, ReadOnlySpan<byte> body) => WithLength(type, (uint)body.Length, body);

    /// <summary>A PDU whose length field says what it likes, up to 4 GB, whatever follows.</summary>
    public static byte[] WithLength(byte type, uint length, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[6 + body.Length];
        bytes[0] = type;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), length);
        body.CopyTo(bytes.AsSpan(6));
        return bytes;
    }

    /// <summary>A P-DATA-TF whose value item says another length than it has.</summary>
    public static byte[] DataWithValueLength(uint valueLength, byte contextId, byte control, ReadOnlySpan<byte> fragment)
    {
        var value = Value(contextId, false, false, fragment);
        BinaryPrimitives.WriteUInt32BigEndian(value, valueLength);
        value[5] = control;
        return Whole(DataType, value);
    }

    /// <summary>An item of the variable field: type, reserved, 16-bit length, value.</summary>
    public static byte[] Item(byte type, ReadOnlySpan<byte> value)
    {
        var bytes = new byte[4 + value.Length];
        bytes[0] = type;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)value.Length);
        value.CopyTo(bytes.AsSpan(4));
        return bytes;
    }

    /// <summary>An item with a UID or name.</summary>
    public static byte[] Item(byte type, string value) => Item(type, Encoding.ASCII.GetBytes(value));

    /// <summary>SCP/SCU role selection (PS3.7 D.3.3.4).</summary>
    public static byte[] RoleSelection(string sopClass, bool isUser, bool isProvider)
    {
        var uid = Encoding.ASCII.GetBytes(sopClass);
        return Item(0x54, [0, (byte)uid.Length, .. uid, (byte)(isUser ? 1 : 0), (byte)(isProvider ? 1 : 0)]);
    }

    private static byte[] Titles(string calledAE, string callingAE) =>
        [0, 1, 0, 0, .. Encoding.ASCII.GetBytes(calledAE.PadRight(16)[..16]), .. Encoding.ASCII.GetBytes(callingAE.PadRight(16)[..16]), .. new byte[32]];

    private static byte[] UserInformation(uint maximumLength, byte[][] more)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, maximumLength);
        return Item(0x50, [.. Item(0x51, length), .. Item(0x52, ImplementationClass), .. Item(0x55, ImplementationVersion), .. more.SelectMany(m => m)]);
    }
}
