using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DeidPS.Net;

/// <summary>A command set (PS3.7 6.3.1, E.1): always implicit VR little endian, group 0000.</summary>
public sealed record DimseCommand
{
    /// <summary>Priority MEDIUM (PS3.7 E.1).</summary>
    public const ushort Medium = 0;

    private const ushort NoDataset = 0x0101;

    /// <summary>(0000,0100): what is asked or answered.</summary>
    public required DimseOperation Operation { get; init; }

    /// <summary>(0000,0002) Affected SOP Class UID, or (0000,0003) where a peer sends that; null when absent.</summary>
    public string? SopClassUid { get; init; }

    /// <summary>(0000,0110) Message ID of a request.</summary>
    public ushort MessageId { get; init; }

    /// <summary>(0000,0120) Message ID Being Responded To.</summary>
    public ushort RespondedMessageId { get; init; }

    /// <summary>(0000,0600) Move Destination.</summary>
    public string? MoveDestination { get; init; }

    /// <summary>(0000,0700) Priority: 0 medium, 1 high, 2 low.</summary>
    public ushort Priority { get; init; }

    /// <summary>(0000,0800): true when a data set follows.</summary>
    public bool HasDataset { get; init; }

    /// <summary>(0000,0900) Status of a response; 0 is success.</summary>
    public ushort Status { get; init; }

    /// <summary>(0000,0901) Offending Element.</summary>
    public IReadOnlyList<uint> OffendingElements { get; init; } = [];

    /// <summary>(0000,0902) Error Comment. May hold anything the peer puts there: never shown.</summary>
    public string? ErrorComment { get; init; }

    /// <summary>(0000,1000) Affected SOP Instance UID.</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>(0000,1020) to (0000,1023).</summary>
    public SubOperations SubOperations { get; init; }

    /// <summary>(0000,1030) Move Originator AE Title.</summary>
    public string? MoveOriginatorAE { get; init; }

    /// <summary>(0000,1031) Move Originator Message ID; null when absent.</summary>
    public ushort? MoveOriginatorMessageId { get; init; }

    /// <summary>True for a response.</summary>
    public bool IsResponse => ((int)Operation & 0x8000) != 0;

    /// <summary>The response to this request.</summary>
    /// <param name="status">The status.</param>
    /// <param name="comment">For (0000,0902), at most 64 characters; never a value of the object. Null for none.</param>
    public DimseCommand Respond(ushort status, string? comment = null) => new()
    {
        Operation = (DimseOperation)((int)Operation | 0x8000),
        SopClassUid = SopClassUid,
        SopInstanceUid = SopInstanceUid,
        RespondedMessageId = MessageId,
        Status = status,
        ErrorComment = comment is { Length: > 64 } ? comment[..64] : comment,
    };

    /// <summary>Encodes the command set.</summary>
    /// <param name="hasDataset">Whether a data set follows.</param>
    public byte[] Encode(bool hasDataset)
    {
        var body = new ArrayBufferWriter<byte>(256);
        WriteUid(body, 0x0002, SopClassUid);
        WriteNumber(body, 0x0100, (ushort)Operation);
        if (IsResponse || Operation == DimseOperation.CancelRequest)
        {
            WriteNumber(body, 0x0120, RespondedMessageId);
        }
        else
        {
            WriteNumber(body, 0x0110, MessageId);
        }

        WriteText(body, 0x0600, MoveDestination);
        if (Operation is DimseOperation.StoreRequest or DimseOperation.FindRequest or DimseOperation.GetRequest or DimseOperation.MoveRequest)
        {
            WriteNumber(body, 0x0700, Priority);
        }

        WriteNumber(body, 0x0800, hasDataset ? (ushort)0 : NoDataset);
        if (IsResponse)
        {
            WriteNumber(body, 0x0900, Status);
            WriteText(body, 0x0902, ErrorComment);
        }

        WriteUid(body, 0x1000, SopInstanceUid);
        WriteOptional(body, 0x1020, SubOperations.Remaining);
        WriteOptional(body, 0x1021, SubOperations.Completed);
        WriteOptional(body, 0x1022, SubOperations.Failed);
        WriteOptional(body, 0x1023, SubOperations.Warning);
        WriteText(body, 0x1030, MoveOriginatorAE);
        WriteOptional(body, 0x1031, MoveOriginatorMessageId);

        var result = new byte[12 + body.WrittenCount];
        WriteHeader(result, 0x0000, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(8), (uint)body.WrittenCount);
        body.WrittenSpan.CopyTo(result.AsSpan(12));
        return result;
    }

