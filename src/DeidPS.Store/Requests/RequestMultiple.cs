namespace DeidPS.Store.Requests;

/// <summary>What becomes of a row that finds several studies (C7).</summary>
public enum RequestMultiple
{
    /// <summary>It is blocked.</summary>
    Error,

    /// <summary>All of them, by date, with _1 to _k behind the session label.</summary>
    Suffix,

    /// <summary>The first by date.</summary>
    First,
}
