namespace DeidPS.Net;

/// <summary>What a status code means, by service (PS3.7 Annex C; PS3.4 B.2.3, C.4.1.1.4, C.4.2.1.5, C.4.3.1.4).</summary>
/// <param name="Code">The code.</param>
/// <param name="Class">Its class.</param>
/// <param name="Text">What it means.</param>
/// <param name="Remedy">What to do; null where nothing is wrong.</param>
public sealed record DimseStatus(ushort Code, StatusClass Class, string Text, string? Remedy)
{
    /// <summary>Success.</summary>
    public const ushort Success = 0x0000;

    /// <summary>Pending: matches or sub-operations go on.</summary>
    public const ushort Pending = 0xFF00;

    /// <summary>Pending, and some optional keys were not matched.</summary>
    public const ushort PendingUnsupportedKeys = 0xFF01;

    /// <summary>Cancelled.</summary>
    public const ushort Cancel = 0xFE00;

    /// <summary>Out of resources.</summary>
    public const ushort OutOfResources = 0xA700;

    /// <summary>The data set does not match its SOP class.</summary>
    public const ushort DatasetMismatch = 0xA900;

    /// <summary>Cannot understand.</summary>
    public const ushort CannotUnderstand = 0xC000;

    /// <summary>Processing failure.</summary>
    public const ushort ProcessingFailure = 0x0110;

    /// <summary>Unrecognized operation.</summary>
    public const ushort UnrecognizedOperation = 0x0211;

    /// <summary>SOP class not supported.</summary>
    public const ushort SopClassNotSupported = 0x0122;

    /// <summary>Not authorized.</summary>
    public const ushort NotAuthorized = 0x0124;

    private const ushort ResourceLimitation = 0x0213;
    private const ushort MoveDestinationUnknown = 0xA801;

    private const string LaterRemedy = "Try again later, with fewer requests at once.";
    private const string LogRemedy = "Look into the log of the node; try again later.";

    /// <summary>True when the node has too much to do, or too much was asked for at once: out of resources (PS3.4 C.4.1.1.4, C.4.2.1.5), resource limitation (PS3.7 C.5.27).</summary>
    public bool IsBusy => (Code & 0xFF00) == OutOfResources || Code == ResourceLimitation;

    /// <summary>True when the same request may succeed later (workflow: resources, cancelled, processing failures).</summary>
    public bool IsTransient => IsBusy || Code is Cancel or ProcessingFailure or 0xB000 || (Code & 0xF000) == 0xC000;

    /// <summary>True when the node has to be configured before any request of the kind can succeed. Not authorized is none: it may be about one study.</summary>
    public bool IsConfiguration => Code == MoveDestinationUnknown;

