namespace DeidPS.Store.Requests;

/// <summary>How a request file is read.</summary>
public sealed record RequestCsvOptions
{
    /// <summary>True to pass over columns that are not known.</summary>
    public bool IgnoreUnknownColumns { get; init; }

    /// <summary>True to allow rows that name a patient and nothing else: all studies of the patient.</summary>
    public bool AllowAllStudies { get; init; }

    /// <summary>True to allow rows that name a date and nothing else.</summary>
    public bool AllowBroad { get; init; }

    /// <summary>A further form of dates, such as <c>dd/MM/yyyy</c>; null for none.</summary>
    public string? DateFormat { get; init; }

    /// <summary>How many characters a Patient ID has at the site, to find leading zeros that a spreadsheet took away; null when that is not known.</summary>
    public int? PatientIdLength { get; init; }
}
