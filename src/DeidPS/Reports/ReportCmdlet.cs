using System.Management.Automation;
using DeidPS.Deid.Csv;
using DeidPS.Store;

namespace DeidPS;

/// <summary>Base of cmdlets that report what projects hold: objects, and CSV and HTML files for those who have no shell.</summary>
/// <typeparam name="T">A row.</typeparam>
public abstract class ReportCmdlet<T> : StoreCmdlet
    where T : notnull
{
    private readonly List<IReadOnlyList<string?>> _rows = [];
    private string? _csv;
    private string? _html;

    /// <summary>Also write the rows into this CSV file, replacing one of that name. What a spreadsheet would take for a formula is made harmless.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Csv { get; set; }

    /// <summary>Also write the rows into this HTML file, one page for people to read or print, replacing one of that name. It holds no script and no link.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Html { get; set; }

    /// <summary>Names of the columns.</summary>
    private protected abstract IReadOnlyList<string> Header { get; }

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        _csv = Csv is null ? null : UnresolvedPath(Csv);
        _html = Html is null ? null : UnresolvedPath(Html);
    }

    /// <summary>Writes the files; an override calls the base last.</summary>
    protected override void OnEnd()
    {
        WriteFile(_csv, path => CsvTable.Write(path, Header, _rows));
        WriteFile(_html, path => HtmlTable.Write(path, MyInvocation.MyCommand.Name, Header, _rows));
        base.OnEnd();
    }

    /// <summary>The values of a row, in the order of the header; numbers and times invariant.</summary>
    private protected abstract IReadOnlyList<string?> Fields(T row);

    /// <summary>Puts out rows.</summary>
    private protected void Report(Func<DeidStore, IEnumerable<T>> rows, object? target) => WriteFromStore(store => rows(store).Select(Keep), target);

    private void WriteFile(string? path, Action<string> write)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            write(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ReportError(WrittenFile.Unwritable(path, error), path);
        }
    }

    private T Keep(T row)
    {
        if (_csv is not null || _html is not null)
        {
            _rows.Add(Fields(row));
        }

        return row;
    }
}
