using System.Management.Automation;
using DeidPS.Dicom;

namespace DeidPS.Commands;

/// <summary>Writes a small synthetic study set with invented people, so that a policy can be tried without a patient.</summary>
/// <remarks>
/// <para>
/// The set holds CT, SR, secondary capture, MR, ultrasound multi-frame, CR and PET objects of three invented patients, in five
/// transfer syntaxes and four character sets, with nested sequences, private blocks and, in the ultrasound, burnt-in text. Every
/// identifying text begins with ZZ or belongs to an invented person; the same seed gives the same files on any machine.
/// </para>
/// </remarks>
/// <example>
/// <title>Make one set in a new folder</title>
/// <code>New-DicomSample ./in</code>
/// <para>Writes twelve files below ./in, one folder per patient, and puts out one object per file.</para>
/// </example>
/// <example>
/// <title>Make three different sets of CT and PET, and count the files of each modality</title>
/// <code>New-DicomSample -Destination ./in -Modality CT, PT -Count 3 -Seed 42 | Group-Object Modality</code>
/// <para>Shows twelve CT and six PT files.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "DicomSample", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DicomSample))]
public sealed class NewDicomSampleCommand : DeidCmdlet
{
    /// <summary>Folder to write to; it is created when it is not there. Files go to one folder per patient and kind below it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Path", "OutputPath")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Kinds of objects to make: CT, SR, SC (secondary capture), MR, US, CR, PT; all of them by default.</summary>
    [Parameter]
    [ValidateSet("CT", "SR", "SC", "MR", "US", "CR", "PT")]
    public string[] Modality { get; set; } = [];

    /// <summary>Number of sets, 1 to 1000, each of other patients and studies; 1 by default.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Count { get; set; } = 1;

    /// <summary>Any number; another one gives other people, numbers, dates and UIDs. 1 by default.</summary>
    [Parameter]
    public int Seed { get; set; } = 1;

    /// <summary>Replace files that are already there; off by default, when each of them is an error and stays.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var folder = UnresolvedPath(Destination);
        for (var number = 1; number <= Count; number++)
        {
            using var study = SampleStudy.Create(Seed, number, Modality);
            foreach (var item in study.Objects)
            {
                StopToken.ThrowIfCancellationRequested();
                WriteSample(item, Path.Combine(folder, item.RelativePath.Replace('/', Path.DirectorySeparatorChar)));
            }
        }
    }

    private static DicomSample Describe(SampleObject item, string path, bool written)
    {
        var dataset = item.File.Dataset;
        return new DicomSample
        {
            Path = path,
            Written = written,
            Modality = item.Modality,
            SOPClassUID = Text(DicomTags.SOPClassUID),
            SOPInstanceUID = Text(DicomTags.SOPInstanceUID),
            StudyInstanceUID = Text(DicomTags.StudyInstanceUID),
            PatientID = Text(new DicomTag(0x0010, 0x0020)),
            PatientName = Text(new DicomTag(0x0010, 0x0010)),
            TransferSyntaxUID = item.File.TransferSyntax.Uid,
            TransferSyntax = item.File.TransferSyntax.Name,
            SpecificCharacterSet = Text(DicomTags.SpecificCharacterSet),
        };

        string Text(DicomTag tag) => dataset.GetText(tag) ?? string.Empty;
    }

    private void WriteSample(SampleObject item, string path)
    {
        var go = ShouldProcess($"'New sample' -> '{path}'", "Write file");
        try
        {
            if (go)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                item.File.Save(path, Force, durable: false, StopToken);
            }
        }
        catch (DicomWriteException exception)
        {
            ReportError(exception, path);
            return;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            EndWithError(DicomWriteException.NotWritable(), path);
        }

        WriteObject(Describe(item, path, go));
    }
}
