using System.Management.Automation;
using System.Security;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store;

namespace DeidPS;

/// <summary>Base of cmdlets that report on requests with what studies are called at their source.</summary>
/// <typeparam name="T">A row.</typeparam>
public abstract class KeyedRequestReportCmdlet<T> : RequestReportCmdlet<T>
    where T : notnull
{
    private DeidKey? _key;

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

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        _key = KeyBinding.From(Key, KeyPath, UnresolvedPath);
    }

    /// <summary>The key that was given, or the one the store's settings name.</summary>
    /// <exception cref="Deid.Policies.PolicyException">KeyMissing, KeyUnreadable.</exception>
    private protected DeidKey DemandKey(DeidStore store) => _key ??= StoreKey.Of(store) ?? throw StoreKey.Missing();
}
