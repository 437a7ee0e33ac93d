using System.Management.Automation;
using System.Security;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store;

namespace DeidPS;

/// <summary>Base of cmdlets that need the site's key beside a store.</summary>
public abstract class KeyedStoreCmdlet : StoreCmdlet
{
    private DeidKey? _key;

    /// <summary>The site's secret key as a secure string, for example from a secret store: its text form, or a passphrase; by default the key that the store's settings name.</summary>
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

    /// <summary>The key that was given, or the one the store's settings name; null for none.</summary>
    private protected DeidKey? FindKey(DeidStore store) => _key ??= StoreKey.Of(store);

    /// <summary>Policies and key as the store uses them.</summary>
    /// <exception cref="PolicyException">KeyMissing: there is no key.</exception>
    private protected StorePolicies Policies(DeidStore store) => new(new PolicyLibrary(ModuleFolders.Policies), FindKey(store) ?? throw StoreKey.Missing());
}
