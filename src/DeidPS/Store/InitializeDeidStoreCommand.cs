using System.Management.Automation;
using DeidPS.Dicom;
using DeidPS.Store;

namespace DeidPS.Commands;

/// <summary>
/// <para type="synopsis">Makes a store: a folder with a prearchive, an archive of projects, and a catalogue.</para>
/// <para type="description">The account that makes it becomes its first administrator. The catalogue is a file in the folder, or a PostgreSQL database when several machines are to use the store.</para>
/// </summary>
/// <remarks>
/// The folder has to be empty or missing. No secret is kept in the store: of the key only the place, of the database only a connection string without a
/// password. Whoever can write to the folder can go past the roles of the store, so set its permissions accordingly.
/// </remarks>
/// <example>
/// <summary>A store on one machine</summary>
/// <code>New-DeidKey D:\keys\site.key
/// Initialize-DeidStore D:\deid -KeyPath D:\keys\site.key</code>
/// <para>The store with its settings.</para>
/// </example>
/// <example>
/// <summary>A store for several machines</summary>
/// <code>Initialize-DeidStore \\files\deid -Catalog 'Host=db;Database=deid;Username=deid' -KeyPath Env:SITE_KEY -Policy ./our-site.json</code>
/// <para>The password of the database comes from a password file, or the whole string from an environment variable: -Catalog Env:DEID_DB.</para>
/// </example>
[Cmdlet(VerbsData.Initialize, "DeidStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(StoreDescription))]
public sealed class InitializeDeidStoreCommand : AsyncCmdlet
{
    /// <summary>Folder of the store; made when missing.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Store { get; set; } = string.Empty;

    /// <summary>Connection string of a PostgreSQL database without a password, or Env:NAME for an environment variable; by default a file in the store.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Catalog { get; set; }

    /// <summary>File with the site's secret key, or Env:NAME for an environment variable; by default every command has to name it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>The policy that everything gets on arrival: a shipped one by name, or a path; site-wide by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string Policy { get; set; } = "site-wide";

    /// <summary>Minutes without an instance after which a study counts as arrived, 0 to 1440; 5 by default.</summary>
    [Parameter]
    [ValidateRange(0, 1440)]
    public int IdleMinutes { get; set; } = 5;

    /// <summary>Minutes within which a study that comes again joins its entry, 0 to 1440; 30 by default.</summary>
    [Parameter]
    [ValidateRange(0, 1440)]
    public int JoinMinutes { get; set; } = 30;

    /// <summary>Gigabytes that have to be free; below it senders are told to come back later. 20 by default.</summary>
    [Parameter]
    [ValidateRange(0, 1_000_000)]
    public int MinimumFreeGB { get; set; } = 20;

    /// <summary>Sessions of one modality and manufacturer that a project may archive before its review is recorded with Approve-DeidProject, 0 to 1000; 3 by default, 0 for no such limit.</summary>
    [Parameter]
    [ValidateRange(0, 1000)]
    public int PilotPerModality { get; set; } = 3;

    /// <inheritdoc/>
    protected override string Activity => "Making the store";

    /// <inheritdoc/>
    protected override bool EndsCmdlet(DeidException exception) => true;

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        var root = UnresolvedPath(Store);
        var settings = new SiteSettings
        {
            Policy = StoreBinding.Policy(Policy, UnresolvedPath), KeyPath = KeyPath is null ? null : StoreBinding.KeyPath(KeyPath, UnresolvedPath), IdleMinutes = IdleMinutes, JoinMinutes = JoinMinutes, MinimumFreeGB = MinimumFreeGB,
            PilotPerModality = PilotPerModality,
        };

        // A key that cannot be read is told now, not when the first image arrives.
        _ = KeyBinding.From(null, KeyPath, UnresolvedPath);
        if (ShouldProcess($"'{root}'", "Make a store"))
        {
            RunAsync(
                async (sink, _) =>
                {
                    using var store = DeidStore.Initialize(root, Catalog, settings);
                    await sink.WriteAsync(store.Describe()).ConfigureAwait(false);
                },
                root);
        }

        base.OnEnd();
    }
}
