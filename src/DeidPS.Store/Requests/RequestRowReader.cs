using System.Text.RegularExpressions;
using DeidPS.Deid.Proof;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Requests;

/// <summary>Makes rows of fields, and says what is wrong with them: one finding for each thing, none with a value in it.</summary>
/// <param name="options">How the file is read.</param>
internal sealed partial class RequestRowReader(RequestCsvOptions options)
{
    private const string EmptyQuotes = "\"\"";
    private const string SheetTextStart = "=\"";

    private readonly RequestDates _dates = new(options.DateFormat);
    private readonly Dictionary<string, (long Line, string Subject)> _sessions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a row.</summary>
    /// <param name="line">Line of the file where it begins.</param>
    /// <param name="columns">What the fields are; null for those that are passed over.</param>
    /// <param name="fields">The fields: value, and whether it stood in quotes.</param>
    public RequestRow Read(long line, IReadOnlyList<RequestColumn?> columns, IReadOnlyList<(string Text, bool IsQuoted)> fields)
    {
        var row = new RequestRow(line);
        var findings = new List<RequestFinding>();
        var removed = 0;
        if (fields.Count != columns.Count)
        {
            findings.Add(Error(line, null, "FieldCount", $"The row has {fields.Count} fields, the header {columns.Count}.", "Put values that hold a separator into quotes."));
        }

        for (var i = 0; i < Math.Min(columns.Count, fields.Count); i++)
        {
            if (columns[i] is { } column)
            {
                removed += Take(row, column, fields[i].Text, fields[i].IsQuoted, findings);
            }
        }

        if (removed > 0)
        {
            findings.Add(new RequestFinding(line, null, false, "InvisibleCharacters", $"{removed} invisible character(s) were taken out of the row's values.", "Nothing; or save the list anew without them."));
        }

        Finish(row, findings);
        row.Findings = findings;
        return row;
    }

    private int Take(RequestRow row, RequestColumn column, string text, bool isQuoted, List<RequestFinding> findings)
    {
        var value = InvisibleText.Clean(text, out var removed);
        if (value.StartsWith(SheetTextStart, StringComparison.Ordinal) && value.EndsWith('"') && value.Length > SheetTextStart.Length)
        {
            // What spreadsheets are told to keep leading zeros: ="0012".
            value = value[SheetTextStart.Length..^1];
        }

        if (value.Length == 0 || value == EmptyQuotes)
        {
            if (RequestHeader.IsRelabel(column) && (isQuoted || value.Length > 0))
            {
                row.ClearedColumns.Add(column);
            }

            return removed;
        }

        if (Check(column, value) is { } problem)
        {
            findings.Add(Error(row.Line, column, problem.Code, problem.Message, problem.Action));
        }

        row[column] = column is RequestColumn.DateFrom or RequestColumn.DateTo or RequestColumn.BirthDate or RequestColumn.RelabelPatientBirthDate or RequestColumn.RelabelStudyDate ? _dates.Date(value) ?? value : value;
        return removed;
    }

    private (string Code, string Message, string Action)? Check(RequestColumn column, string value)
    {
        var name = RequestHeader.NameOf(column);
        if (value.Contains('\\', StringComparison.Ordinal))
        {
            return ("Backslash", $"'{name}' holds a backslash, which DICOM keeps for lists of values.", "Give one value.");
        }

        if (column is RequestColumn.AccessionNumber or RequestColumn.PatientId or RequestColumn.NhsNumber or RequestColumn.StudyInstanceUid && MangledNumber().IsMatch(value))
        {
            return ("NumberMangled", $"'{name}' was turned into a number with an exponent, and digits are lost.", "Format the column as text in the spreadsheet and fill it in again from the source.");
        }

        return column switch
        {
            RequestColumn.PatientId when options.PatientIdLength is { } length && value.Length < length && value.All(char.IsAsciiDigit) =>
                ("NumberMangled", $"'{name}' has {value.Length} digits instead of {length}: leading zeros were lost.", "Format the column as text in the spreadsheet and fill it in again from the source."),
            RequestColumn.StudyDate when _dates.DateOrRange(value) is null => InvalidDate(name, "yyyyMMdd, yyyy-MM-dd, yyyy/MM/dd or a range yyyyMMdd-yyyyMMdd"),
            RequestColumn.DateFrom or RequestColumn.DateTo or RequestColumn.BirthDate or RequestColumn.RelabelPatientBirthDate or RequestColumn.RelabelStudyDate when _dates.Date(value) is null =>
                InvalidDate(name, "yyyyMMdd, yyyy-MM-dd or yyyy/MM/dd"),
            RequestColumn.NhsNumber when NhsNumber.Parse(value) is null => ("NhsNumberInvalid", $"'{name}' is no NHS number: it has not ten digits, or the check digit is another.", "Look the number up again."),
            RequestColumn.StudyInstanceUid when !Uid().IsMatch(value) || value.Length > 64 => ("UidInvalid", $"'{name}' is no UID.", "A UID has digits and dots only, at most 64."),
            RequestColumn.Modality when !Modality().IsMatch(value) => ("ModalityInvalid", $"'{name}' is no modality.", "Write one such as CT or MR."),
            RequestColumn.Subject or RequestColumn.Session when !LabelRules.IsLegal(value) =>
                ("LabelInvalid", $"'{name}' is no label.", $"Use 1 to {LabelRules.Longest} letters, digits, '_', '-' and '.'."),
            _ when value.Length > Limit(column) => ("TooLong", $"'{name}' has {value.Length} characters, and DICOM allows {Limit(column)}.", "Shorten it."),
            _ => null,
        };
    }

