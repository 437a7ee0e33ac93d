using System.Globalization;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Access;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Audit;

/// <summary>
/// The audit trail (workflow section 16): each line holds the hash of the line before, and is stored in the transaction of the change it tells of, so
/// that nothing is done without it and nothing is told that was not done.
/// </summary>
internal static class AuditTrail
{
    /// <summary>Action of a seal.</summary>
    public const string Seal = "Seal";

    private const string HeadSetting = "audithead";

    /// <summary>Adds a line.</summary>
    public static void Record(CatalogTransaction tx, DateTimeOffset time, StoreCaller caller, AuditEvent happened)
    {
        var last = Last(tx);
        var record = AuditRecord.Create((last?.Sequence ?? 0) + 1, last?.Hash ?? AuditRecord.Beginning, time, caller, happened);
        tx.Execute("insert into audit (sequence, time, actor, project, record, hash) values (@Sequence, @Time, @Actor, @Project, @Record, @Hash)", record);
        tx.Execute(
            "insert into setting (name, value) values (@Name, @Value) on conflict (name) do update set value = @Value",
            new { Name = HeadSetting, Value = Head(record.Sequence, record.Hash) });
    }

    /// <summary>Seals the trail with the site's key, once a day: who rewrites it afterwards cannot make the seals again.</summary>
    /// <returns>True when a seal was added.</returns>
    public static bool SealDaily(CatalogTransaction tx, DateTimeOffset time, StoreCaller caller, DeidKey key)
    {
        var day = time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var last = Last(tx);
        if (last is null || tx.Find<string>("select value from setting where name = 'auditsealed'") == day)
        {
            return false;
        }

        Record(tx, time, caller, new AuditEvent { Action = Seal }.With("key", key.Fingerprint).With("seal", SealOf(key, last.Sequence, last.Hash)));
        tx.Execute("insert into setting (name, value) values ('auditsealed', @day) on conflict (name) do update set value = @day", new { day });
        return true;
    }

    /// <summary>The seal over everything up to a line.</summary>
    public static string SealOf(DeidKey key, long sequence, string hash) => Convert.ToHexStringLower(key.Derive("audit", Head(sequence, hash)));

    /// <summary>What the catalogue says the last line is.</summary>
    public static string? StoredHead(CatalogTransaction tx) => tx.Find<string>("select value from setting where name = @HeadSetting", new { HeadSetting });

    /// <summary>A line's place and hash in one text.</summary>
    public static string Head(long sequence, string hash) => string.Create(CultureInfo.InvariantCulture, $"{sequence}:{hash}");

    private static AuditRecord? Last(CatalogTransaction tx) => tx.Find<AuditRecord>("select sequence, time, actor, project, record, hash from audit order by sequence desc limit 1");
}
