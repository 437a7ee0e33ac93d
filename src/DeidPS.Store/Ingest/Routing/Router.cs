using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>
/// Decides where an object goes, by what it says before it is de-identified (workflow section 5). Immutable, used by many threads; touches
/// neither disk nor catalogue.
/// </summary>
/// <param name="rules">The rules in order.</param>
/// <param name="options">Settings of the receiver.</param>
/// <param name="pseudonymiser">Makes the labels that stand for names and numbers (R8); with the site's key.</param>
public sealed class Router(RoutingRules rules, RoutingOptions options, Pseudonymiser pseudonymiser)
{
    internal RoutingRules Rules { get; } = rules;

    internal RoutingOptions Options { get; } = options;

    internal Pseudonymiser Pseudonymiser { get; } = pseudonymiser;

    /// <summary>Decides; the steps hold lengths and no values.</summary>
    /// <param name="original">The object as received; not changed.</param>
    /// <param name="projects">The projects as the sender sees them.</param>
    /// <param name="plan">What the request says that fetched the study; null for what was pushed.</param>
    /// <exception cref="DicomParseException">The source of the object became shorter since it was read.</exception>
    public RoutingDecision Decide(DicomDataset original, IRoutingProjects projects, RoutingPlan? plan = null) => Run(original, projects, plan, withValues: false);

    /// <summary>Decides, with the values found in the steps: for showing somebody his own file, never for a log (R9).</summary>
    /// <param name="original">The object as received; not changed.</param>
    /// <param name="projects">The projects as the sender sees them.</param>
    /// <param name="plan">What the request says that fetched the study; null for what was pushed.</param>
    /// <exception cref="DicomParseException">The source of the object became shorter since it was read.</exception>
    public RoutingDecision Explain(DicomDataset original, IRoutingProjects projects, RoutingPlan? plan = null) => Run(original, projects, plan, withValues: true);

    private RoutingDecision Run(DicomDataset original, IRoutingProjects projects, RoutingPlan? plan, bool withValues)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(projects);
        return new RoutingRun(this, original, projects, plan, withValues).Decide();
    }
}
