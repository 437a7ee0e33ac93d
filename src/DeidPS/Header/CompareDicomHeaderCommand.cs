using System.Management.Automation;
using DeidPS.Dicom;

namespace DeidPS.Commands;

/// <summary>Shows how the headers of two DICOM files differ, element by element: what a policy did.</summary>
/// <remarks>
/// Elements are matched by their tag path, items of sequences by number. Text is compared as decoded, other values byte by byte; of
/// pixel data and other long values only length and form are compared, for they are not read. Equal elements are left out unless -IncludeEqual is
/// given. The results of Invoke-Anonymise bind by their Source and Destination.
/// </remarks>
/// <example>
/// <title>Before and after</title>
/// <code>Compare-DicomHeader before.dcm after.dcm</code>
/// <para>Lists every element that was added, removed or changed, with both values.</para>
/// </example>
/// <example>
/// <title>What a policy does to a folder</title>
/// <code>Invoke-Anonymise ./in -Recurse -Destination ./out -Policy site-wide -KeyPath ./site.key | Compare-DicomHeader -Tag Patient*</code>
/// <para>Lists the changed patient elements of every file that was written.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "DicomHeader")]
[OutputType(typeof(HeaderDifference))]
public sealed class CompareDicomHeaderCommand : DeidCmdlet
{
    /// <summary>The file before; a path without wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Source", "Before")]
    [ValidateNotNullOrEmpty]
    public string ReferencePath { get; set; } = string.Empty;

    /// <summary>The file after; a path without wildcards. An input without one, such as the result for a file that was not written, is passed over.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Destination", "After")]
    [AllowNull]
    [AllowEmptyString]
    public string DifferencePath { get; set; } = string.Empty;

    /// <summary>Elements to compare, with everything inside of them; written as for Get-DicomHeader. Default: all elements.</summary>
    [Parameter]
    [DicomTagTransform]
    [ArgumentCompleter(typeof(DicomTagCompleter))]
    public TagSelector[] Tag { get; set; } = [];

    /// <summary>Also show the elements that are equal; off by default.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        if (string.IsNullOrEmpty(DifferencePath))
        {
            WriteVerbose($"{ReferencePath} has no counterpart to compare with.");
            return;
        }

        using var reference = Open(ReferencePath);
        using var difference = reference is null ? null : Open(DifferencePath);
        if (reference is null || difference is null)
        {
            return;
        }

        foreach (var row in HeaderComparer.Compare(reference, difference, Tag, StopToken))
        {
            StopToken.ThrowIfCancellationRequested();
            if (IncludeEqual || row.Change != HeaderChange.Equal)
            {
                WriteObject(row);
            }
        }
    }

    private DicomFile? Open(string path)
    {
        var target = path;
        try
        {
            target = UnresolvedPath(path);
            return DicomFile.Open(File.Exists(target) ? target : throw (Directory.Exists(target) ? InputPathException.IsFolder(path) : InputPathException.NotFound(path)));
        }
        catch (Exception exception) when (exception is DeidException or IOException or UnauthorizedAccessException)
        {
            ReportError(exception, target);
            return null;
        }
    }
}
