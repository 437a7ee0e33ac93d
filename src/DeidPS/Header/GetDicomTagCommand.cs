using System.Management.Automation;
using DeidPS.Dicom;

namespace DeidPS.Commands;

/// <summary>Looks up attributes in the DICOM dictionary.</summary>
/// <remarks>
/// The dictionary holds every attribute of PS3.6 and the private attributes that vendors publish. A name without a wildcard that finds
/// nothing is an error; a wildcard that finds nothing yields nothing. Private attributes are searched when -Private is given, or when
/// the pattern itself is private: a number of an odd group, or a text with a creator in braces.
/// </remarks>
/// <example>
/// <title>Find a keyword</title>
/// <code>Get-DicomTag *PatientName*</code>
/// <para>Lists (0010,0010) PatientName and every other attribute whose keyword or name contains the text.</para>
/// </example>
/// <example>
/// <title>What is this number?</title>
/// <code>Get-DicomTag '(0018,1020)', '00081155'</code>
/// <para>Shows SoftwareVersions and ReferencedSOPInstanceUID with their value representations.</para>
/// </example>
/// <example>
/// <title>The private attributes of a vendor</title>
/// <code>Get-DicomTag '(0029,{SIEMENS CSA HEADER}*)'</code>
/// <para>Lists the published attributes that this creator reserves in group 0029.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DicomTag")]
[OutputType(typeof(DictionaryEntry))]
public sealed class GetDicomTagCommand : DeidCmdlet
{
    /// <summary>What to look for: a keyword or name, also with wildcards, a tag as (gggg,eeee) or ggggeeee, or a private tag as (gggg,{creator}ee). Default: everything.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Tag", "Keyword")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DicomTagCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Also search the vendors' private attributes; off by default.</summary>
    [Parameter]
    public SwitchParameter Private { get; set; }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var pattern in Name)
        {
            var isFound = false;
            foreach (var entry in Find(pattern))
            {
                StopToken.ThrowIfCancellationRequested();
                isFound = true;
                WriteObject(entry);
            }

            if (!isFound && !WildcardPattern.ContainsWildcardCharacters(pattern))
            {
                ReportError(new TagNotFoundException(pattern), pattern);
            }
        }
    }

    private IEnumerable<DictionaryEntry> Find(string pattern)
    {
        var found = DicomDictionary.Search(pattern);
        var isPrivate = Private || pattern.Contains('{', StringComparison.Ordinal) || DicomTag.TryParse(pattern, out _);

        // Standard attributes come first, so the private ones are not even loaded.
        return isPrivate ? found : found.TakeWhile(entry => entry.PrivateCreator is null);
    }
}
