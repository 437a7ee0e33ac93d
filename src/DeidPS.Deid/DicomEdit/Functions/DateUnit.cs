namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>The units of an increment (section 7.4); a year is 365 days.</summary>
internal enum DateUnit
{
    Seconds,
    Minutes,
    Hours,
    Days,
    Years,
}
