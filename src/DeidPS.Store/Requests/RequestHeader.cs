using DeidPS.Deid.Csv;

namespace DeidPS.Store.Requests;

/// <summary>Which column of a request file is what: XNAT's headers, and others that people write (C1, C2).</summary>
internal static class RequestHeader
{
    /// <summary>A text that differs from a header in no more than one of so many of its letters is meant to be one; a name must not be taken for it.</summary>
    private const int LettersPerTypingError = 3;

    private static readonly (RequestColumn Column, string[] Names)[] s_names =
    [
        (RequestColumn.AccessionNumber, ["Accession Number"]),
        (RequestColumn.PatientId, ["Patient ID"]),
        (RequestColumn.StudyDate, ["Study Date"]),
        (RequestColumn.DateFrom, ["Date From"]),
        (RequestColumn.DateTo, ["Date To"]),
        (RequestColumn.StudyInstanceUid, ["Study Instance UID"]),
        (RequestColumn.LastName, ["Last Name"]),
        (RequestColumn.FirstName, ["First Name"]),
        (RequestColumn.PatientName, ["Patient Name"]),
        (RequestColumn.BirthDate, ["DOB", "Date of Birth"]),
        (RequestColumn.Modality, ["Modality"]),
        (RequestColumn.NhsNumber, ["NHS Number"]),
        (RequestColumn.StudyDescription, ["Study Description"]),
        (RequestColumn.SeriesDescription, ["Series Description"]),
        (RequestColumn.Subject, ["Subject", "Subject Label"]),
        (RequestColumn.Session, ["Session", "Session Label"]),
        (RequestColumn.RelabelAccessionNumber, ["Relabel Accession Number"]),
        (RequestColumn.RelabelPatientId, ["Relabel Patient ID"]),
        (RequestColumn.RelabelPatientName, ["Relabel Patient Name"]),
        (RequestColumn.RelabelPatientBirthDate, ["Relabel Patient Birth Date"]),
        (RequestColumn.RelabelStudyId, ["Relabel Study ID"]),
        (RequestColumn.RelabelStudyDate, ["Relabel Study Date"]),
    ];

    private static readonly Dictionary<string, RequestColumn> s_columns =
        s_names.SelectMany(n => n.Names.Select(name => (name, n.Column))).ToDictionary(p => CsvHeader.Fold(p.name), p => p.Column, StringComparer.Ordinal);

    /// <summary>The usual name of a column.</summary>
    public static string NameOf(RequestColumn column) => s_names.Single(n => n.Column == column).Names[0];

    /// <summary>Finds the columns of a file.</summary>
    /// <param name="headers">Its headers.</param>
    /// <param name="ignoreUnknown">True to pass over those that are not known.</param>
    /// <returns>The column at each place; null for one that is passed over.</returns>
    /// <exception cref="CsvException">CsvInvalid: a header is not known, or there twice, or there is none to search by.</exception>
    public static IReadOnlyList<RequestColumn?> Read(IReadOnlyList<string> headers, bool ignoreUnknown)
    {
        var columns = new RequestColumn?[headers.Count];
        for (var i = 0; i < headers.Count; i++)
        {
            if (s_columns.TryGetValue(CsvHeader.Fold(headers[i]), out var column))
            {
                if (columns.Contains(column))
                {
                    throw Invalid($"Column {i + 1} of the request file is '{NameOf(column)}' for the second time.", "Remove one of the two columns.");
                }

                columns[i] = column;
            }
            else if (!ignoreUnknown)
            {
                throw Unknown(headers, i);
            }
        }

        if (!columns.Any(c => c is not null && IsSearch(c.Value)))
        {
            throw Invalid("No column of the request file says what to search for.", $"It needs at least one of: {string.Join(", ", s_names.Where(n => IsSearch(n.Column)).Select(n => n.Names[0]))}.");
        }

        return columns;
    }

    /// <summary>True for a column that says what becomes of an attribute.</summary>
    public static bool IsRelabel(RequestColumn column) => column >= RequestColumn.RelabelAccessionNumber;

    private static bool IsSearch(RequestColumn column) => column < RequestColumn.SeriesDescription;

    /// <summary>Names a header that is not known, unless the line may be no header at all: then its fields are values of a patient.</summary>
    private static CsvException Unknown(IReadOnlyList<string> headers, int place)
    {
        var folded = CsvHeader.Fold(headers[place]);
        var (name, nearest) = s_columns.OrderBy(c => Distance(folded, c.Key)).ThenBy(c => c.Key, StringComparer.Ordinal).First();
        var isHeader = !headers[place].Any(char.IsDigit) && (headers.Any(h => s_columns.ContainsKey(CsvHeader.Fold(h))) || Distance(folded, name) <= name.Length / LettersPerTypingError);
        if (!isHeader)
        {
            return Invalid(
                $"Column {place + 1} of the first line of the request file has a header that is not known; it is not repeated here, since it may be a value.",
                "The first line has to name the columns, such as 'Accession Number'. Unknown columns are passed over with -IgnoreUnknownColumns.");
        }

        var hidden = InvisibleText.CodePoints(headers[place]) is { } points ? $" (characters {points})" : string.Empty;
        return Invalid(
            $"Column {place + 1} of the request file has the unknown header '{InvisibleText.Visible(headers[place])}'{hidden}.", (Distance(folded, name) * 2 <= name.Length ? $"The nearest one is '{NameOf(nearest)}'. Correct it, or pass" : "Correct it (Get-Help about_DeidCohorts has the columns), or pass") + " over it with -IgnoreUnknownColumns.");
    }

    /// <summary>Letters to change, add or leave out (Levenshtein), over a beginning of bounded length: a header may be as long as a file.</summary>
    private static int Distance(string one, string other)
    {
        one = one[..Math.Min(one.Length, 64)];
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                left = Math.Min(Math.Min(left, row[j]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = left;
            }
        }

        return row[^1];
    }

    private static CsvException Invalid(string message, string action) => new(message, action);
}
