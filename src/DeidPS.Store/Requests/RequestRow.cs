namespace DeidPS.Store.Requests;

/// <summary>A row of a request file: what to search for, and what the images are to be called. Holds identifiers: it is never written anywhere.</summary>
public sealed class RequestRow
{
    private readonly Dictionary<RequestColumn, string> _values = [];

    internal RequestRow(long line) => Line = line;

    /// <summary>Line of the file where it begins, from 1.</summary>
    public long Line { get; }

    /// <summary>What is wrong with it, or is to be known; empty for a plain row.</summary>
    public IReadOnlyList<RequestFinding> Findings { get; internal set; } = [];

    /// <summary>True when it can be asked for.</summary>
    public bool IsValid => !Findings.Any(f => f.IsError);

    /// <summary>Dates as DICOM writes a date or a range of them (PS3.4 C.2.2.2.5); null for none.</summary>
    public string? StudyDates { get; internal set; }

    /// <summary>The person name to search for, as DICOM writes it; null for none.</summary>
    public string? PersonName { get; internal set; }

    /// <summary>Attributes that are to be emptied: columns that said so with a quoted empty value.</summary>
    public IReadOnlySet<RequestColumn> Cleared => ClearedColumns;

    internal HashSet<RequestColumn> ClearedColumns { get; } = [];

    /// <summary>The value of a column, single dates as DICOM writes them; null when it has none.</summary>
    public string? this[RequestColumn column]
    {
        get => _values.GetValueOrDefault(column);
        internal set => _values[column] = value!;
    }

    internal bool Has(RequestColumn column) => _values.ContainsKey(column);
}