    private (string Code, string Message, string Action) InvalidDate(string name, string forms) =>
        ("DateInvalid", $"'{name}' is no date, or a range that runs backwards.", $"Write {forms}{(options.DateFormat is null ? "; name another form with -DateFormat" : $" or {options.DateFormat}")}.");

    /// <summary>Characters that the value representations allow (PS3.5 6.2); of a name, of each part.</summary>
    private static int Limit(RequestColumn column) => column switch
    {
        RequestColumn.AccessionNumber or RequestColumn.RelabelAccessionNumber or RequestColumn.RelabelStudyId => 16,
        _ => 64,
    };

    private void Finish(RequestRow row, List<RequestFinding> findings)
    {
        Dates(row, findings);
        Name(row, findings);
        if (Number(row, RequestColumn.NhsNumber) is { } number && Number(row, RequestColumn.PatientId) is { } other && number != other)
        {
            findings.Add(Error(row.Line, RequestColumn.NhsNumber, "NhsNumberConflict", "The row names two patients: its Patient ID is another NHS number.", "Look up which of the two is right."));
        }

        var hasStudy = IsGiven(row, RequestColumn.AccessionNumber) || row.Has(RequestColumn.StudyInstanceUid);
        var hasPatient = IsGiven(row, RequestColumn.PatientId) || row.Has(RequestColumn.NhsNumber) || (row.PersonName is not null && row.PersonName.Any(char.IsLetter));
        var hasDate = row.Has(RequestColumn.StudyDate) || row.Has(RequestColumn.DateFrom) || row.Has(RequestColumn.DateTo);
        if (!hasStudy && hasPatient && !hasDate && !options.AllowAllStudies)
        {
            findings.Add(Error(row.Line, null, "AllStudies", "The row names a patient and no study or date: it asks for all studies of the patient.", "Add a date or an accession number, or allow it with -AllowAllStudies."));
        }
        else if (!hasStudy && !hasPatient && !(hasDate && options.AllowBroad))
        {
            findings.Add(!hasDate
                ? Error(row.Line, null, "NothingToSearch", "The row says nothing to search for.", "Fill in an accession number, a study UID, or a patient with a date.")
                : Error(row.Line, null, "Broad", "The row names a date and nothing else.", "Add what to search for on that date, or allow it with -AllowBroad."));
        }

        Labels(row, findings);
    }

    private void Dates(RequestRow row, List<RequestFinding> findings)
    {
        var hasRange = row.Has(RequestColumn.DateFrom) || row.Has(RequestColumn.DateTo);
        if (row[RequestColumn.StudyDate] is { } date)
        {
            row.StudyDates = _dates.DateOrRange(date);
            if (hasRange)
            {
                findings.Add(Error(row.Line, RequestColumn.StudyDate, "DateTwice", "The row has a study date and a range of dates.", "Keep one of the two."));
            }
        }
        else if (hasRange)
        {
            row.StudyDates = _dates.Range(row[RequestColumn.DateFrom] ?? string.Empty, row[RequestColumn.DateTo] ?? string.Empty);
            if (row.StudyDates is null && findings.All(f => f.Code != "DateInvalid"))
            {
                findings.Add(Error(row.Line, RequestColumn.DateFrom, "DateInvalid", "The range of dates runs backwards.", "Put the earlier date first."));
            }
        }
    }

    private static void Name(RequestRow row, List<RequestFinding> findings)
    {
        var parts = row.Has(RequestColumn.LastName) || row.Has(RequestColumn.FirstName);
        if (row.Has(RequestColumn.PatientName) && parts)
        {
            findings.Add(Error(row.Line, RequestColumn.PatientName, "NameTwice", "The row has a whole name and parts of one.", "Keep one of the two."));
        }

        row.PersonName = row[RequestColumn.PatientName] ?? (parts ? $"{row[RequestColumn.LastName] ?? "*"}^{row[RequestColumn.FirstName] ?? "*"}" : null);
    }

    /// <summary>One session has one subject, in the whole file.</summary>
    private void Labels(RequestRow row, List<RequestFinding> findings)
    {
        if (row[RequestColumn.Session] is not { } session)
        {
            return;
        }

        var subject = row[RequestColumn.Subject] ?? string.Empty;
        if (!_sessions.TryAdd(session, (row.Line, subject)) && !string.Equals(_sessions[session].Subject, subject, StringComparison.OrdinalIgnoreCase))
        {
            findings.Add(Error(row.Line, RequestColumn.Session, "SessionTwice", $"The row gives another subject to the session label of line {_sessions[session].Line}.", "Give each session a label of its own."));
        }
    }

    /// <summary>A value of wildcards only asks for everything.</summary>
    private static bool IsGiven(RequestRow row, RequestColumn column) => row[column] is { } value && value.Any(c => c is not ('*' or '?'));

    private static string? Number(RequestRow row, RequestColumn column) => row[column] is { } text ? NhsNumber.Parse(text) : null;

    private static RequestFinding Error(long line, RequestColumn? column, string code, string message, string action) =>
        new(line, column is null ? null : RequestHeader.NameOf(column.Value), true, code, message, action);

    [GeneratedRegex(@"^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MangledNumber();

    [GeneratedRegex(@"^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Uid();

    [GeneratedRegex("^[A-Z0-9_]{1,16}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Modality();
}
