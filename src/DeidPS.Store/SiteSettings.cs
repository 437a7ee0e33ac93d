namespace DeidPS.Store;

/// <summary>Settings of a store, the same on every machine.</summary>
public sealed record SiteSettings
{
    /// <summary>The site's policy: a shipped one by name, or a path.</summary>
    public string Policy { get; init; } = "site-wide";

    /// <summary>Where the site's key is: a file, or Env:NAME. Never the key itself. Null when every command names it.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Minutes without an instance after which an entry is built; 5 by default.</summary>
    public int IdleMinutes { get; init; } = 5;

    /// <summary>Minutes within which a study that comes again joins its entry; 30 by default.</summary>
    public int JoinMinutes { get; init; } = 30;

    /// <summary>Gigabytes that have to be free; below it senders are told to come back later. 20 by default.</summary>
    public int MinimumFreeGB { get; init; } = 20;

    /// <summary>The subject label that pushed data come with, not chosen by anybody.</summary>
    public string PushedSubject { get; init; } = "subj001";

    /// <summary>The session label that pushed data come with.</summary>
    public string PushedSession { get; init; } = "subj001_sess001";

    /// <summary>True when one of the labels is one that pushed data come with: nobody chose it. Labels do not differ by case.</summary>
    internal bool IsPushedLabel(string subject, string session) =>
        subject.Equals(PushedSubject, StringComparison.OrdinalIgnoreCase) || session.Equals(PushedSession, StringComparison.OrdinalIgnoreCase);
}
