using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>Encodes and decodes A-ASSOCIATE-RQ and A-ASSOCIATE-AC (PS3.8 9.3.2, 9.3.3). Every length is checked against what is left.</summary>
internal static partial class AssociateCodec
{
    /// <summary>The DICOM application context (PS3.7 A.2.1).</summary>
    public const string DicomApplicationContext = "1.2.840.10008.3.1.1.1";

    /// <summary>Longest A-ASSOCIATE unit taken: 128 contexts of 60 transfer syntaxes fit several times.</summary>
    public const int MaximumLength = 1024 * 1024;

    private static readonly SearchValues<byte> s_uidBytes = SearchValues.Create("0123456789."u8);

    private const int FixedLength = 68;
    private const byte ApplicationContextItem = 0x10;
    private const byte ProposedContextItem = 0x20;
    private const byte AnsweredContextItem = 0x21;
    private const byte AbstractSyntaxItem = 0x30;
    private const byte TransferSyntaxItem = 0x40;
    private const byte UserInformationItem = 0x50;
    private const byte MaximumLengthItem = 0x51;
    private const byte ImplementationClassItem = 0x52;
    private const byte AsynchronousItem = 0x53;
    private const byte RoleSelectionItem = 0x54;
    private const byte ImplementationVersionItem = 0x55;
    private const byte ExtendedNegotiationItem = 0x56;
    private const byte UserIdentityItem = 0x58;
    private const byte UserIdentityAnswerItem = 0x59;

    /// <summary>Decodes the body of a unit.</summary>
    /// <exception cref="PduException">A length, a number or an item is not what the standard allows.</exception>
    public static AssociateParameters Decode(ReadOnlySpan<byte> body, bool isAnswer)
    {
        if (body.Length < FixedLength)
        {
            throw new PduException($"an association unit of {body.Length} bytes is too short", AbortReason.InvalidParameter);
        }

        var state = new DecodeState();
        var reader = new PduItemReader(body[FixedLength..], FixedLength);
        while (reader.Read(out var type, out var content))
        {
            switch (type)
            {
                case ApplicationContextItem:
                    state.ApplicationContext = Uid(content);
                    break;
                case ProposedContextItem when !isAnswer:
                    state.Add(ProposedContext(content));
                    break;
                case AnsweredContextItem when isAnswer:
                    state.Add(AnsweredContext(content));
                    break;
                case UserInformationItem:
                    ReadUserInformation(content, state);
                    break;
                default:
                    // Unknown items are skipped (PS3.8 9.3.1).
                    break;
            }
        }

        return state.Build(BinaryPrimitives.ReadUInt16BigEndian(body), Title(body.Slice(4, 16)), Title(body.Slice(20, 16)));
    }

    private static PresentationContext ProposedContext(ReadOnlySpan<byte> content)
    {
        var id = ContextId(content);
        string? abstractSyntax = null;
        var syntaxes = new List<string>();
        var reader = new PduItemReader(content[4..], 4);
        while (reader.Read(out var type, out var value))
        {
            if (type == AbstractSyntaxItem)
            {
                abstractSyntax = Uid(value);
            }
            else if (type == TransferSyntaxItem)
            {
                syntaxes.Add(Uid(value));
            }
        }

        return abstractSyntax is null || syntaxes.Count == 0
            ? throw new PduException("a presentation context without abstract or transfer syntax", AbortReason.InvalidParameter)
            : new PresentationContext { Id = id, AbstractSyntax = abstractSyntax, TransferSyntaxes = syntaxes };
    }

    private static PresentationContext AnsweredContext(ReadOnlySpan<byte> content)
    {
        var id = ContextId(content);
        var result = (PresentationContextResult)content[2];
        string? syntax = null;
        var reader = new PduItemReader(content[4..], 4);
        while (reader.Read(out var type, out var value))
        {
            // Not significant unless accepted, and then any bytes may stand there (PS3.8 9.3.3.2).
            if (type == TransferSyntaxItem && result == PresentationContextResult.Accepted)
            {
                syntax = Uid(value);
            }
        }

        return result == PresentationContextResult.Accepted && syntax is null
            ? throw new PduException("an accepted presentation context without transfer syntax", AbortReason.InvalidParameter)
            : new PresentationContext { Id = id, AbstractSyntax = string.Empty, TransferSyntaxes = [], Result = result, AcceptedTransferSyntax = syntax };
    }

    private static byte ContextId(ReadOnlySpan<byte> content)
    {
        if (content.Length < 4)
        {
            throw new PduException("a presentation context item is too short", AbortReason.InvalidParameter);
        }

        return (content[0] & 1) == 1 ? content[0] : throw new PduException("an even presentation context ID", AbortReason.InvalidParameter);
    }

