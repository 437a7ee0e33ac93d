using System.Diagnostics;
using System.Globalization;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Operations;
using DeidPS.Store.Requests;

namespace DeidPS.Store;

/// <summary>
/// A store: a folder with images and a catalogue. Whatever is done through it is done in the name of one caller, checked against the
/// table of roles, and recorded in the audit trail in the same transaction. Thread safe; several processes may use one store.
/// </summary>
public sealed class DeidStore : IDisposable
{
    private const string SettingPrefix = "site.";

    private static readonly DiagnosticListener s_steps = new("DeidPS.Store");

    private DeidStore(StoreLayout layout, CatalogDatabase catalog, StoreCaller caller, TimeProvider clock)
    {
        Layout = layout;
        Catalog = catalog;
        Caller = caller;
        Clock = clock;
        Process = new StoreProcess(catalog, clock);
    }

    /// <summary>Its folders.</summary>
    public StoreLayout Layout { get; }

    /// <summary>Its catalogue.</summary>
    public CatalogDatabase Catalog { get; }

    /// <summary>In whose name it is used.</summary>
    public StoreCaller Caller { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Where shipped policies are, to tell whether projects' policies changed; null when that is not to be told.</summary>
    public PolicyLibrary? Library
    {
        get;
        set
        {
            field = value;
            Versions = value is null ? null : new PolicyVersions(value);
        }
    }

    /// <summary>Versions of policies; null without a library.</summary>
    internal PolicyVersions? Versions { get; private set; }

    /// <summary>This process as others see it.</summary>
    internal StoreProcess Process { get; }

    /// <summary>Told when an operation has reached a step; tests kill the process there.</summary>
    internal Action<string>? OnStep { get; set; }

    /// <summary>Now, as the catalogue keeps it.</summary>
    internal long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes a store; the caller becomes its first administrator.</summary>
    /// <param name="root">Full path of its folder, which has to be empty or missing.</param>
    /// <param name="catalog">Connection string of PostgreSQL without a password, or Env:NAME; null for a file beside the images.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="caller">Who makes it; null for the account of the process.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <exception cref="StoreException">StoreItemExists, StoreUnusable, StoreValueInvalid.</exception>
    public static DeidStore Initialize(string root, string? catalog, SiteSettings settings, StoreCaller? caller = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Check();
        var layout = new StoreLayout(Path.GetFullPath(root));
        if (File.Exists(layout.SiteFile))
        {
            throw new StoreException(StoreException.StoreItemExists, $"There is a store in '{layout.Root}' already.", "Choose another folder, or use the store that is there.");
        }

        if (Directory.Exists(layout.Root) && Directory.EnumerateFileSystemEntries(layout.Root).Any())
        {
            throw new StoreException(StoreException.StoreUnusable, $"The folder '{layout.Root}' is not empty.", "Choose a folder that is empty or not there yet.");
        }

        CreateFolders(layout);
        var store = new DeidStore(layout, SiteFile.Create(layout, catalog), caller ?? StoreCaller.Current, clock ?? TimeProvider.System);
        try
        {
            store.Catalog.Write(tx =>
            {
                if (tx.Number("select count(*) from audit") > 0)
                {
                    throw new StoreException(StoreException.StoreItemExists, "The database holds the catalogue of another store.", "Make a database, or a schema, for each store.");
                }

                tx.Execute("insert into siterole (identity, role) values (@Identity, 'Administrator')", store.Caller);
                WriteSettings(tx, settings);
                store.Record(tx, new AuditEvent { Action = "InitializeStore", Item = store.Caller.Identity });
            });

            // Last: with this file it is a store.
            SiteFile.Write(layout, catalog);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens a store that is there.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="caller">In whose name; null for the account of the process.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <exception cref="StoreException">StoreItemNotFound, StoreUnusable.</exception>
    public static DeidStore Open(string root, StoreCaller? caller = null, TimeProvider? clock = null)
    {
        var layout = new StoreLayout(Path.GetFullPath(root));
        var store = new DeidStore(layout, SiteFile.Open(layout), caller ?? StoreCaller.Current, clock ?? TimeProvider.System);
        try
        {
            new StoreRecovery(store).Run();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The store's settings.</summary>
    public SiteSettings Settings() => Catalog.Read(ReadSettings);

    /// <summary>What the store is, as its caller sees it.</summary>
    public StoreDescription Describe() => Catalog.Read(tx =>
    {
        var settings = ReadSettings(tx);
        return new StoreDescription
        {
            Path = Layout.Root, Catalog = Catalog.Kind, Policy = settings.Policy, KeyPath = settings.KeyPath, IdleMinutes = settings.IdleMinutes, JoinMinutes = settings.JoinMinutes, MinimumFreeGB = settings.MinimumFreeGB,
            PilotPerModality = settings.PilotPerModality, PushedSubject = settings.PushedSubject, PushedSession = settings.PushedSession, NoLut = settings.NoLut, SeriesFilter = settings.SeriesFilter, Identity = Caller.Identity, Roles = [.. AccessControl.SiteRoles(tx, Caller.Identity).Order()],
        };
    });

    /// <summary>Changes the store's settings; whoever has it open follows within seconds.</summary>
    /// <param name="change">Makes the new settings of those there are.</param>
    /// <param name="key">The key that the new settings lead to; null to leave that unchecked.</param>
    /// <exception cref="StoreException">AccessDenied for all but administrators; StoreValueInvalid; KeyMismatch.</exception>
    public StoreDescription Configure(Func<SiteSettings, SiteSettings> change, DeidKey? key = null)
    {
        ArgumentNullException.ThrowIfNull(change);
        Write(tx =>
        {
            Demand(tx, new AccessRequest { Action = StoreAction.ManageSite });
            if (key is not null && KnownKey(tx) is { } known && known != key.Fingerprint)
            {
                throw OtherKey(known, key);
            }

            var settings = change(ReadSettings(tx));
            settings.Check();
            WriteSettings(tx, settings);
            Record(tx, Facts(new AuditEvent { Action = "ConfigureSite" }, settings));
        });
        return Describe();
    }

    /// <summary>Tells that an operation has reached a step: who diagnoses this process hears the step and the store's folder, in the thread that does the work.</summary>
    internal void Reached(string step)
    {
        OnStep?.Invoke(step);
        if (s_steps.IsEnabled())
        {
            s_steps.Write(step, Layout.Root);
        }
    }

    /// <summary>Changes the catalogue, or nothing; a denial is recorded.</summary>
    internal T Write<T>(Func<CatalogTransaction, T> work)
    {
        try
        {
            return Catalog.Write(work);
        }
        catch (AccessDeniedException denied)
        {
            RecordDenial(denied);
            throw;
        }
    }

    /// <summary>Changes the catalogue, or nothing; a denial is recorded.</summary>
    internal void Write(Action<CatalogTransaction> work) => Write(tx =>
    {
        work(tx);
        return true;
    });

    /// <summary>Reads the catalogue; a denial is recorded.</summary>
    internal T Read<T>(Func<CatalogTransaction, T> work)
    {
        try
        {
            return Catalog.Read(work);
        }
        catch (AccessDeniedException denied)
        {
            RecordDenial(denied);
            throw;
        }
    }

    /// <summary>Ends the transaction unless the caller may do something.</summary>
    internal void Demand(CatalogTransaction tx, AccessRequest request) => AccessControl.Demand(tx, Caller, request);

    /// <summary>Records what the transaction does.</summary>
    internal void Record(CatalogTransaction tx, AuditEvent happened) => AuditTrail.Record(tx, Clock.GetUtcNow(), Caller, happened);

    /// <summary>
    /// Ties the store to its key: the first one that is used with it, from then on no other. With another key the same patient would be somebody else, and
    /// nobody would notice.
    /// </summary>
    /// <exception cref="StoreException">KeyMismatch.</exception>
    internal void BindKey(DeidKey key) => Catalog.Write(tx =>
    {
        var known = KnownKey(tx);
        if (known is null)
        {
            tx.Execute("insert into setting (name, value) values ('keyfingerprint', @Fingerprint)", key);
            Record(tx, new AuditEvent { Action = "BindKey" }.With("fingerprint", key.Fingerprint));
        }
        else if (known != key.Fingerprint)
        {
            throw OtherKey(known, key);
        }
    });

    /// <summary>Makes sure that a key is the one the store is tied to, and ties it to none: what only reads, or is tried, needs no more.</summary>
    /// <exception cref="StoreException">KeyMismatch.</exception>
    internal void CheckKey(DeidKey key)
    {
        if (Catalog.Read(KnownKey) is { } known && known != key.Fingerprint)
        {
            throw OtherKey(known, key);
        }
    }

    /// <summary>Ties the store to its key, if it is not yet; a trial only makes sure that the key is the store's.</summary>
    /// <exception cref="StoreException">KeyMismatch.</exception>
    internal void BindKey(DeidKey key, bool isTrial)
    {
        if (isTrial)
        {
            CheckKey(key);
        }
        else
        {
            BindKey(key);
        }
    }

    /// <summary>Seals the audit trail, at most once a day.</summary>
    internal void Seal(DeidKey key) => Catalog.Write(tx => AuditTrail.SealDaily(tx, Clock.GetUtcNow(), Caller, key));

    /// <inheritdoc/>
    public void Dispose()
    {
        Process.Dispose();
        if (File.Exists(Layout.SiteFile))
        {
            AuditFiles.Append(Catalog, Layout.Audit);
        }

        Catalog.Dispose();
    }

    internal static void CreateFolders(StoreLayout layout)
    {
        try
        {
            foreach (var folder in (string[])[layout.Config, Path.GetDirectoryName(layout.CatalogFile)!, layout.Identified, layout.Hold, layout.Prearchive, layout.Archive, layout.Work, layout.Audit])
            {
                Directory.CreateDirectory(folder);
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(layout.Identified, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreException.StoreUnusable, $"The folders of the store cannot be made ({error.GetType().Name}).", "Choose a folder that this account may write to.");
        }
    }

    private void RecordDenial(AccessDeniedException denied) => Catalog.Write(tx => Record(
        tx,
        new AuditEvent { Action = denied.Request.Action.ToString(), Project = denied.Request.Project, Result = "Denied" }.With("otherProject", denied.Request.OtherProject)));

    internal static SiteSettings ReadSettings(CatalogTransaction tx)
    {
        var values = tx.Query<Setting>("select name, value from setting where name like 'site.%'").ToDictionary(s => s.Name[SettingPrefix.Length..], s => s.Value, StringComparer.Ordinal);
        var defaults = new SiteSettings();
        return new SiteSettings
        {
            Policy = values.GetValueOrDefault(nameof(SiteSettings.Policy), defaults.Policy),
            KeyPath = values.GetValueOrDefault(nameof(SiteSettings.KeyPath)),
            IdleMinutes = Number(values, nameof(SiteSettings.IdleMinutes), defaults.IdleMinutes),
            JoinMinutes = Number(values, nameof(SiteSettings.JoinMinutes), defaults.JoinMinutes),
            MinimumFreeGB = Number(values, nameof(SiteSettings.MinimumFreeGB), defaults.MinimumFreeGB),
            PilotPerModality = Number(values, nameof(SiteSettings.PilotPerModality), defaults.PilotPerModality),
            NoLut = values.ContainsKey(nameof(SiteSettings.NoLut)),
            SeriesFilter = values.TryGetValue(nameof(SiteSettings.SeriesFilter), out var filter) ? SeriesFilter.Parse(filter) : null,
            PushedSubject = values.GetValueOrDefault(nameof(SiteSettings.PushedSubject), defaults.PushedSubject),
            PushedSession = values.GetValueOrDefault(nameof(SiteSettings.PushedSession), defaults.PushedSession),
        };
    }

    private static AuditEvent Facts(AuditEvent happened, SiteSettings settings) => happened.With("policy", settings.Policy).With("keyPath", settings.KeyPath).With("idleMinutes", settings.IdleMinutes).With("joinMinutes", settings.JoinMinutes)
        .With("minimumFreeGB", settings.MinimumFreeGB).With("pilotPerModality", settings.PilotPerModality).With("pushedSubject", settings.PushedSubject).With("pushedSession", settings.PushedSession).With("noLut", settings.NoLut).With("seriesFilter", settings.SeriesFilter?.Label);

    private static string? KnownKey(CatalogTransaction tx) => tx.Find<string>("select value from setting where name = 'keyfingerprint'");

    private static StoreException OtherKey(string known, DeidKey key) =>
        new(StoreException.KeyMismatch, $"The store was filled with the key {known}, and this is the key {key.Fingerprint}.", "Name the store's key with -KeyPath; the fingerprint tells keys apart.");

    private static int Number(Dictionary<string, string> values, string name, int otherwise) =>
        values.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static void WriteSettings(CatalogTransaction tx, SiteSettings settings)
    {
        tx.Execute("delete from setting where name like 'site.%'");
        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)[
            (nameof(settings.Policy), settings.Policy), (nameof(settings.KeyPath), settings.KeyPath), (nameof(settings.IdleMinutes), Text(settings.IdleMinutes)), (nameof(settings.JoinMinutes), Text(settings.JoinMinutes)),
            (nameof(settings.MinimumFreeGB), Text(settings.MinimumFreeGB)), (nameof(settings.PilotPerModality), Text(settings.PilotPerModality)), (nameof(settings.PushedSubject), settings.PushedSubject), (nameof(settings.PushedSession), settings.PushedSession), (nameof(settings.NoLut), settings.NoLut ? bool.TrueString : null),
            (nameof(settings.SeriesFilter), settings.SeriesFilter?.ToJson())])
        {
            if (value is not null)
            {
                tx.Execute("insert into setting (name, value) values (@Name, @Value)", new Setting { Name = SettingPrefix + name, Value = value });
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Setting
    {
        public string Name { get; init; } = string.Empty;

        public string Value { get; init; } = string.Empty;
    }
}
