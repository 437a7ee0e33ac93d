using DeidPS.Dicom;

namespace DeidPS.Benchmarks;

/// <summary>One list of rules in the words of every program: values to replace and attributes to remove, all at the top level.</summary>
internal static class RuleList
{
    private static readonly (string Tag, string Value)[] s_replaced =
    [
        ("0008,0050", "ACC1"), ("0008,0080", "SITE"), ("0008,0090", "DOCTOR"), ("0008,1010", "STATION"), ("0008,1030", "STUDY"),
        ("0010,0010", "SUBJECT1"), ("0010,0020", "SUBJECT1"), ("0010,0030", "19000101"), ("0018,1000", "SERIAL"), ("0020,0010", "STUDY1"),
        ("0020,4000", "NOTE"), ("0032,1060", "PROCEDURE"),
    ];

    private static readonly string[] s_removed =
    [
        "0008,0081", "0008,1040", "0008,1048", "0008,1070", "0008,1111", "0010,1000", "0010,1002", "0010,1040", "0010,2154", "0010,4000",
        "0032,1032", "0040,0253", "0040,0275",
    ];

    /// <summary>Tags that every generated object must have, so that every program has the same work.</summary>
    public static IEnumerable<DicomTag> Tags => s_replaced.Select(r => r.Tag).Concat(s_removed).Select(t => DicomTag.TryParse(t, out var tag) ? tag : default);

    /// <summary>The rules as a DicomEdit script.</summary>
    public static string Script => "version \"6.7\"\n"
        + string.Concat(s_replaced.Select(r => $"({r.Tag}) := \"{r.Value}\"\n"))
        + string.Concat(s_removed.Select(t => $"-({t})\n"));

    /// <summary>Options of dcmodify; -nb: no backup, -imt: a tag that is missing is no error.</summary>
    public static IEnumerable<string> DcModify =>
        s_replaced.SelectMany(r => new[] { "-i", $"({r.Tag})={r.Value}" }).Concat(s_removed.SelectMany(t => new[] { "-e", $"({t})" })).Concat(["-nb", "-imt"]);

    /// <summary>Options of gdcmanon.</summary>
    public static IEnumerable<string> GdcmAnon =>
        s_replaced.SelectMany(r => new[] { "--replace", $"{r.Tag}={r.Value}" }).Concat(s_removed.SelectMany(t => new[] { "--remove", t })).Prepend("--dumb");
}
