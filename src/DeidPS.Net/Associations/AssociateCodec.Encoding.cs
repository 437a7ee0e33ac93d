using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DeidPS.Net;

/// <summary>The side that writes.</summary>
internal static partial class AssociateCodec
{
    /// <summary>Encodes a whole unit, header included.</summary>
    public static byte[] Encode(AssociateParameters parameters, bool isAnswer)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        WriteNumber(body, parameters.ProtocolVersion);
        WriteNumber(body, 0);
        WriteTitle(body, parameters.CalledAE);
        WriteTitle(body, parameters.CallingAE);
        WriteBytes(body, stackalloc byte[32]);
        WriteText(body, ApplicationContextItem, parameters.ApplicationContext);
        foreach (var context in parameters.Contexts)
        {
            WriteItem(body, isAnswer ? AnsweredContextItem : ProposedContextItem, context, isAnswer ? WriteAnsweredContext : WriteProposedContext);
        }

        WriteItem(body, UserInformationItem, (parameters, isAnswer), static (target, x) => WriteUserInformation(target, x.parameters, x.isAnswer));
        var unit = new byte[6 + body.WrittenCount];
        unit[0] = (byte)(isAnswer ? PduType.AssociateAccept : PduType.AssociateRequest);
        BinaryPrimitives.WriteUInt32BigEndian(unit.AsSpan(2), (uint)body.WrittenCount);
        body.WrittenSpan.CopyTo(unit.AsSpan(6));
        return unit;
    }

    private static void WriteProposedContext(ArrayBufferWriter<byte> target, PresentationContext context)
    {
        WriteBytes(target, [context.Id, 0, 0, 0]);
        WriteText(target, AbstractSyntaxItem, context.AbstractSyntax);
        foreach (var syntax in context.TransferSyntaxes)
        {
            WriteText(target, TransferSyntaxItem, syntax);
        }
    }

    private static void WriteAnsweredContext(ArrayBufferWriter<byte> target, PresentationContext context)
    {
        WriteBytes(target, [context.Id, 0, (byte)context.Result, 0]);

        // The item is there whatever the result (PS3.8 Table 9-18); its value counts only when accepted.
        WriteText(target, TransferSyntaxItem, context.AcceptedTransferSyntax ?? context.TransferSyntaxes[0]);
    }

    private static void WriteUserInformation(ArrayBufferWriter<byte> target, AssociateParameters parameters, bool isAnswer)
    {
        WriteItem(target, MaximumLengthItem, parameters.MaximumLength, static (t, length) =>
        {
            BinaryPrimitives.WriteUInt32BigEndian(t.GetSpan(4), length);
            t.Advance(4);
        });
        WriteText(target, ImplementationClassItem, parameters.ImplementationClassUid);
        if (parameters.OperationsWindow is { } window)
        {
            WriteItem(target, AsynchronousItem, window, static (t, w) =>
            {
                WriteNumber(t, w.Invoked);
                WriteNumber(t, w.Performed);
            });
        }

        var roles = isAnswer
            ? parameters.Roles.Select(r => (Class: r.Key, r.Value.Scu, r.Value.Scp))
            : parameters.Contexts.Where(c => c.IsScp).DistinctBy(c => c.AbstractSyntax).Select(c => (Class: c.AbstractSyntax, Scu: c.IsScu, Scp: c.IsScp));
        foreach (var role in roles)
        {
            WriteItem(target, RoleSelectionItem, role, static (t, r) =>
            {
                WriteUid(t, r.Class);
                WriteBytes(t, [r.Scu ? (byte)1 : (byte)0, r.Scp ? (byte)1 : (byte)0]);
            });
        }

        WriteText(target, ImplementationVersionItem, parameters.ImplementationVersionName);
        foreach (var context in parameters.Contexts.Where(c => !c.ExtendedInformation.IsEmpty).DistinctBy(c => c.AbstractSyntax))
        {
            WriteItem(target, ExtendedNegotiationItem, context, static (t, c) =>
            {
                WriteUid(t, c.AbstractSyntax);
                t.Write(c.ExtendedInformation.Span);
            });
        }

        if (!isAnswer && parameters.UserName is not null)
        {
            WriteItem(target, UserIdentityItem, parameters, static (t, p) =>
            {
                // Type 1 is a name alone, 2 a name with a passcode; a confirmation is not asked for, since many peers do not answer.
                WriteBytes(t, [p.Passcode is null ? (byte)1 : (byte)2, 0]);
                WriteField(t, p.UserName!);
                WriteField(t, p.Passcode ?? string.Empty);
            });
        }

        if (isAnswer && parameters.IsIdentityConfirmed)
        {
            // The response to a name, and to a name with a passcode, is of no length (PS3.7 D.3.3.7.2).
            WriteItem(target, UserIdentityAnswerItem, string.Empty, WriteField);
        }
    }

    private static void WriteItem<T>(ArrayBufferWriter<byte> target, byte type, T content, Action<ArrayBufferWriter<byte>, T> write)
    {
        var inner = new ArrayBufferWriter<byte>(256);
        write(inner, content);
        WriteBytes(target, [type, 0]);
        WriteNumber(target, checked((ushort)inner.WrittenCount));
        target.Write(inner.WrittenSpan);
    }

    private static void WriteText(ArrayBufferWriter<byte> target, byte type, string text)
    {
        WriteBytes(target, [type, 0]);
        WriteNumber(target, checked((ushort)text.Length));
        WriteBytes(target, Encoding.ASCII.GetBytes(text));
    }

    private static void WriteUid(ArrayBufferWriter<byte> target, string uid) => WriteField(target, uid);

    private static void WriteField(ArrayBufferWriter<byte> target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteNumber(target, checked((ushort)bytes.Length));
        WriteBytes(target, bytes);
    }

    private static void WriteTitle(ArrayBufferWriter<byte> target, string title)
    {
        Span<byte> field = stackalloc byte[16];
        field.Fill((byte)' ');
        Encoding.ASCII.GetBytes(title.AsSpan(0, Math.Min(16, title.Length)), field);
        WriteBytes(target, field);
    }

    private static void WriteBytes(ArrayBufferWriter<byte> target, ReadOnlySpan<byte> bytes) => target.Write(bytes);

    private static void WriteNumber(ArrayBufferWriter<byte> target, ushort number)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target.GetSpan(2), number);
        target.Advance(2);
    }
}
