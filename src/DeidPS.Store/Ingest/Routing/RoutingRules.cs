using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>
/// All rules in the order they are tried (workflow section 5, R1): custom rules, texts in Patient Comments, Study Comments and Additional
/// Patient History, then whole values or pseudonyms. Immutable.
/// </summary>
public sealed class RoutingRules
{
    private static readonly DicomTag s_studyDescription = new(0x00081030);
    private static readonly DicomTag s_accessionNumber = new(0x00080050);
    private static readonly DicomTag s_patientName = new(0x00100010);
    private static readonly DicomTag s_patientId = new(0x00100020);
    private static readonly DicomTag s_studyId = new(0x00200010);

    /// <summary>Patient Comments, Study Comments, Additional Patient History.</summary>
    private static readonly DicomTag[] s_comments = [new(0x00104000), new(0x00324000), new(0x001021B0)];

    private readonly Dictionary<RoutingTarget, RoutingRule[]> _rules = [];

    /// <summary>Puts rules together.</summary>
    /// <param name="site">Custom rules of the site; null for none.</param>
    /// <param name="receiver">Custom rules of the receiver: where it has any for a target, the site's for that target do not apply. Null for none.</param>
    /// <param name="sessionFallback">What a session is called where nothing says.</param>
    public RoutingRules(RoutingRuleSet? site = null, RoutingRuleSet? receiver = null, SessionFallback sessionFallback = SessionFallback.PatientId)
    {
        foreach (var target in Enum.GetValues<RoutingTarget>())
        {
            var custom = receiver?.For(target) is { Count: > 0 } own ? own : site?.For(target) ?? [];
            _rules[target] =
            [
                .. custom,
                .. s_comments.Select(tag => RoutingRule.Assignment(tag, target)),
                .. Last(target, sessionFallback),
            ];
        }
    }

    /// <summary>The rules of a target in the order they are tried.</summary>
    public IReadOnlyList<RoutingRule> For(RoutingTarget target) => _rules[target];

    private static RoutingRule[] Last(RoutingTarget target, SessionFallback fallback) => target switch
    {
        RoutingTarget.Project => [RoutingRule.WholeValue(s_studyDescription), RoutingRule.WholeValue(s_accessionNumber)],

        // The pseudonym is the patient's, whichever of the two says that there is one.
        RoutingTarget.Subject => [RoutingRule.Pseudonym(s_patientName), RoutingRule.Pseudonym(s_patientId)],
        RoutingTarget.Session when fallback == SessionFallback.PatientId => [RoutingRule.Pseudonym(s_patientId)],
        RoutingTarget.Session => [RoutingRule.Pseudonym(s_studyId), RoutingRule.Pseudonym(s_accessionNumber)],
        _ => [],
    };
}
