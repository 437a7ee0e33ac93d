using System.Management.Automation;
using DeidPS.Store.Prearchive;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Gives entries of the prearchive their subject and session labels.</para>
/// <para type="description">Pushed studies all come with the same labels; nobody can move them into a project before somebody gave them their own.</para>
/// </summary>
/// <remarks>Labels are pseudonyms of 1 to 64 letters, digits, '_', '-' and '.'; never write a name or a hospital number. A label that is refused is not repeated in the message.</remarks>
/// <example>
/// <summary>Label one study</summary>
/// <code>Set-DeidPrearchiveLabel 20260302T081503.120Z-4f1a -Subject Subj070 -Session Subj070_MR1</code>
/// <para>The entry as it is now.</para>
/// </example>
/// <example>
/// <summary>Labels from a spreadsheet with the columns Id, Subject and Session</summary>
/// <code>Import-Csv labels.csv | Set-DeidPrearchiveLabel | Move-ToProject -Project LUNG</code>
/// <para>One result for each line.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "DeidPrearchiveLabel", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PrearchiveEntry))]
public sealed class SetDeidPrearchiveLabelCommand : EntryCmdlet
{
    /// <summary>Subject label; by default it stays.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SubjectCompleter))]
    public string? Subject { get; set; }

    /// <summary>Session label, unique in its project; by default it stays.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public string? Session { get; set; }

    /// <inheritdoc/>
    protected override void OnEntry(string id)
    {
        var (subject, session) = (Subject, Session);
        if (ShouldProcess($"'{id}'", "Set the labels"))
        {
            WriteOneFromStore((store, _) => new PrearchiveBook(store).SetLabels(id, subject, session), id);
        }
    }
}
