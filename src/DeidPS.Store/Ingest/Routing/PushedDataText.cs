namespace DeidPS.Store.Ingest;

/// <summary>
/// The text of teleradiology: a PACS writes it into the comments of everything that it pushes, so that all of it arrives with the same
/// labels (workflow section 4). A person has to give the true ones (P9).
/// </summary>
public sealed record PushedDataText
{
    /// <summary>Characters of an LT (PS3.5 6.2).</summary>
    private const int LongestComment = 10_240;

    private PushedDataText(string text, string? subject, string? session) => (Text, Subject, Session) = (text, subject, session);

    /// <summary><c>Project:Unassigned Subject:subj001 Session:subj001_sess001</c>.</summary>
    public static PushedDataText Default { get; } =
        new("Project:Unassigned Subject:subj001 Session:subj001_sess001", "subj001", "subj001_sess001");

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The subject's label in it; null when there is none.</summary>
    public string? Subject { get; }

    /// <summary>The session's label in it; null when there is none.</summary>
    public string? Session { get; }

    /// <summary>Reads a text; an empty one has no labels, and then no label is a default.</summary>
    /// <exception cref="StoreException">StoreValueInvalid: longer than Patient Comments can be, or not empty and without Subject: and Session:.</exception>
    public static PushedDataText Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LongestComment)
        {
            throw Invalid();
        }

        var subject = Label(RoutingTarget.Subject, text);
        var session = Label(RoutingTarget.Session, text);
        return subject is null && session is null && !string.IsNullOrWhiteSpace(text) ? throw Invalid() : new PushedDataText(text, subject, session);
    }

    /// <summary>Whether a label of a subject or a session is the one that the text gives to everything.</summary>
    public bool IsDefault(RoutingTarget target, string label)
    {
        var usual = target switch
        {
            RoutingTarget.Subject => Subject,
            RoutingTarget.Session => Session,
            _ => null,
        };
        return usual is not null && LabelText.Comparer.Equals(usual, label);
    }

    private static string? Label(RoutingTarget target, string text) =>
        (RoutingRule.Assignment(default, target).Extract(text) ?? throw Invalid()) is [.., var last] ? last : null;

    private static StoreException Invalid() => new(
        StoreException.StoreValueInvalid,
        "The text of pushed data gives no labels.",
        "Write for example Project:Unassigned Subject:subj001 Session:subj001_sess001.");
}
