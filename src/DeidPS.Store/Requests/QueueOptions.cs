using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>How the queue is worked through.</summary>
public sealed record QueueOptions
{
    /// <summary>Finds a registered node by its name; null when there is none any more.</summary>
    public required Func<string, DicomNode?> FindNode { get; init; }

    /// <summary>Passcode and certificate password for a node; null for none.</summary>
    public Func<DicomNode, AssociationSecrets?> Secrets { get; init; } = static _ => null;

    /// <summary>Who may send to our receivers for C-MOVE; empty for everybody.</summary>
    public IReadOnlyList<PeerRule> AllowedPeers { get; init; } = [];

    /// <summary>True to wait for more when everything is done.</summary>
    public bool IsContinuous { get; init; }

    /// <summary>How long nothing may arrive after an archive says it is done before what is missing counts as missing.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long a study of these days is looked at again, since it may still grow.</summary>
    public TimeSpan GrowthCheck { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes of memory for images on their way.</summary>
    public long MemoryLimit { get; init; } = 256L * 1024 * 1024;

    /// <summary>Time between two looks into the catalogue while nothing ends.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Told of every request that ended, or waits for another try; null for nobody.</summary>
    public Func<DeidRequest, ValueTask>? OnRequest { get; init; }

    /// <summary>Told how many requests are done, and how many there are of those that were started; null for nobody.</summary>
    public Action<long, long>? OnProgress { get; init; }

    /// <summary>Told in words what is going on, without names of patients; null for nobody.</summary>
    public Action<string>? OnMessage { get; init; }
}
