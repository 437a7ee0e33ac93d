using System.Management.Automation;
using System.Security;
using DeidPS.Deid.Files;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS;

/// <summary>Base of cmdlets that show what is in files, also in those that are held encrypted, one by one.</summary>
public abstract class ReadingCmdlet : PathCmdlet
{
    private DeidKey? _key;

    /// <summary>The site's key as a secure string, for files that are held encrypted (.held): its text form, or a passphrase.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Key { get; set; }

    /// <summary>File with the site's key, or Env:NAME, for files that are held encrypted (.held); they are decrypted in memory only.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Reads the key. An override calls the base first.</summary>
    protected override void OnBegin() => _key = KeyBinding.From(Key, KeyPath, UnresolvedPath);

    /// <summary>Opens a file and shows it. An error is reported for the file, and the others go on.</summary>
    /// <param name="input">The file. One that was found in a folder and is no DICOM file is passed over with a verbose message.</param>
    /// <param name="show">Shows what is in it.</param>
    /// <param name="options">Limits of the reader; null for the defaults.</param>
    /// <param name="passedOver">Id of an error that is of no account either for a file that was found in a folder.</param>
    private protected void Read(InputFile input, Action<DicomFile> show, DicomReadOptions? options = null, string? passedOver = null)
    {
        try
        {
            using var file = HeldFile.OpenAny(input.FullName, _key, options);
            show(file);
        }
        catch (DeidException exception) when (!input.IsNamed && (exception.ErrorId == DicomParseException.NotDicom || exception.ErrorId == passedOver))
        {
            WriteVerbose($"{input.FullName} is passed over. {exception.Message}");
        }
        catch (Exception exception) when (exception is DeidException or IOException or UnauthorizedAccessException)
        {
            ReportError(exception, input.FullName);
        }
    }
}
