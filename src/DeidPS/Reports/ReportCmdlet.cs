using System.Management.Automation;
using DeidPS.Deid.Csv;
using DeidPS.Deid.Files;
using DeidPS.Store;

namespace DeidPS;

/// <summary>Base of cmdlets that report what projects hold: objects, and a CSV file for those who have no shell.</summary>
/// <typeparam name="T">A row.</typeparam>
public abstract class ReportCmdlet<T> : StoreCmdlet
    where T : notnull
{
    private readonly List<IReadOnlyList<string?>> _rows = [];
    private string? _csv;

    /// <summary>Also write the rows into this CSV file, replacing one of that name. What a spreadsheet would take for a formula is made harmless.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Csv { get; set; }

    /// <summary>Names of the columns.</summary>
    private protected abstract IReadOnlyList<string> Header { get; }

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        _csv = Csv is null ? null : new PathResolver(SessionState, ReportError).Unresolved(Csv);
    }

    /// <summary>Writes the CSV file; an override calls the base last.</summary>
    protected override void OnEnd()
    {
        if (_csv is not null)
        {
            try
            {
                CsvTable.Write(_csv, Header, _rows);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                ReportError(new DestinationException("WriteFailed", $"The file '{_csv}' cannot be written ({error.GetType().Name}).", "Check folder, permissions and free space."), _csv);
            }
        }

        base.OnEnd();
    }

    /// <summary>The values of a row, in the order of the header; numbers and times invariant.</summary>
    private protected abstract IReadOnlyList<string?> Fields(T row);

    /// <summary>Puts out rows.</summary>
    private protected void Report(Func<DeidStore, IEnumerable<T>> rows, object? target) => WriteFromStore(store => rows(store).Select(Keep), target);

    private T Keep(T row)
    {
        if (_csv is not null)
        {
            _rows.Add(Fields(row));
        }

        return row;
    }
}
