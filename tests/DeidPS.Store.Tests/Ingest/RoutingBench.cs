using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Store.Ingest;

namespace DeidPS.Store.Tests.Ingest;

/// <summary>A store with a few projects, seen by one sender, and objects made of texts.</summary>
internal sealed class RoutingBench : IRoutingProjects
{
    public const uint PatientComments = 0x00104000;
    public const uint StudyComments = 0x00324000;
    public const uint History = 0x001021B0;
    public const uint StudyDescription = 0x00081030;
    public const uint AccessionNumber = 0x00080050;
    public const uint PatientName = 0x00100010;
    public const uint PatientId = 0x00100020;
    public const uint StudyId = 0x00200010;
    public const uint MaterialNotes = 0x00140046;

    public const string Stamp = "Project:Unassigned Subject:subj001 Session:subj001_sess001";

    private readonly Dictionary<string, RoutingProject> _projects = new(StringComparer.OrdinalIgnoreCase)
    {
        ["LUNG"] = new("LUNG", true),
        ["lung-study"] = new("LUNG", true),
        ["HEART"] = new("HEART", true),
        ["a-b"] = new("a-b", true),
        ["SECRET"] = new("SECRET", false),
    };

    public static Pseudonymiser Keyed { get; } = new(new DeidKey(new byte[32]), new PseudonymSettings());

    public RoutingRuleSet? Site { get; init; }

    public RoutingRuleSet? Receiver { get; init; }

    public RoutingOptions Options { get; init; } = new();

    public SessionFallback Fallback { get; init; }

    /// <summary>What was asked for.</summary>
    public List<string> Asked { get; } = [];

    public Router Router => new(new RoutingRules(Site, Receiver, Fallback), Options, Keyed);

    public static IReadOnlyList<RoutingRule> Rules(RoutingTarget target, params string[] lines) =>
        RoutingRuleFile.Parse(string.Join('\n', lines), target, "test").Demand();

    public static DicomDataset Object(params (uint Tag, string Text)[] values)
    {
        var dataset = new DicomDataset();
        dataset.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        foreach (var (tag, text) in values)
        {
            dataset.SetText(new DicomTag(tag), text, (tag & 0x10000) != 0 ? DicomVR.LT : DicomVR.None);
        }

        return dataset;
    }

    public RoutingProject? Find(string idOrAlias)
    {
        Asked.Add(idOrAlias);
        return _projects.GetValueOrDefault(idOrAlias);
    }

    public RoutingDecision Decide(params (uint Tag, string Text)[] values) => Router.Decide(Object(values), this);
}
