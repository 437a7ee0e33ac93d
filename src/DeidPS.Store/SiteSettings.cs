using DeidPS.Store.Ingest;
using DeidPS.Store.Requests;

namespace DeidPS.Store;

/// <summary>Settings of a store, the same on every machine.</summary>
public sealed record SiteSettings
{
    private const int LongestMinutes = 1440;

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

    /// <summary>Sessions of one modality and manufacturer that a project may archive before its review is recorded; 3 by default, 0 for no such limit.</summary>
    public int PilotPerModality { get; init; } = 3;

    /// <summary>True to keep no look-up table: nothing leads back from what arrives to the patients.</summary>
    public bool NoLut { get; init; }

    /// <summary>What of all that arrives is wanted; null for everything.</summary>
    public SeriesFilter? SeriesFilter { get; init; }

    /// <summary>The subject label that pushed data come with, not chosen by anybody.</summary>
    public string PushedSubject { get; init; } = "subj001";

    /// <summary>The session label that pushed data come with.</summary>
    public string PushedSession { get; init; } = "subj001_sess001";

    /// <summary>True when one of the labels is one that pushed data come with: nobody chose it. Labels do not differ by case.</summary>
    internal bool IsPushedLabel(string subject, string session) =>
        subject.Equals(PushedSubject, StringComparison.OrdinalIgnoreCase) || session.Equals(PushedSession, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text of teleradiology with these labels.</summary>
    internal PushedDataText PushedData => PushedDataText.Parse($"Project:Unassigned Subject:{PushedSubject} Session:{PushedSession}");

    /// <summary>Checks the settings.</summary>
    /// <exception cref="StoreException">StoreValueInvalid.</exception>
    internal void Check()
    {
        if (string.IsNullOrWhiteSpace(Policy))
        {
            throw Invalid("A store needs a policy.", "Name a policy that de-identifies, such as site-wide.");
        }

        if (IdleMinutes is < 0 or > LongestMinutes || JoinMinutes is < 0 or > LongestMinutes)
        {
            throw Invalid("A time is out of its range.", $"Give 0 to {LongestMinutes} minutes.");
        }

        if (MinimumFreeGB is < 0 or > 1_000_000)
        {
            throw Invalid("The space that has to be free is out of its range.", "Give 0 to 1000000 gigabytes.");
        }

        if (PilotPerModality is < 0 or > 1000)
        {
            throw Invalid("The number of sessions in a pilot is out of its range.", "Give 1 to 1000 sessions of each modality and manufacturer, or 0 for no pilot.");
        }

        // What stands in a comment has to be read back as it is, or no label would ever be a default.
        if (PushedData is var text && (text.Subject != PushedSubject || text.Session != PushedSession))
        {
            throw Invalid("A label of pushed data is none that a comment can give.", "Use letters, digits, '_' and '-', as in subj001.");
        }
    }

    private static StoreException Invalid(string message, string remedy) => new(StoreException.StoreValueInvalid, message, remedy);
}