    /// <summary>Decodes a command set.</summary>
    /// <exception cref="PduException">An element is longer than what is left, or one that every such message has (PS3.7 9.3) is missing.</exception>
    internal static DimseCommand Decode(ReadOnlySpan<byte> bytes)
    {
        var fields = new Dictionary<ushort, byte[]>();
        for (var position = 0; position < bytes.Length;)
        {
            var rest = bytes[position..];
            var length = rest.Length < 8 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - 8)
            {
                throw new PduException($"the command element at byte {position} is longer than what is left", AbortReason.InvalidParameter);
            }

            // Orthanc puts the list of what failed (0008,0058) behind the command of its last C-GET-RSP: what is of another group is skipped.
            if (BinaryPrimitives.ReadUInt16LittleEndian(rest) == 0)
            {
                fields[BinaryPrimitives.ReadUInt16LittleEndian(rest[2..])] = rest.Slice(8, (int)length).ToArray();
            }

            position += 8 + (int)length;
        }

        var operation = (DimseOperation)Required(fields, 0x0100);

        // A response without status must not pass for success.
        var isResponse = ((int)operation & 0x8000) != 0;
        var isAnswering = isResponse || operation == DimseOperation.CancelRequest;
        return new DimseCommand
        {
            Operation = operation,
            SopClassUid = Text(fields, 0x0002) ?? Text(fields, 0x0003),
            MessageId = isAnswering ? Number(fields, 0x0110) ?? 0 : Required(fields, 0x0110),
            RespondedMessageId = isAnswering ? Required(fields, 0x0120) : Number(fields, 0x0120) ?? 0,
            MoveDestination = Text(fields, 0x0600),
            Priority = Number(fields, 0x0700) ?? 0,
            HasDataset = Number(fields, 0x0800) is not (null or NoDataset),
            Status = isResponse ? Required(fields, 0x0900) : Number(fields, 0x0900) ?? 0,
            OffendingElements = Elements(fields.GetValueOrDefault((ushort)0x0901)),
            ErrorComment = Text(fields, 0x0902),
            SopInstanceUid = Text(fields, 0x1000) ?? Text(fields, 0x1001),
            SubOperations = new SubOperations(Number(fields, 0x1020), Number(fields, 0x1021), Number(fields, 0x1022), Number(fields, 0x1023)),
            MoveOriginatorAE = Text(fields, 0x1030),
            MoveOriginatorMessageId = Number(fields, 0x1031),
        };
    }

    private static ushort Required(Dictionary<ushort, byte[]> fields, ushort element) =>
        Number(fields, element) ?? throw new PduException($"a command without (0000,{element:X4})", AbortReason.InvalidParameter);

    private static ushort? Number(Dictionary<ushort, byte[]> fields, ushort element) =>
        fields.TryGetValue(element, out var value) && value.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(value) : null;

    private static string? Text(Dictionary<ushort, byte[]> fields, ushort element) =>
        fields.TryGetValue(element, out var value) ? Encoding.Latin1.GetString(value).Trim('\0', ' ') : null;

    private static List<uint> Elements(byte[]? value)
    {
        var tags = new List<uint>();
        for (var i = 0; value is not null && i + 4 <= value.Length; i += 4)
        {
            tags.Add(((uint)BinaryPrimitives.ReadUInt16LittleEndian(value.AsSpan(i)) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(value.AsSpan(i + 2)));
        }

        return tags;
    }

    private static void WriteUid(ArrayBufferWriter<byte> target, ushort element, string? uid) => WriteBytes(target, element, uid, 0);

    private static void WriteText(ArrayBufferWriter<byte> target, ushort element, string? text) => WriteBytes(target, element, text, (byte)' ');

    private static void WriteBytes(ArrayBufferWriter<byte> target, ushort element, string? text, byte padding)
    {
        if (text is null)
        {
            return;
        }

        var length = (text.Length + 1) & ~1;
        var span = target.GetSpan(8 + length)[..(8 + length)];
        WriteHeader(span, element, (uint)length);
        span[^1] = padding;
        Encoding.Latin1.GetBytes(text, span[8..]);
        target.Advance(8 + length);
    }

    private static void WriteOptional(ArrayBufferWriter<byte> target, ushort element, ushort? value)
    {
        if (value is { } number)
        {
            WriteNumber(target, element, number);
        }
    }

    private static void WriteNumber(ArrayBufferWriter<byte> target, ushort element, ushort value)
    {
        var span = target.GetSpan(10);
        WriteHeader(span, element, 2);
        BinaryPrimitives.WriteUInt16LittleEndian(span[8..], value);
        target.Advance(10);
    }

    private static void WriteHeader(Span<byte> target, ushort element, uint length)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], element);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], length);
    }
}
