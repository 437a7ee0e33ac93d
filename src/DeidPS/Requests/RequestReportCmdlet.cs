using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS;

/// <summary>Base of cmdlets that report on requests.</summary>
/// <typeparam name="T">A row.</typeparam>
public abstract class RequestReportCmdlet<T> : ReportCmdlet<T>
    where T : notnull
{
    /// <summary>Project by id or alias; all that you may see by default.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? Project { get; set; }

    /// <summary>Id of one import; all by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BatchCompleter))]
    public string? Batch { get; set; }

    /// <summary>Which requests the common parameters name.</summary>
    private protected RequestFilter Filter => new() { Project = Project, Batch = Batch };
}
