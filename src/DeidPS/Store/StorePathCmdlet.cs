using System.Management.Automation;

namespace DeidPS;

/// <summary>Base of cmdlets that read files for a store, with its key: <c>-Path</c>, <c>-LiteralPath</c> and <c>-Recurse</c>.</summary>
public abstract class StorePathCmdlet : KeyedStoreCmdlet
{
    private PathResolver? _resolver;

    /// <summary>The last file: several objects in a row about one, such as the rows of its header, count as that file once.</summary>
    private string? _previous;

    /// <summary>Files and folders to read; wildcards are expanded. A folder stands for the files in it, with -Recurse at any depth.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathCmdlet.PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders to read, each name taken as it stands; bound to what Get-ChildItem and Get-DicomHeader put out.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathCmdlet.LiteralPathSet)]
    [Alias("PSPath", "LP", "FullName", "Source")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Also read the subfolders of the folders given; off by default.</summary>
    [Parameter(ParameterSetName = PathCmdlet.PathSet)]
    [Parameter(ParameterSetName = PathCmdlet.LiteralPathSet)]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Files there are to read; null while that is not known, as with input from a pipeline.</summary>
    private protected long? Total => _resolver?.Count?.Total;

    /// <summary>The files of the current pipeline record; a path that leads to nothing is an error and no file.</summary>
    private protected IEnumerable<string> InputFiles()
    {
        _resolver ??= NewFileResolver();
        var isLiteral = string.Equals(ParameterSetName, PathCmdlet.LiteralPathSet, StringComparison.Ordinal);
        foreach (var file in _resolver.Files(isLiteral ? LiteralPath : Path, isLiteral, Recurse, StopToken))
        {
            if (file.FullName != _previous || !MyInvocation.ExpectingInput)
            {
                _previous = file.FullName;
                yield return file.FullName;
            }
        }
    }
}