    private static void ReadUserInformation(ReadOnlySpan<byte> content, DecodeState state)
    {
        var reader = new PduItemReader(content, 0);
        while (reader.Read(out var type, out var value))
        {
            switch (type)
            {
                case MaximumLengthItem when value.Length == 4:
                    state.MaximumLength = BinaryPrimitives.ReadUInt32BigEndian(value);
                    break;
                case ImplementationClassItem:
                    state.ImplementationClassUid = Text(value);
                    break;
                case ImplementationVersionItem:
                    state.ImplementationVersionName = Text(value);
                    break;
                case AsynchronousItem when value.Length == 4:
                    state.OperationsWindow = (BinaryPrimitives.ReadUInt16BigEndian(value), BinaryPrimitives.ReadUInt16BigEndian(value[2..]));
                    break;
                case RoleSelectionItem:
                    var (classUid, roles) = UidPrefixed(value);
                    state.Roles[classUid] = roles.Length >= 2 ? (roles[0] == 1, roles[1] == 1) : throw new PduException("a role selection item is too short", AbortReason.InvalidParameter);
                    break;
                case ExtendedNegotiationItem:
                    var (sopClass, information) = UidPrefixed(value);
                    state.Extended[sopClass] = information.ToArray();
                    break;
                case UserIdentityItem:
                    ReadUserIdentity(value, state);
                    break;
                case UserIdentityAnswerItem:
                    state.IsIdentityConfirmed = true;
                    break;
                default:
                    break;
            }
        }
    }

    private static void ReadUserIdentity(ReadOnlySpan<byte> value, DecodeState state)
    {
        // Type, response requested, then two fields with lengths (PS3.7 D.3.3.7.1). Only names are of use here.
        if (value.Length < 6)
        {
            throw new PduException("a user identity item is too short", AbortReason.InvalidParameter);
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(value[2..]);
        if (length > value.Length - 6)
        {
            throw new PduException("a user identity field is longer than its item", AbortReason.InvalidParameter);
        }

        if (value[0] is 1 or 2)
        {
            state.UserName = Encoding.UTF8.GetString(value.Slice(4, length));
            state.IsConfirmationAskedFor = value[1] == 1;
        }
    }

    private static (string Uid, byte[] Information) UidPrefixed(ReadOnlySpan<byte> value)
    {
        var length = value.Length < 2 ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(value);
        return length <= value.Length - 2
            ? (Uid(value.Slice(2, length)), value[(2 + length)..].ToArray())
            : throw new PduException("a UID is longer than its item", AbortReason.InvalidParameter);
    }

    /// <summary>A UID; trailing NUL and blanks, which some programs send, are dropped.</summary>
    private static string Uid(ReadOnlySpan<byte> value)
    {
        value = value.TrimEnd("\0 "u8);
        if (value.IsEmpty || value.Length > 64 || value.ContainsAnyExcept(s_uidBytes))
        {
            throw new PduException("an item holds something that is no UID", AbortReason.InvalidParameter);
        }

        return Encoding.ASCII.GetString(value);
    }

    /// <summary>A name of a program, for people to read: what would steer a terminal or break a line of a log is replaced.</summary>
    private static string Text(ReadOnlySpan<byte> value) =>
        string.Concat(Encoding.Latin1.GetString(value[..Math.Min(value.Length, 64)]).Trim('\0', ' ').Select(static c => char.IsControl(c) ? '?' : c));

    /// <summary>An AE title (PS3.5 6.2: no control characters).</summary>
    private static string Title(ReadOnlySpan<byte> value)
    {
        var title = Encoding.Latin1.GetString(value).Trim('\0', ' ');
        return title.Any(char.IsControl) ? throw new PduException("an AE title with control characters", AbortReason.InvalidParameter) : title;
    }

    private sealed class DecodeState
    {
        private readonly HashSet<byte> _ids = [];

        public string ApplicationContext { get; set; } = string.Empty;

        public List<PresentationContext> Contexts { get; } = [];

        public uint MaximumLength { get; set; }

        public string ImplementationClassUid { get; set; } = string.Empty;

        public string ImplementationVersionName { get; set; } = string.Empty;

        public (ushort Invoked, ushort Performed)? OperationsWindow { get; set; }

        public Dictionary<string, (bool Scu, bool Scp)> Roles { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, byte[]> Extended { get; } = new(StringComparer.Ordinal);

        public string? UserName { get; set; }

        public bool IsConfirmationAskedFor { get; set; }

        public bool IsIdentityConfirmed { get; set; }

        /// <summary>Adds a context; an ID stands for one only, and there are 128 (PS3.8 9.3.2.2).</summary>
        public void Add(PresentationContext context)
        {
            if (!_ids.Add(context.Id))
            {
                throw new PduException($"presentation context {context.Id} twice", AbortReason.InvalidParameter);
            }

            Contexts.Add(context);
        }

        public AssociateParameters Build(ushort version, string calledAE, string callingAE) => new()
        {
            ProtocolVersion = version,
            CalledAE = calledAE,
            CallingAE = callingAE,
            ApplicationContext = ApplicationContext,
            Contexts = Contexts,
            Roles = Roles,
            Extended = Extended,
            MaximumLength = MaximumLength,
            ImplementationClassUid = ImplementationClassUid,
            ImplementationVersionName = ImplementationVersionName,
            OperationsWindow = OperationsWindow,
            UserName = UserName,
            IsConfirmationAskedFor = IsConfirmationAskedFor,
            IsIdentityConfirmed = IsIdentityConfirmed,
        };
    }
}
