using System.Buffers.Binary;
using System.Text;

namespace DeidPS.Net.Tests.Peers;

/// <summary>A DIMSE command set (PS3.7 6.3, 9.3, E.1): elements of group 0000 in Implicit VR Little Endian.</summary>
internal sealed class ScriptedCommand
{
    public const ushort StoreRequestField = 0x0001;
    public const ushort GetRequestField = 0x0010;
    public const ushort FindRequestField = 0x0020;
    public const ushort MoveRequestField = 0x0021;
    public const ushort EchoRequestField = 0x0030;
    public const ushort CancelField = 0x0FFF;

    private const ushort NoDataset = 0x0101;

    private readonly SortedDictionary<ushort, byte[]> _elements = [];

    public ushort Field => Number(0x0100);

    public ushort MessageId => Number(0x0110);

    public ushort RespondedTo => Number(0x0120);

    public ushort Status => Number(0x0900);

    public string SopClass => Text(0x0002);

    public string SopInstance => Text(0x1000);

    public string MoveDestination => Text(0x0600);

    public bool HasDataset => Number(0x0800) != NoDataset;

    public bool IsResponse => (Field & 0x8000) != 0;

    /// <summary>A request, without a data set unless told so.</summary>
    public static ScriptedCommand Request(ushort field, ushort messageId, string sopClass, bool hasDataset = false) =>
        new ScriptedCommand().Set(0x0002, sopClass).Set(0x0100, field).Set(0x0110, messageId).Set(0x0800, hasDataset ? (ushort)0x0102 : NoDataset);

    public static ScriptedCommand EchoRequest(ushort messageId = 1) => Request(EchoRequestField, messageId, ScriptedPeer.Verification);

    public static ScriptedCommand StoreRequest(ushort messageId, string sopClass, string sopInstance) =>
        Request(StoreRequestField, messageId, sopClass, hasDataset: true).Set(0x0700, (ushort)0).Set(0x1000, sopInstance);

    /// <summary>C-CANCEL-RQ for a C-FIND, C-MOVE or C-GET (PS3.7 9.3.2.3).</summary>
    public static ScriptedCommand Cancel(ushort messageId) => new ScriptedCommand().Set(0x0100, CancelField).Set(0x0120, messageId).Set(0x0800, NoDataset);

    /// <summary>Reads a command set.</summary>
    public static ScriptedCommand Parse(ReadOnlySpan<byte> bytes)
    {
        var command = new ScriptedCommand();
        while (bytes.Length >= 8)
        {
            var element = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
            command._elements[element] = bytes.Slice(8, length).ToArray();
            bytes = bytes[(8 + length)..];
        }

        return command;
    }

    /// <summary>The response to this request.</summary>
    public ScriptedCommand Response(ushort status, bool hasDataset = false)
    {
        var response = new ScriptedCommand().Set(0x0100, (ushort)(Field | 0x8000)).Set(0x0120, MessageId).Set(0x0800, hasDataset ? (ushort)0x0102 : NoDataset).Set(0x0900, status);
        foreach (var element in (ushort[])[0x0002, 0x1000])
        {
            if (_elements.TryGetValue(element, out var value))
            {
                response._elements[element] = value;
            }
        }

        return response;
    }

    /// <summary>Sub-operations of C-MOVE and C-GET (PS3.7 9.3.3.2); null leaves a count out.</summary>
    public ScriptedCommand WithCounts(ushort? remaining, ushort? completed, ushort? failed, ushort? warning)
    {
        foreach (var (element, count) in ((ushort, ushort?)[])[(0x1020, remaining), (0x1021, completed), (0x1022, failed), (0x1023, warning)])
        {
            if (count is { } value)
            {
                Set(element, value);
            }
        }

        return this;
    }

    public ScriptedCommand Set(ushort element, ushort value) => Set(element, [(byte)value, (byte)(value >> 8)]);

    public ScriptedCommand Set(ushort element, string value)
    {
        var bytes = Encoding.ASCII.GetBytes(value);
        return Set(element, (bytes.Length & 1) == 0 ? bytes : [.. bytes, (byte)(element is 0x0002 or 0x1000 ? 0 : ' ')]);
    }

    public ScriptedCommand Set(ushort element, byte[] value)
    {
        _elements[element] = value;
        return this;
    }

    public ScriptedCommand Remove(ushort element)
    {
        _elements.Remove(element);
        return this;
    }

    public bool Contains(ushort element) => _elements.ContainsKey(element);

    public ushort Number(ushort element) => _elements.TryGetValue(element, out var value) && value.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(value) : (ushort)0;

    public string Text(ushort element) => _elements.TryGetValue(element, out var value) ? Encoding.ASCII.GetString(value).TrimEnd(' ', '\0') : string.Empty;

    /// <summary>The bytes, with the group length first.</summary>
    public byte[] Encode()
    {
        _elements.Remove(0);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, _elements.Sum(e => 8 + e.Value.Length));
        return [.. Element(0, length), .. _elements.SelectMany(e => Element(e.Key, e.Value))];
    }

    private static byte[] Element(ushort element, byte[] value)
    {
        var bytes = new byte[8 + value.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), element);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), value.Length);
        value.CopyTo(bytes, 8);
        return bytes;
    }
}
