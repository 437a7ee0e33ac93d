using System.Management.Automation;
using DeidPS.Store;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Shows a store: where it is, its settings, and who you are in it.</para>
/// <para type="description">Opens the store that -Store or the environment variable DEIDPS_STORE names. What a killed process left under way is carried on or taken back.</para>
/// </summary>
/// <remarks>Roles in single projects are not shown here; Get-DeidProject and Get-DeidAccess show them.</remarks>
/// <example>
/// <summary>Look at the store of this session</summary>
/// <code>$env:DEIDPS_STORE = 'D:\deid'
/// Get-DeidStore</code>
/// <para>The store with its settings.</para>
/// </example>
/// <example>
/// <summary>Who am I here?</summary>
/// <code>(Get-DeidStore -Store D:\deid).Identity</code>
/// <para>The account as the store knows it, for Grant-DeidAccess.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "DeidStore")]
[OutputType(typeof(StoreDescription))]
public sealed class GetDeidStoreCommand : StoreCmdlet
{
    /// <inheritdoc/>
    protected override void OnEnd()
    {
        WriteOneFromStore((store, _) => store.Describe());
        base.OnEnd();
    }
}