    /// <summary>The meaning of a code.</summary>
    public static DimseStatus Describe(ushort code, DimseService service) => code switch
    {
        Success => new(code, StatusClass.Success, "success", null),
        Pending => new(code, StatusClass.Pending, "more is to come", null),
        PendingUnsupportedKeys => new(code, StatusClass.Pending, "more is to come; the node did not match some optional keys", null),
        Cancel => new(code, StatusClass.Cancel, "cancelled", "Try again."),
        0x0105 => Failure(code, "no such attribute", "Ask the node's administrator."),
        0x0106 => Failure(code, "invalid attribute value", "Check the values asked for."),
        ProcessingFailure => Failure(code, "processing failure", LogRemedy),
        0x0107 => new(code, StatusClass.Warning, "done, though some attributes were not recognized", LogRemedy),
        0x0111 => Failure(code, "the node has that instance already", "Nothing is to be done if it is the same instance."),
        0x0112 => Failure(code, "no such object instance", "Check that the node still has it."),
        0x0115 => Failure(code, "invalid argument value", "Check the values asked for."),
        0x0116 => new(code, StatusClass.Warning, "attribute value out of range", "Check the values asked for."),
        0x0117 => Failure(code, "invalid SOP instance", "The UID of the instance is not valid for the node."),
        0x0118 => Failure(code, "no such SOP class", "The node does not know the SOP class."),
        0x0119 => Failure(code, "class and instance conflict", "The node has that UID as another class of object."),
        0x0120 => Failure(code, "missing attribute", "The node wants an attribute that the request lacks."),
        0x0121 => Failure(code, "missing attribute value", "The node wants a value that the request lacks."),
        SopClassNotSupported when service == DimseService.Get => Failure(code, "SOP class not supported: the node does not offer C-GET for it", "Retrieve with C-MOVE: -RetrieveMethod Move."),
        SopClassNotSupported => Failure(code, "SOP class not supported", "The node does not offer this service for the SOP class."),
        0x0123 => Failure(code, "no such action type", "The node does not know the action."),
        NotAuthorized => Failure(code, "not authorized", "Have our AE title allowed this service at the node."),
        0x0210 => Failure(code, "duplicate invocation", "Try again."),
        UnrecognizedOperation => Failure(code, "unrecognized operation", "The node does not offer this service."),
        0x0212 => Failure(code, "mistyped argument", "The node's software does not understand the request."),
        ResourceLimitation => Failure(code, "resource limitation", LaterRemedy),
        _ => DescribeService(code, service),
    };

    /// <summary>The code as the standard writes it, and what it means.</summary>
    public override string ToString() => FormattableString.Invariant($"{Code:X4}H, {Text}");

    private static DimseStatus Failure(ushort code, string text, string remedy) => new(code, StatusClass.Failure, text, remedy);

    private static DimseStatus DescribeService(ushort code, DimseService service) => (code, service) switch
    {
        (0xA701, _) => Failure(code, "out of resources: the node cannot count the matches", LaterRemedy),
        (0xA702, _) => Failure(code, "out of resources: the node cannot perform the sub-operations", LaterRemedy),
        (>= 0xA700 and <= 0xA7FF, DimseService.Find) => Failure(code, "out of resources: too many matches, or the node is busy", "Ask for less, for example a shorter range of dates, or try again later."),
        (>= 0xA700 and <= 0xA7FF, _) => Failure(code, "out of resources", LaterRemedy),
        (MoveDestinationUnknown, _) => Failure(code, "move destination unknown", "Have our AE title, host and port entered at the node as a destination, or name the one it knows: -MoveDestination."),
        (>= 0xA900 and <= 0xA9FF, DimseService.Store) => Failure(code, "the data set does not match its SOP class", "The object lacks what the node expects of its class; look at it with dciodvfy or Get-DicomHeader."),
        (>= 0xA900 and <= 0xA9FF, _) => Failure(code, "the identifier does not match the SOP class", "The node does not accept these keys at this level; try another -Level or -Model."),
        (0xB000, DimseService.Store) => new(code, StatusClass.Warning, "stored, with data elements coerced", "The node changed values to fit its database."),
        (0xB006, DimseService.Store) => new(code, StatusClass.Warning, "stored, with data elements discarded", "The node dropped elements it does not keep."),
        (0xB007, DimseService.Store) => new(code, StatusClass.Warning, "stored, though the data set does not match its SOP class", "The object lacks what its class requires."),
        (0xB000, _) => new(code, StatusClass.Warning, "done, but one or more images failed", "What is missing is listed; ask for it again."),
        (>= 0xB000 and <= 0xBFFF, _) => new(code, StatusClass.Warning, "done, with a warning", LogRemedy),
        (0x0001 or (>= 0x0100 and <= 0x02FF), _) => Failure(code, "failure", LogRemedy),
        (>= 0xC000 and <= 0xCFFF, DimseService.Store) => Failure(code, "cannot understand the object", "The node's log tells what it does not understand."),
        (>= 0xC000 and <= 0xCFFF, _) => Failure(code, "unable to process", LogRemedy),
        _ => Failure(code, "a code the standard does not define", LogRemedy),
    };
}
