using System.Management.Automation;
using DeidPS.Deid.Policies;
using DeidPS.Store;
using DeidPS.Store.Requests;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Changes the settings of a store.</para>
/// <para type="description">Settings that are given replace those there are; the others stay. Administrators may. Receivers that are running follow within seconds.</para>
/// </summary>
/// <remarks>
/// Another policy works for what arrives from now on; entries that are there keep the one they were made with. -KeyPath tells where the key is found, as after a move: the
/// key itself stays the one the store was filled with, and another is refused.
/// </remarks>
/// <example>
/// <summary>Studies count as arrived after ten minutes</summary>
/// <code>Set-DeidStore -IdleMinutes 10</code>
/// <para>The store with its settings.</para>
/// </example>
/// <example>
/// <summary>The PACS stamps another text than the usual one</summary>
/// <code>Set-DeidStore -Store D:\deid -PushedSubject tele -PushedSession tele_1</code>
/// <para>Entries with these labels cannot be archived until somebody gives them others.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "DeidStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(StoreDescription))]
public sealed class SetDeidStoreCommand : StoreCmdlet
{
    /// <summary>The policy that everything gets on arrival: a shipped one by name, or a path; by default it stays.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string? Policy { get; set; }

    /// <summary>Where the site's key is: a file, or Env:NAME for an environment variable; by default it stays.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Minutes without an instance after which a study counts as arrived, 0 to 1440; by default it stays.</summary>
    [Parameter]
    [ValidateRange(0, 1440)]
    public int IdleMinutes { get; set; }

    /// <summary>Minutes within which a study that comes again joins its entry, 0 to 1440; by default it stays.</summary>
    [Parameter]
    [ValidateRange(0, 1440)]
    public int JoinMinutes { get; set; }

    /// <summary>Gigabytes that have to be free; below it senders are told to come back later. By default it stays.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int MinimumFreeGB { get; set; }

    /// <summary>Sessions of one modality and manufacturer that a project may archive before its review is recorded with Approve-DeidProject, 0 to 1000; 0 for no such limit. By default it stays.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int PilotPerModality { get; set; }

    /// <summary>The subject label that the PACS stamps on everything it pushes; by default it stays.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PushedSubject { get; set; }

    /// <summary>The session label that the PACS stamps on everything it pushes; by default it stays.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PushedSession { get; set; }

    /// <summary>
    /// Which of all that arrives is wanted, whatever a project wants besides: a name such as gstt-burntin, the path of a JSON file, or what New-DeidSeriesFilter puts out; $null for
    /// everything. By default it stays.
    /// </summary>
    [Parameter]
    [AllowNull]
    [SeriesFilterTransform]
    [ArgumentCompleter(typeof(SeriesFilterCompleter))]
    public SeriesFilter? SeriesFilter { get; set; }

    /// <summary>Keep no look-up table of what arrives from now on; -NoLut:$false keeps one again. By default it stays.</summary>
    [Parameter]
    public SwitchParameter NoLut { get; set; }

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var policy = Policy is null ? null : StoreBinding.Policy(Policy, UnresolvedPath);
        if (policy is not null)
        {
            // A policy that cannot run, or a key that cannot be read, is told now, not when the next image arrives.
            StorePolicies.Check(new PolicyLibrary(ModuleFolders.Policies), policy);
        }

        var path = KeyPath is null ? null : StoreBinding.KeyPath(KeyPath, UnresolvedPath);
        var key = KeyBinding.From(null, KeyPath, UnresolvedPath);
        if (ShouldProcess("the store", "Change the settings"))
        {
            WriteOneFromStore((store, _) => store.Configure(
                before => before with
                {
                    Policy = policy ?? before.Policy, KeyPath = path ?? before.KeyPath, IdleMinutes = Given(nameof(IdleMinutes), IdleMinutes, before.IdleMinutes), JoinMinutes = Given(nameof(JoinMinutes), JoinMinutes, before.JoinMinutes),
                    MinimumFreeGB = Given(nameof(MinimumFreeGB), MinimumFreeGB, before.MinimumFreeGB), PilotPerModality = Given(nameof(PilotPerModality), PilotPerModality, before.PilotPerModality),
                    PushedSubject = PushedSubject ?? before.PushedSubject, PushedSession = PushedSession ?? before.PushedSession,
                    SeriesFilter = Given(nameof(SeriesFilter), SeriesFilter, before.SeriesFilter), NoLut = Given(nameof(NoLut), NoLut.IsPresent, before.NoLut),
                },
                key));
        }

        base.OnEnd();
    }
}
