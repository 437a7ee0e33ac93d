using System.Management.Automation;
using DeidPS.Store.Requests;

namespace DeidPS;

/// <summary>Base of cmdlets that do something with single requests.</summary>
public abstract class RequestCmdlet : StoreCmdlet
{
    /// <summary>Ids of requests; bound to what Import-DeidRequest and Get-DeidRequest put out.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RequestCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>What is done, for the question whether to do it.</summary>
    private protected abstract string Action { get; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var id in Id)
        {
            if (ShouldProcess($"request '{id}'", Action))
            {
                WriteOneFromStore((store, _) => Change(new RequestBook(store), id), id);
            }
        }
    }

    /// <summary>Does it.</summary>
    private protected abstract DeidRequest Change(RequestBook book, string id);
}
