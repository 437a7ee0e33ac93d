using System.Management.Automation;

namespace DeidPS;

/// <summary>Base of cmdlets about entries on their way into a project, under their labels or under others.</summary>
public abstract class ArchivingCmdlet : KeyedStoreCmdlet
{
    /// <summary>Name of the parameter set for entries.</summary>
    public const string IdSet = "Id";

    /// <summary>Ids of entries, as Get-DeidPrearchive shows them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Alias("Entry")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(EntryCompleter))]
    public string[] Id { get; set; } = [];

    /// <summary>Project by id or alias; by default the one each entry waits for.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string? Project { get; set; }

    /// <summary>Subject label in the project; by default the entry's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubjectCompleter))]
    public string? Subject { get; set; }

    /// <summary>Session label in the project; by default the entry's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public string? Session { get; set; }
}
