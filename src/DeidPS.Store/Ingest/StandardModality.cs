using System.Collections.Frozen;

namespace DeidPS.Store.Ingest;

/// <summary>Defined terms of (0008,0060), PS3.3 C.7.3.1.1.1: another value could be anything, also a name.</summary>
public static class StandardModality
{
    private static readonly FrozenSet<string> s_terms = new[]
    {
        "ANN", "AR", "ASMT", "AU", "BDUS", "BI", "BMD", "CFM", "CR", "CT", "CTPROTOCOL", "DMS", "DG", "DOC", "DX", "ECG", "EEG", "EMG", "EOG", "EPS", "ES", "FID", "GM", "HC", "HD",
        "IO", "IOL", "IVOCT", "IVUS", "KER", "KO", "LEN", "LS", "M3D", "MG", "MR", "NM", "OAM", "OCT", "OP", "OPM", "OPT", "OPTBSV", "OPTENF", "OPV", "OSS", "OT", "PA", "PLAN", "POS",
        "PR", "PT", "PX", "REG", "RESP", "RF", "RG", "RTDOSE", "RTIMAGE", "RTINTENT", "RTPLAN", "RTRAD", "RTRECORD", "RTSEGANN", "RTSTRUCT", "RWV", "SEG", "SM", "SMR", "SR", "SRF",
        "STAIN", "TEXTUREMAP", "TG", "US", "VA", "XA", "XAPROTOCOL", "XC",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The terms, in order.</summary>
    public static IEnumerable<string> Terms => s_terms.Order(StringComparer.Ordinal);

    /// <summary>The term; null for another value, and for none.</summary>
    public static string? Of(string? value) => value is not null && s_terms.Contains(value) ? value : null;
}
