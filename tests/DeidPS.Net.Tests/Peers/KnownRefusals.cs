namespace DeidPS.Net.Tests.Peers;

/// <summary>
/// What the other programs cannot do with files of the corpus, found by trying each and kept true by <see cref="KnownRefusalsTests"/>. An interoperability
/// test leaves out these and no others. Versions: dcmtk 3.6.7, Orthanc 1.10.1, as Debian 12 has them.
/// </summary>
/// <remarks>
/// None of the programs keeps bytes when it sends: storescu, dcmqrscp (C-MOVE, C-GET) and Orthanc read the data set and encode it anew, with explicit lengths of
/// sequences and items, without trailing padding (FFFC,FFFC), with padding to even lengths; of 251 files that storescu sends to <c>storescp +B</c> 107
/// arrive with other bytes. What was encoded so once stays the same at the second time, so a file that went through storescu first comes back byte for byte.
/// When they receive, <c>storescp +B</c> and <c>dcmqrscp +B</c> keep every byte; Orthanc does so for HTTP uploads only.
/// </remarks>
internal static class KnownRefusals
{
    /// <summary>
    /// High-Throughput JPEG 2000 came into the standard in 2023; to dcmtk 3.6.7 it is an unknown syntax, which it reads as explicit little endian and
    /// then cannot send ("unable to convert dataset", DIMSE Failed to send message). The same goes for Orthanc, which is built on it.
    /// </summary>
    public static IReadOnlySet<string> UnknownSyntaxes { get; } = new HashSet<string> { "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203" };

    /// <summary>Files whose SOP Class and Instance UID are encoded with VR UN: dcmtk finds none ("No SOP Class or Instance UID in file") and storescu sends nothing.</summary>
    public static IReadOnlySet<string> NotSentByStoreScu { get; } = new HashSet<string>
    {
        "mr/orthanc-tests__2022-03-08-RicSmi.dcm",
        "rtdose/pydicom__rtdose_rle_1frame.dcm",
    };

    /// <summary>
    /// SOP classes that dcmqrscp answers with C000 (cannot understand) even where its profile accepts them: it looks the class up in dcmtk's list of storage
    /// classes, which ends with the standard of 2022 and has neither private classes nor Color Palette Storage.
    /// </summary>
    public static IReadOnlySet<string> ClassesRefusedByDcmQrScp { get; } = new HashSet<string>
    {
        "1.2.276.0.19.55.1.5.1.1.1",
        "1.2.840.10008.5.1.4.1.1.66.7",
        "1.2.840.10008.5.1.4.39.1",
        "1.3.46.670589.11.0.0.12.1",
        "1.3.46.670589.5.0.1.1",
        "2.25.152752519834663263826301420581341174218",
        "2.25.215425430857432966361489015284054781485",
        "2.25.4116340212742820117545040869474001540",
    };

    /// <summary>Color Palette Storage is no composite instance of a patient: Orthanc accepts no presentation context for it, even with UnknownSopClassAccepted.</summary>
    public static IReadOnlySet<string> ClassesRefusedByOrthanc { get; } = new HashSet<string> { "1.2.840.10008.5.1.4.39.1" };

    /// <summary>Orthanc answers A700 to instances without Study or Series Instance UID ("Store has failed because required tags are missing").</summary>
    public static bool IsWithoutStudy(CorpusInstance instance) => instance.Study.Length == 0 || instance.Series.Length == 0;

    /// <summary>
    /// Files with elements that no data set may have: group 0002 within items, groups 0001, 0003, 0005, 0007, FFFF. Orthanc leaves these out of what it keeps
    /// from C-STORE; dcmtk's own programs pass them on.
    /// </summary>
    public static IReadOnlySet<string> ChangedByOrthanc { get; } = new HashSet<string>
    {
        "cr/modOpenREM__DX-Im-Carestream_DRX.dcm",
        "ct/Tools-for-Health-Data-Anonymization__privateTag.dcm",
        "ct/modOpenREM__CT-SC-Philips_Brilliance16P.dcm",
        "us/dicompixelanon__US-GE-4AICL142.dcm",
    };

    /// <summary>True when storescu can send the file.</summary>
    public static bool StoreScuSends(CorpusInstance instance) => !UnknownSyntaxes.Contains(instance.TransferSyntax) && !NotSentByStoreScu.Contains(instance.Name);

    /// <summary>True when dcmqrscp takes what is sent.</summary>
    public static bool DcmQrScpTakes(CorpusInstance instance) => !ClassesRefusedByDcmQrScp.Contains(instance.SopClass) && !UnknownSyntaxes.Contains(instance.TransferSyntax);

    /// <summary>True when Orthanc takes what is sent.</summary>
    public static bool OrthancTakes(CorpusInstance instance) =>
        !ClassesRefusedByOrthanc.Contains(instance.SopClass) && !UnknownSyntaxes.Contains(instance.TransferSyntax) && !IsWithoutStudy(instance);
}
