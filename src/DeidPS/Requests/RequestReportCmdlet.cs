using System.Management.Automation;
using System.Security;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store;
using DeidPS.Store.Requests;

namespace DeidPS;

/// <summary>Base of cmdlets that report on requests, some of them with what studies are called at their source.</summary>
/// <typeparam name="T">A row.</typeparam>
public abstract class RequestReportCmdlet<T> : ReportCmdlet<T>
    where T : notnull
{
    /// <summary>Project by id or alias; all that you may see by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Project { get; set; }

    /// <summary>Id of one import; all by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Batch { get; set; }

    /// <summary>Why identifiers are looked at; recorded in the audit trail. No patient value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <summary>Look at identifiers as an administrator who breaks the glass; recorded as that. Off by default.</summary>
    [Parameter]
    public SwitchParameter BreakGlass { get; set; }

    /// <summary>The site's secret key as a secure string; by default the key that the store's settings name. Only identifiers need it.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? Key { get; set; }

    /// <summary>File with the site's secret key, or Env:NAME for an environment variable; by default the one that the store's settings name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Which requests the common parameters name.</summary>
    private protected RequestFilter Filter => new() { Project = Project, Batch = Batch };

    /// <summary>The key that was given, or the one the store's settings name; null for none.</summary>
    private protected DeidKey? FindKey(DeidStore store) => KeyBinding.From(Key, KeyPath, new PathResolver(SessionState, ReportError).Unresolved) ?? StoreKey.Of(store);
}
