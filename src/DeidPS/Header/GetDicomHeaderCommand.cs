using System.Globalization;
using System.Management.Automation;
using DeidPS.Dicom;

namespace DeidPS.Commands;

/// <summary>Shows the header of DICOM files, one object per element.</summary>
/// <remarks>
/// Reads the file meta information and the data set, sequences included; pixel data and other long values are not read. A damaged
/// file yields what comes before the damage and an error that names the byte. Files in a folder that are not DICOM are passed over
/// with a verbose message; a file that was named is reported.
/// </remarks>
/// <example>
/// <title>The whole header as a table</title>
/// <code>Get-DicomHeader ct.dcm</code>
/// <para>Lists every element with tag, VR, number of values, length, keyword and value; items of sequences are set in.</para>
/// </example>
/// <example>
/// <title>Some elements of many files</title>
/// <code>Get-ChildItem export -Recurse -File | Get-DicomHeader -Tag Patient*, StudyDate</code>
/// <para>Lists the elements whose keyword begins with Patient, and the study date, of every file below export.</para>
/// </example>
/// <example>
/// <title>An element inside a sequence, and a private one</title>
/// <code>Get-DicomHeader ct.dcm -Tag '(0040,0275)[0]/(0040,1001)', '(0043,{GEMS_PARM_01}1E)'</code>
/// <para>Shows the requested procedure of the first request, and the private element of that creator wherever its block lies.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DicomHeader", DefaultParameterSetName = PathSet)]
[OutputType(typeof(HeaderRow))]
public sealed class GetDicomHeaderCommand : ReadingCmdlet
{
    private ProgressMeter? _progress;
    private long _done;

    /// <summary>
    /// Elements to show, with everything inside of them: keyword, keyword with wildcards, (gggg,eeee), ggggeeee in quotes,
    /// (gggg,{creator}ee), or a path through sequences with items counted from 0. A single element is found at any depth; with a slash in
    /// front only outside of sequences. Default: all elements.
    /// </summary>
    [Parameter(Position = 1)]
    [DicomTagTransform]
    [ArgumentCompleter(typeof(DicomTagCompleter))]
    public TagSelector[] Tag { get; set; } = [];

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        _progress = new ProgressMeter(this, "Reading headers");
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var input in InputFiles())
        {
            Read(input, file => Show(input.FullName, file), DicomReadOptions.Inspect);
            _progress!.Report(++_done, Total);
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd() => _progress!.Complete();

    private void Show(string path, DicomFile file)
    {
        foreach (var row in HeaderReader.Rows(file, path, Tag, StopToken))
        {
            StopToken.ThrowIfCancellationRequested();
            WriteObject(row);
        }

        foreach (var warning in file.Warnings)
        {
            WriteWarning(string.Create(CultureInfo.InvariantCulture, $"{path}: at byte {warning.Offset}: {warning.Message}"));
        }

        if (file.Failure is not null)
        {
            ReportError(file.Failure, path);
        }
    }
}
