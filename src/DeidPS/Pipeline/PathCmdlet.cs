using System.Management.Automation;

namespace DeidPS;

/// <summary>Base of cmdlets that read files: <c>-Path</c>, <c>-LiteralPath</c> and <c>-Recurse</c>.</summary>
public abstract class PathCmdlet : DeidCmdlet
{
    /// <summary>Name of the parameter set with wildcards; the default.</summary>
    public const string PathSet = "Path";

    /// <summary>Name of the parameter set that takes paths as they stand.</summary>
    public const string LiteralPathSet = "LiteralPath";

    private PathResolver? _resolver;
    private string[]? _previous;

    /// <summary>Files and folders to read; wildcards are expanded. A folder stands for the files in it, with -Recurse at any depth.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders to read, each name taken as it stands; bound to what Get-ChildItem and Get-DicomHeader put out.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP", "FullName", "Source")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Also read the subfolders of the folders given; off by default.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Resolves paths; errors are reported and do not end the cmdlet.</summary>
    private protected PathResolver Resolver => _resolver ??= NewFileResolver();

    /// <summary>Files there are to read; null while that is not known, as with input from a pipeline.</summary>
    private protected long? Total => _resolver?.Count?.Total;

    /// <summary>The files of the current pipeline record, listed as they are asked for; a path that leads to nothing is an error and no file.</summary>
    /// <remarks>Several objects in a row about one file, such as the rows of its header, count as that file once.</remarks>
    protected IEnumerable<InputFile> InputFiles()
    {
        var isLiteral = string.Equals(ParameterSetName, LiteralPathSet, StringComparison.Ordinal);
        if (isLiteral && MyInvocation.ExpectingInput)
        {
            if (_previous is not null && LiteralPath.AsSpan().SequenceEqual(_previous))
            {
                return [];
            }

            _previous = LiteralPath;
        }

        return Resolver.Files(isLiteral ? LiteralPath : Path, isLiteral, Recurse, StopToken);
    }
}
