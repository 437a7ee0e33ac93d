using System.Management.Automation;
using System.Security;
using DeidPS.Deid.Files;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using IOPath = System.IO.Path;

namespace DeidPS.Commands;

/// <summary>Writes objects that were held back encrypted as DICOM files, identified as they came, for a person to look at.</summary>
/// <remarks>
/// <para>
/// What is received from the network and held back lies encrypted in files that end in .held, beside a file with the reason. To release
/// such an object nothing has to be decrypted: Invoke-Anonymise reads it as it is. This cmdlet is for looking at it. The copies show
/// the patient; only this account can read them, and they are named by the held file and not by the object. Remove them afterwards. The
/// held files stay as they are. Files in a folder that do not end in .held are passed over.
/// </para>
/// </remarks>
/// <example>
/// <title>Look at what was held back</title>
/// <code>Export-DeidHeld ./out-quarantine -Destination ./look -KeyPath ./site.key</code>
/// <para>Writes one DICOM file for each held object of the folder and puts out one result for each.</para>
/// </example>
/// <example>
/// <title>Only what was held for a reason</title>
/// <code>$results = Invoke-DicomQuery -Node sectra -PatientId P3 | Receive-DicomStudy | Invoke-Anonymise -Destination ./out -Policy site-wide -KeyPath ./site.key
/// $results | Where-Object Reason -eq Held | ForEach-Object QuarantinePath | Export-DeidHeld -Destination ./look -KeyPath ./site.key</code>
/// <para>Writes the objects of a run that may show something in their pixels.</para>
/// </example>
[Cmdlet(VerbsData.Export, "DeidHeld", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = PathSet)]
[OutputType(typeof(DeidHeldExport))]
public sealed class ExportDeidHeldCommand : PathCmdlet
{
    private ProgressMeter? _progress;
    private DeidKey? _key;
    private string _destination = string.Empty;
    private long _done;

    /// <summary>Folder for the identified copies; made when missing, then for this account only.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [Alias("OutputPath")]
    public string Destination { get; set; } = string.Empty;

    /// <summary>The key as a secure string, for example from a secret store: its text form, or a passphrase.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Key { get; set; }

    /// <summary>File with the site's key of the run that held the objects, or Env:NAME for an environment variable.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Replaces copies that are already there; off by default.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        _progress = new ProgressMeter(this, "Decrypting held objects");
        _key = KeyBinding.From(Key, KeyPath, UnresolvedPath) ?? throw HeldFileException.NoKey();
        _destination = IOPath.TrimEndingDirectorySeparator(UnresolvedPath(Destination));
    }

    /// <inheritdoc/>
    protected override void OnRecord()
    {
        foreach (var file in InputFiles())
        {
            if (file.IsNamed || HeldFile.IsHeld(file.FullName))
            {
                WriteObject(Export(file.FullName));
                _progress!.Report(++_done, Total);
            }
            else
            {
                WriteVerbose($"{file.FullName} is not a held object.");
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnEnd() => _progress!.Complete();

    private DeidHeldExport Export(string source)
    {
        var target = IOPath.Combine(_destination, IOPath.GetFileNameWithoutExtension(source) + ".dcm");
        var result = new DeidHeldExport { Source = source, Status = AnonymiseStatus.Skipped, Destination = target };
        if (!ShouldProcess($"'{source}' -> '{target}'", "Write the identified object"))
        {
            return result with { Message = "Nothing was written." };
        }

        try
        {
            return result with { Status = AnonymiseStatus.Written, BytesWritten = HeldFile.Export(source, _key, target, Force, StopToken) };
        }
        catch (DestinationException error) when (error.ErrorId == "DestinationExists")
        {
            return result with { Message = error.Message };
        }
        catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
        {
            ReportError(error, source);
            return result with { Status = AnonymiseStatus.Failed, Destination = null, Message = error is DeidException ? error.Message : $"The file cannot be read ({error.GetType().Name})." };
        }
    }
}
