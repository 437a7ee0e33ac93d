using System.Buffers.Binary;
using System.Text;

namespace DeidPS.Net.Tests.Peers;

/// <summary>What an A-ASSOCIATE-RQ or -AC says (PS3.8 9.3.2, 9.3.3).</summary>
internal sealed record AssociationProposal(string CalledAE, string CallingAE, IReadOnlyList<PresentationProposal> Contexts, IReadOnlyList<ContextAnswer> Answers, IReadOnlyList<(byte Type, byte[] Value)> UserItems)
{
    /// <summary>Longest P-DATA-TF the other side takes (item 51H); 0 for no limit.</summary>
    public uint MaximumLength => UserItems.Where(i => i.Type == 0x51).Select(i => BinaryPrimitives.ReadUInt32BigEndian(i.Value)).FirstOrDefault();

    /// <summary>Reads the body of the PDU, the bytes behind its length.</summary>
    public static AssociationProposal Parse(ReadOnlySpan<byte> body)
    {
        var contexts = new List<PresentationProposal>();
        var answers = new List<ContextAnswer>();
        var userItems = new List<(byte, byte[])>();
        foreach (var (type, value) in Items(body[68..]))
        {
            switch (type)
            {
                case 0x20:
                    var names = Items(value.AsSpan(4));
                    contexts.Add(new PresentationProposal(value[0], Text(names.First(n => n.Type == 0x30).Value), [.. names.Where(n => n.Type == 0x40).Select(n => Text(n.Value))]));
                    break;
                case 0x21:
                    answers.Add(new ContextAnswer(value[0], value[2], Text(Items(value.AsSpan(4)).Select(n => n.Value).FirstOrDefault() ?? [])));
                    break;
                case 0x50:
                    userItems.AddRange(Items(value));
                    break;
            }
        }

        return new AssociationProposal(Text(body.Slice(4, 16)), Text(body.Slice(20, 16)), contexts, answers, userItems);
    }

    private static List<(byte Type, byte[] Value)> Items(ReadOnlySpan<byte> bytes)
    {
        var items = new List<(byte, byte[])>();
        while (bytes.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            items.Add((bytes[0], bytes.Slice(4, length).ToArray()));
            bytes = bytes[(4 + length)..];
        }

        return items;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes).Trim(' ', '\0');
}
