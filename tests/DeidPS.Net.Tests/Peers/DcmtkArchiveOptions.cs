namespace DeidPS.Net.Tests.Peers;

/// <summary>How a <see cref="DcmtkArchive"/> is set up.</summary>
internal sealed record DcmtkArchiveOptions
{
    /// <summary>Application entities C-MOVE may send to, and their ports on this machine. dcmqrscp reads them once, at its start.</summary>
    public IReadOnlyDictionary<string, int> Destinations { get; init; } = new Dictionary<string, int>();

    /// <summary>What the archive holds or is to take: decides which SOP classes and transfer syntaxes it accepts.</summary>
    public IReadOnlyCollection<CorpusInstance> Instances { get; init; } = [];

    /// <summary>
    /// The one transfer syntax C-MOVE proposes; null: Explicit VR Little Endian and the others uncompressed. dcmqrscp 3.6.7 picks the context of a
    /// sub-operation by SOP class alone and then cannot send what is compressed in another syntax, so one archive sends one compressed syntax.
    /// </summary>
    public string? OutgoingSyntax { get; init; }

    /// <summary>Its application entities. Each is a storage area of its own, and one takes 500 studies at most (dcmqrscp says so and sets 500).</summary>
    public IReadOnlyList<string> AETitles { get; init; } = [DcmtkArchive.DefaultAETitle];

    /// <summary>More options, such as <c>--refuse</c>, <c>--disable-get</c> or <c>-ZA</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
