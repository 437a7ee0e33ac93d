using System.Globalization;
using System.Text.Json;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Audit;

/// <summary>Verifies an audit trail: chain and seals in the catalogue, then the files line by line against it.</summary>
/// <param name="key">The site's key, to verify the seals; null to verify the chain only.</param>
internal sealed class AuditVerifier(DeidKey? key)
{
    private const string InCatalog = "catalogue";

    private readonly Dictionary<long, string> _hashes = [];
    private readonly List<AuditFinding> _findings = [];
    private long _done;
    private long _total;

    /// <summary>Told how many lines of how many are verified, those of the catalogue and those of the files; null for nobody.</summary>
    public Action<long, long>? OnProgress { get; init; }

    /// <summary>Verifies everything.</summary>
    /// <returns>What is wrong; empty when nothing is.</returns>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="stop">Stops between two lines.</param>
    public IReadOnlyList<AuditFinding> Verify(CatalogDatabase catalog, string folder, CancellationToken stop = default)
    {
        var head = catalog.Read(tx =>
        {
            _total = 2 * tx.Number("select count(*) from audit");
            VerifyChain(tx.Stream<AuditRecord>("select sequence, time, actor, project, record, hash from audit order by sequence"), stop);
            return AuditTrail.StoredHead(tx);
        });
        VerifyHead(head);
        foreach (var path in AuditFiles.All(folder))
        {
            VerifyFile(path, Path.GetRelativePath(folder, path).Replace('\\', '/'), stop);
        }

        return _findings;
    }

    private void VerifyChain(IEnumerable<AuditRecord> records, CancellationToken stop)
    {
        var previous = AuditRecord.Beginning;
        var last = 0L;
        foreach (var record in records)
        {
            stop.ThrowIfCancellationRequested();
            OnProgress?.Invoke(++_done, _total);
            if (record.Sequence != last + 1)
            {
                Add(record.Sequence, AuditFindingKind.Deleted, InCatalog, FormattableString.Invariant($"{record.Sequence - last - 1} line(s) before it are missing"));
            }

            VerifyRecord(record, record.Sequence == last + 1 ? previous : null);
            _hashes[record.Sequence] = record.Hash;
            previous = record.Hash;
            last = record.Sequence;
        }
    }

    private void VerifyRecord(AuditRecord record, string? previous)
    {
        if (AuditRecord.Parse(record.Record) is not { } json)
        {
            Add(record.Sequence, AuditFindingKind.Unreadable, InCatalog, "the line is no JSON object");
            return;
        }

        if (Number(json, "sequence") != record.Sequence)
        {
            Add(record.Sequence, AuditFindingKind.Reordered, InCatalog, "the line has another number inside");
        }
        else if (AuditRecord.HashOf(record.Record) != record.Hash || Text(json, "actor") != record.Actor || Text(json, "project") != record.Project)
        {
            Add(record.Sequence, AuditFindingKind.Edited, InCatalog, "the line is not the one its hash was made of");
        }
        else if (previous is not null && Text(json, "previous") != previous)
        {
            Add(record.Sequence, AuditFindingKind.Edited, InCatalog, "it does not follow the line before it");
        }

        if (key is not null && previous is not null && Text(json, "action") == AuditTrail.Seal && (Text(json, "key") != key.Fingerprint || Text(json, "seal") != AuditTrail.SealOf(key, record.Sequence - 1, previous)))
        {
            Add(record.Sequence, AuditFindingKind.SealInvalid, InCatalog, "the seal is not one of this key over the lines before it");
        }
    }

    private void VerifyHead(string? head)
    {
        var (last, hash) = _hashes.Count == 0 ? (0, string.Empty) : (_hashes.Keys.Max(), _hashes[_hashes.Keys.Max()]);
        if (head is null ? last != 0 : head != AuditTrail.Head(last, hash))
        {
            Add(0, AuditFindingKind.Deleted, InCatalog, "the last line is not the one that was written last");
        }
    }

    private void VerifyFile(string path, string name, CancellationToken stop)
    {
        var expected = 0L;
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            stop.ThrowIfCancellationRequested();
            number++;
            OnProgress?.Invoke(++_done, _total);
            if (AuditRecord.Parse(line) is not { } json || Number(json, "sequence") is not { } sequence)
            {
                Add(0, AuditFindingKind.Unreadable, name, string.Create(CultureInfo.InvariantCulture, $"line {number} is no record"));
                continue;
            }

            if (expected != 0 && sequence != expected)
            {
                Add(sequence, sequence < expected ? AuditFindingKind.Reordered : AuditFindingKind.Deleted, name, string.Create(CultureInfo.InvariantCulture, $"line {number} is not the one that has to follow"));
            }

            expected = sequence + 1;
            if (!_hashes.TryGetValue(sequence, out var hash))
            {
                Add(sequence, AuditFindingKind.FileDiffers, name, "the catalogue has no such line");
            }
            else if (AuditRecord.HashOf(line) != hash)
            {
                Add(sequence, AuditFindingKind.FileDiffers, name, "the catalogue has another line");
            }
        }
    }

    private void Add(long sequence, AuditFindingKind kind, string place, string message) => _findings.Add(new AuditFinding(sequence, kind, place, message));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : null;
}
