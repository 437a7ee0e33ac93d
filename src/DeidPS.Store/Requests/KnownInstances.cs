using System.Buffers.Binary;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Ingest;

namespace DeidPS.Store.Requests;

/// <summary>Which instances of a study are in the store already: eight bytes of a keyed digest of each SOP Instance UID, so that nothing says which they are. Thread safe.</summary>
/// <param name="key">The site's key.</param>
internal sealed class KnownInstances(DeidKey key)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _digests = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _digests.Count;
            }
        }
    }

    /// <summary>Reads what was written down; null for nothing.</summary>
    public static KnownInstances Parse(DeidKey key, string? text)
    {
        var known = new KnownInstances(key);
        var bytes = text is null ? [] : Convert.FromBase64String(text);
        for (var i = 0; i + sizeof(ulong) <= bytes.Length; i += sizeof(ulong))
        {
            known._digests.Add(BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i)));
        }

        return known;
    }

    /// <summary>True when an instance is there.</summary>
    public bool Has(string sopInstanceUid)
    {
        var digest = Digest(sopInstanceUid);
        lock (_lock)
        {
            return _digests.Contains(digest);
        }
    }

    /// <summary>An instance is there from now on.</summary>
    public void Add(string sopInstanceUid)
    {
        var digest = Digest(sopInstanceUid);
        lock (_lock)
        {
            _digests.Add(digest);
        }
    }

    /// <summary>As text for the catalogue, ascending; null when there are none.</summary>
    public string? ToText()
    {
        ulong[] digests;
        lock (_lock)
        {
            digests = [.. _digests.Order()];
        }

        if (digests.Length == 0)
        {
            return null;
        }

        var bytes = new byte[digests.Length * sizeof(ulong)];
        for (var i = 0; i < digests.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)), digests[i]);
        }

        return Convert.ToBase64String(bytes);
    }

    private ulong Digest(string sopInstanceUid) => Convert.ToUInt64(IngestKeys.OfInstance(key, sopInstanceUid)[..16], 16);
}
