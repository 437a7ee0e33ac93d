using System.Management.Automation;
using System.Text;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;

namespace DeidPS.Commands;

/// <summary>Writes the conformance statement of a policy: what is done to every attribute, how, and what is claimed.</summary>
/// <remarks>
/// The statement is Markdown in the form of PS3.2 Tables N.8-7 and N.11-6, made from the tables, rules and dummies that Invoke-Anonymise
/// uses. No DICOM file and no key is read, and nothing secret is told. The statement of the shipped policy site-wide is part of the module.
/// </remarks>
/// <example>
/// <title>Look up what becomes of an attribute</title>
/// <code>Get-DeidConformanceStatement site-wide | Where-Object { $_ -match 'StudyDescription' }</code>
/// <para>Puts out the row of the attribute: action in force and comment.</para>
/// </example>
/// <example>
/// <title>Hand a governance officer the statement of your own policy</title>
/// <code>Get-DeidConformanceStatement ./lung.json -Destination ./lung-conformance.md</code>
/// <para>Writes the file and puts it out.</para>
/// </example>
/// <example>
/// <title>Compare two choices of options</title>
/// <code>Compare-Object (Get-DeidConformanceStatement -Profile Basic) (Get-DeidConformanceStatement -Profile Basic -Option RetainDeviceIdentity)</code>
/// <para>Shows the rows in which they differ.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidConformanceStatement", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = PolicySet)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class GetDeidConformanceStatementCommand : DeidCmdlet
{
    private const string PolicySet = "Policy";
    private const string ProfileSet = "Profile";

    /// <summary>Name of a shipped policy, or path of a policy file or script. Default: site-wide.</summary>
    [Parameter(Position = 0, ParameterSetName = PolicySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string Policy { get; set; } = "site-wide";

    /// <summary>Basic: the standard's Basic Application Level Confidentiality Profile, as Invoke-Anonymise -Profile applies it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProfileSet)]
    [ValidateSet("Basic")]
    public string? Profile { get; set; }

    /// <summary>Options of the profile (PS3.15 E.3); none by default.</summary>
    [Parameter(ParameterSetName = ProfileSet)]
    public ProfileOptions Option { get; set; }

    /// <summary>File to write, UTF-8; its folder must exist. Without it the lines are put out.</summary>
    [Parameter]
    [Alias("OutputPath")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Replaces a file that is already there; off by default.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var policy = Profile is null
            ? new PolicyLoader(this, UnresolvedPath).Load([Policy], strict: false, Array.Empty<object>())[0]
            : PolicyLoader.Basic(Option);
        var lines = ConformanceStatement.Lines(policy);
        if (Destination is null)
        {
            WriteObject(lines, enumerateCollection: true);
            return;
        }

        var path = UnresolvedPath(Destination);
        if (ShouldProcess($"'{policy.Name}' -> '{path}'", "Write the conformance statement"))
        {
            Write(path, lines);
            WriteObject(new FileInfo(path));
        }
    }

    private void Write(string path, IReadOnlyList<string> lines)
    {
        var temporary = path + ".deidps-tmp";
        try
        {
            File.WriteAllText(temporary, string.Join('\n', lines) + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, Force);
        }
        catch (IOException) when (!Force && File.Exists(path))
        {
            throw new DestinationException("DestinationExists", "There is a file of that name.", "Choose another name, or use -Force to replace it.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DestinationException("WriteFailed", $"The statement cannot be written ({error.GetType().Name}).", "Choose a folder that exists and that this account may write to.");
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
