using System.Management.Automation;

namespace DeidPS;

/// <summary>Base of cmdlets that write instances of archived sessions anew, one session after the other: they need the site's key.</summary>
/// <remarks>The same parameters as <see cref="SessionCmdlet"/>: a class has one base, and those of the key are more.</remarks>
public abstract class KeyedSessionCmdlet : KeyedStoreCmdlet
{
    /// <summary>Project by id or alias; the one the session belongs to, not one it is shared into.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public string Project { get; set; } = string.Empty;

    /// <summary>Labels of sessions in that project.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SessionCompleter))]
    public string[] Session { get; set; } = [];

    /// <inheritdoc/>
    protected sealed override void OnRecord()
    {
        foreach (var session in Session)
        {
            StopToken.ThrowIfCancellationRequested();
            OnSession(Project, session);
        }
    }

    /// <summary>Does it with one session.</summary>
    protected abstract void OnSession(string project, string session);
}
