namespace DeidPS.Deid.Csv;

/// <summary>One study that somebody pushed, as a list of his says.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Time">When it was sent.</param>
/// <param name="Subject">Subject label it is to have.</param>
/// <param name="Session">Session label it is to have.</param>
public sealed record SendLogRow(long Line, DateTimeOffset Time, string Subject, string Session);
