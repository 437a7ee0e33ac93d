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

    /// <summary>
    /// A UID of more than 64 characters (PS3.5 9.1). dcmtk cuts it in the command, so that the command names another instance than the data set, which a
    /// receiver has to refuse (PS3.4 B.2.2); in a command that comes in it makes dcmtk, and Orthanc, abort ("Command Parse Failed").
    /// </summary>
    public static bool HasOverlongUid(CorpusInstance instance) => instance.SopInstance.Length > 64;

    /// <summary>Its SOP Class UID is encoded with VR UN: Orthanc answers C000 where the data set comes as it is.</summary>
    public static IReadOnlySet<string> NotUnderstoodByOrthanc { get; } = new HashSet<string> { "mr/orthanc-tests__2022-03-08-RicSmi.dcm" };

    /// <summary>
    /// Orthanc takes classes that dcmtk does not list, but grants no role for them, which C-GET needs (PS3.7 D.3.3.4). In a study with others it sends them all the
    /// same; of a study that has no others nothing can be got, and we say to move it.
    /// </summary>
    public static bool HasNoRoleAtOrthanc(CorpusInstance instance) => ClassesRefusedByDcmQrScp.Contains(instance.SopClass);

    /// <summary>True when storescp takes what comes as it is.</summary>
    public static bool StoreScpTakes(CorpusInstance instance) => !UnknownSyntaxes.Contains(instance.TransferSyntax) && !HasOverlongUid(instance);

    /// <summary>True when Orthanc takes what comes as it is.</summary>
    public static bool OrthancTakesAsItIs(CorpusInstance instance) => OrthancTakes(instance) && !HasOverlongUid(instance) && !NotUnderstoodByOrthanc.Contains(instance.Name);

    /// <summary>SOP classes that gdcmscu 3.0.21 does not know, as most that are younger than 2008 and private ones: it ends before it sends anything.</summary>
    public static IReadOnlySet<string> ClassesUnknownToGdcm { get; } = new HashSet<string>
    {
        "1.2.276.0.19.55.1.5.1.1.1",
        "1.2.840.10008.5.1.4.1.1.104.3",
        "1.2.840.10008.5.1.4.1.1.30",
        "1.2.840.10008.5.1.4.1.1.66.7",
        "1.2.840.10008.5.1.4.1.1.67",
        "1.2.840.10008.5.1.4.1.1.77.1.3",
        "1.2.840.10008.5.1.4.1.1.88.34",
        "1.2.840.10008.5.1.4.1.1.88.68",
        "1.2.840.10008.5.1.4.1.1.91.1",
        "1.2.840.10008.5.1.4.39.1",
        "1.3.46.670589.11.0.0.12.1",
        "1.3.46.670589.5.0.1.1",
        "2.25.152752519834663263826301420581341174218",
        "2.25.215425430857432966361489015284054781485",
        "2.25.4116340212742820117545040869474001540",
    };

    /// <summary>True when gdcmscu can send the file.</summary>
    public static bool GdcmSends(CorpusInstance instance) => !ClassesUnknownToGdcm.Contains(instance.SopClass) && !UnknownSyntaxes.Contains(instance.TransferSyntax);

    /// <summary>True when storescu can send the file.</summary>
    public static bool StoreScuSends(CorpusInstance instance) => !UnknownSyntaxes.Contains(instance.TransferSyntax) && !NotSentByStoreScu.Contains(instance.Name);

    /// <summary>True when dcmqrscp takes what is sent.</summary>
    public static bool DcmQrScpTakes(CorpusInstance instance) => !ClassesRefusedByDcmQrScp.Contains(instance.SopClass) && !UnknownSyntaxes.Contains(instance.TransferSyntax);

    /// <summary>True when Orthanc takes what is sent.</summary>
    public static bool OrthancTakes(CorpusInstance instance) =>
        !ClassesRefusedByOrthanc.Contains(instance.SopClass) && !UnknownSyntaxes.Contains(instance.TransferSyntax) && !IsWithoutStudy(instance);
}
