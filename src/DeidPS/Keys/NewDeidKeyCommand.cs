using System.Management.Automation;
using DeidPS.Deid.Files;
using DeidPS.Deid.Pseudonyms;

namespace DeidPS.Commands;

/// <summary>Makes a new secret key that pseudonyms are derived from.</summary>
/// <remarks>
/// <para>
/// The key is 32 random bytes in a text file of one line that only this account can read. The same key gives the same pseudonyms,
/// UIDs and date offsets on any machine, so keep a copy in a safe: without it a later delivery cannot be joined to an earlier one.
/// Whoever has the key can tell which pseudonym belongs to a known patient. The key itself is never put out.
/// </para>
/// </remarks>
/// <example>
/// <title>Make a site's key</title>
/// <code>New-DeidKey ./site.key</code>
/// <para>Writes the file and puts out its path and the key's fingerprint.</para>
/// </example>
/// <example>
/// <title>Make a key for one project and use it</title>
/// <code>New-DeidKey ./lung.key; Invoke-Anonymise ./in -Recurse -Destination ./out -Policy site-wide, project-level -Variable @{ project = 'LUNG' } -KeyPath ./site.key -ProjectKeyPath ./lung.key</code>
/// <para>The project's second pass uses a secret that no other project has.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "DeidKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeidKeyFile))]
public sealed class NewDeidKeyCommand : DeidCmdlet
{
    /// <summary>File to write; its folder must exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("KeyPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Replace a key file of that name; off by default, because what the old key gave can never be made again.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var path = UnresolvedPath(Path);
        if (!ShouldProcess($"'{path}'", "Make a key"))
        {
            return;
        }

        try
        {
            WriteObject(new DeidKeyFile(path, KeyFile.Create(path, Force).Fingerprint));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DestinationException("WriteFailed", $"The key file cannot be written ({error.GetType().Name}).", "Choose a folder that exists and that this account may write to.");
        }
    }
}
