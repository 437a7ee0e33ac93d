namespace DeidPS.Store.Projects;

/// <summary>A row of the table of shares, with what is known of the session.</summary>
internal sealed class ShareRow
{
    /// <summary>Statement that reads shares; h and s are the names of share and session in conditions.</summary>
    public const string Select =
        "select h.session, h.owner, h.project, h.label, h.until, h.state, h.created, h.createdby, h.ended, s.label as sessionlabel, s.policies from share h left join session s on s.id = h.session where ";

    public string Session { get; init; } = string.Empty;

    public string Owner { get; init; } = string.Empty;

    public string Project { get; init; } = string.Empty;

    public string Label { get; init; } = string.Empty;

    public long? Until { get; init; }

    public string State { get; init; } = string.Empty;

    public long Created { get; init; }

    public string CreatedBy { get; init; } = string.Empty;

    public long? Ended { get; init; }

    public string? SessionLabel { get; init; }

    public string? Policies { get; init; }

    /// <summary>The share as it is shown; one whose time is over has ended.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public DeidShare ToShare(long now)
    {
        var isOver = State == nameof(ShareState.Active) && Until <= now;
        return new DeidShare
        {
            SessionId = Session, Project = Owner, Session = SessionLabel, To = Project, Label = Label, Until = Time(Until), State = isOver ? ShareState.Ended : Enum.Parse<ShareState>(State),
            Policies = (Policies ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries), Created = DateTimeOffset.FromUnixTimeMilliseconds(Created), CreatedBy = CreatedBy, Ended = Time(isOver ? Until : Ended),
        };
    }

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
}
