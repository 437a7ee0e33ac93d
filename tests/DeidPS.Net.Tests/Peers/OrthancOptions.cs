namespace DeidPS.Net.Tests.Peers;

/// <summary>How an <see cref="OrthancArchive"/> is set up.</summary>
internal sealed record OrthancOptions
{
    /// <summary>Application entities it knows, and their ports on this machine. More can be added while it runs.</summary>
    public IReadOnlyDictionary<string, int> Modalities { get; init; } = new Dictionary<string, int>();

    /// <summary>True to turn away associations that call another AE title.</summary>
    public bool ChecksCalledAE { get; init; }

    /// <summary>True to answer C-FIND, C-MOVE and C-GET of application entities it does not know.</summary>
    public bool AnswersStrangers { get; init; } = true;

    /// <summary>True: C-MOVE answers when all is sent, with counts; false: at once, and sends later.</summary>
    public bool MovesSynchronously { get; init; } = true;

    /// <summary>Most answers to a C-FIND (LimitFindResults, LimitFindInstances); 0 for no limit.</summary>
    public int ResultLimit { get; init; }

    /// <summary>Certificate for DICOM over TLS, in both directions; null for none.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>With <see cref="Tls"/>: true to turn away clients without a certificate.</summary>
    public bool NeedsClientCertificate { get; init; }

    /// <summary>More options of its command line, such as <c>--verbose-dicom</c>, which writes down what is asked for.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>More settings, by their names in Orthanc's configuration.</summary>
    public IReadOnlyDictionary<string, object> Settings { get; init; } = new Dictionary<string, object>();
}
