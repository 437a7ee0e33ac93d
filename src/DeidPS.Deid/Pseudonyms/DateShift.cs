namespace DeidPS.Deid.Pseudonyms;

/// <summary>Moves dates by whole days and leaves the time of day, precision, fraction and zone as they are (PS3.15 E.3.6).</summary>
public static class DateShift
{
    /// <summary>Moves one DA or DT value: <c>YYYY[MM[DD[HH[MM[SS[.F]]]]]][&amp;ZZXX]</c>, also the old form <c>YYYY.MM.DD</c>.</summary>
    /// <param name="text">The value; blanks around it are ignored.</param>
    /// <param name="days">Days, negative for the past.</param>
    /// <returns>Null when the text is no date, or the result leaves the years 1800 to 2200.</returns>
    public static string? Apply(string text, int days)
    {
        ArgumentNullException.ThrowIfNull(text);
        return DicomEdit.Functions.DateShifter.ShiftDatePart(text.Trim(), days, DicomEdit.Functions.DateUnit.Days);
    }
}
