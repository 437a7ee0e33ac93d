using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Store.Ingest;

/// <summary>The rules tried on one object, once.</summary>
internal sealed class RoutingRun(Router router, DicomDataset original, IRoutingProjects projects, RoutingPlan? plan, bool withValues)
{
    /// <summary>What says that an object belongs to no project (P8).</summary>
    private const string Unassigned = "Unassigned";

    /// <summary>No id and no alias is longer.</summary>
    private const int LongestProject = 64;

    private static readonly DicomTag s_accessionNumber = new(0x00080050);
    private static readonly DicomTag s_studyId = new(0x00200010);

    private readonly List<RoutingStep> _steps = [];
    private readonly List<RoutingTarget> _ambiguous = [];
    private RoutingError _error;

    public RoutingDecision Decide()
    {
        var project = FindProject(out var reason);
        var subject = FindLabel(RoutingTarget.Subject, plan?.Subject);
        var session = FindLabel(RoutingTarget.Session, plan?.Session);
        var automatic = Search(RoutingTarget.AutoArchive, null, UseSwitch);
        if (_error != RoutingError.None)
        {
            return new RoutingDecision { ProjectReason = ProjectReason.Failed, Error = _error, Steps = _steps };
        }

        return new RoutingDecision
        {
            Project = project?.Result,
            ProjectReason = reason,
            ProjectSource = project?.Source,
            Subject = subject,
            Session = session,
            AutoArchive = automatic is null ? null : automatic.Result == bool.TrueString,
            Ambiguous = _ambiguous,
            Steps = _steps,
        };
    }

    private Hit? FindProject(out ProjectReason reason)
    {
        var hit = Search(RoutingTarget.Project, plan?.Project, UseProject);
        if (hit is null && _error == RoutingError.None && router.Options.DefaultProject is { } usual && ReasonOfSteps() == ProjectReason.NotGiven)
        {
            hit = Given(RoutingTarget.Project, RoutingSource.Default, "default project", usual, UseProject);
        }

        reason = hit is null ? ReasonOfSteps() : ProjectReason.Routed;
        return hit;
    }

    /// <summary>Unassigned ends the search and so outweighs what came before; else the first that named a project in vain.</summary>
    private ProjectReason ReasonOfSteps()
    {
        var outcomes = _steps.Where(s => s.Target == RoutingTarget.Project).ToList();
        if (outcomes.Exists(static s => s.Outcome == RoutingOutcome.Unassigned))
        {
            return ProjectReason.Unassigned;
        }

        // A description that is no project's name is the usual case and names nothing.
        var first = outcomes.Find(static s => s.Outcome == RoutingOutcome.NotAllowed
            || (s.Outcome == RoutingOutcome.UnknownProject && s.Source != RoutingSource.WholeValue));
        return first?.Outcome switch
        {
            RoutingOutcome.NotAllowed => ProjectReason.NotAllowed,
            RoutingOutcome.UnknownProject => ProjectReason.UnknownProject,
            _ => ProjectReason.NotGiven,
        };
    }

    private RoutedLabel? FindLabel(RoutingTarget target, string? planned)
    {
        if (Search(target, planned, UseLabel) is not { } hit)
        {
            return null;
        }

        return new RoutedLabel(hit.Result, hit.Source, hit.Tag, router.Options.PushedData.IsDefault(target, hit.Result), hit.Result != hit.Found.Trim())
        {
            Original = hit.Found,
        };
    }

    /// <summary>Tries the rules of a target: the first usable value counts; comments are read to the end for contradictions (R2).</summary>
    private Hit? Search(RoutingTarget target, string? planned, Func<string, (RoutingOutcome Outcome, string? Result)> use)
    {
        // A request that names a project means that one and no other; a label that is none is not given.
        if (!string.IsNullOrWhiteSpace(planned))
        {
            var given = Given(target, RoutingSource.Plan, "request", planned, use);
            if (given is not null || target == RoutingTarget.Project)
            {
                return given;
            }
        }

        var search = new SearchState(target);
        foreach (var rule in router.Rules.For(target))
        {
            if (_error != RoutingError.None)
            {
                return null;
            }

            if (!search.IsDecided || rule.Source == RoutingSource.Assignment)
            {
                Try(search, rule, use);
            }
        }

        if (search.Assigned.Count > 1 || (search.HasVain && search.Hit is not null))
        {
            _ambiguous.Add(target);
        }

        return search.Hit;
    }

    private void Try(SearchState search, RoutingRule rule, Func<string, (RoutingOutcome Outcome, string? Result)> use)
    {
        if (Find(search.Target, rule, out var value) is not { } found)
        {
            return;
        }

        var isAssignment = rule.Source == RoutingSource.Assignment;
        if (isAssignment)
        {
            search.Assigned.UnionWith(found.Select(f => Meaning(search.Target, f)));
        }

        var text = rule.Source == RoutingSource.Pseudonym ? Pseudonym(rule.Tag, found[^1]) : found[^1];
        if (search.IsDecided)
        {
            Add(search.Target, rule, value, RoutingOutcome.NotNeeded, text);
            return;
        }

        var (outcome, result) = string.IsNullOrWhiteSpace(text) ? (RoutingOutcome.Empty, null) : use(text);
        Add(search.Target, rule, value, outcome, text);
        search.IsDecided = outcome is RoutingOutcome.Used or RoutingOutcome.Unassigned;
        search.HasVain |= isAssignment && !search.IsDecided;
        search.Hit = result is null ? null : new Hit(result, text, rule.Source, rule.Tag);
    }

    /// <summary>What a rule finds in the object; null when nothing, which was noted.</summary>
    private IReadOnlyList<string>? Find(RoutingTarget target, RoutingRule rule, out RoutingValue value)
    {
        value = RoutingValue.Read(original, rule.Tag);
        var found = value.Text is { } text ? rule.Extract(text) : null;
        if (found is { Count: > 0 })
        {
            return found;
        }

        var outcome = value.Text is null ? value.Problem : found is null ? RoutingOutcome.TimedOut : RoutingOutcome.NoMatch;
        _error = outcome switch
        {
            RoutingOutcome.TooLong => RoutingError.TooLong,
            RoutingOutcome.TimedOut => RoutingError.TimedOut,
            _ => _error,
        };
        Add(target, rule, value, outcome, null);
        return null;
    }

    /// <summary>Two texts that mean the same project are no contradiction.</summary>
    private string Meaning(RoutingTarget target, string text) =>
        target == RoutingTarget.Project && text.Length <= LongestProject && projects.Find(text) is { } project ? project.Id : text;

    /// <summary>A value that is not read from the object.</summary>
    private Hit? Given(
        RoutingTarget target, RoutingSource source, string name, string text, Func<string, (RoutingOutcome Outcome, string? Result)> use)
    {
        var (outcome, result) = string.IsNullOrWhiteSpace(text) ? (RoutingOutcome.Empty, null) : use(text);
        _steps.Add(new RoutingStep
        {
            Target = target, Source = source, Rule = name, Outcome = outcome, FoundLength = text.Length, Found = withValues ? text : null,
        });
        return result is null ? null : new Hit(result, text, source, null);
    }

    private (RoutingOutcome Outcome, string? Result) UseProject(string text)
    {
        var name = text.Trim();
        if (StringComparer.OrdinalIgnoreCase.Equals(name, Unassigned))
        {
            return (RoutingOutcome.Unassigned, null);
        }

        var project = name.Length > LongestProject ? null : projects.Find(name);
        return project is null ? (RoutingOutcome.UnknownProject, null)
            : project.MayCreate ? (RoutingOutcome.Used, project.Id)
            : (RoutingOutcome.NotAllowed, null);
    }

    private static (RoutingOutcome Outcome, string? Result) UseLabel(string text) =>
        LabelText.Clean(text) is { } label ? (RoutingOutcome.Used, label) : (RoutingOutcome.NotUsable, null);

    private static (RoutingOutcome Outcome, string? Result) UseSwitch(string text) =>
        bool.TryParse(text, out var value) ? (RoutingOutcome.Used, value ? bool.TrueString : bool.FalseString) : (RoutingOutcome.NotUsable, null);

    private string Pseudonym(DicomTag tag, string text) =>
        tag == s_studyId ? router.Pseudonymiser.StudyId(text)
        : tag == s_accessionNumber ? router.Pseudonymiser.AccessionNumber(text)
        : router.Pseudonymiser.For(PatientIdentity.Of(original)).Label;

    private void Add(RoutingTarget target, RoutingRule rule, RoutingValue value, RoutingOutcome outcome, string? found) => _steps.Add(new RoutingStep
    {
        Target = target,
        Source = rule.Source,
        Rule = rule.Text,
        Tag = rule.Tag,
        Outcome = outcome,
        VR = value.VR,
        ValueLength = value.Text?.Length ?? 0,
        FoundLength = found?.Length ?? 0,
        Value = withValues ? value.Text : null,
        Found = withValues ? found : null,
    });

    /// <summary>How far the search for one target is.</summary>
    private sealed class SearchState(RoutingTarget target)
    {
        public RoutingTarget Target { get; } = target;

        public Hit? Hit { get; set; }

        public bool IsDecided { get; set; }

        /// <summary>Everything that the comments give, by its meaning.</summary>
        public HashSet<string> Assigned { get; } = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>True when a comment gives what cannot be used.</summary>
        public bool HasVain { get; set; }
    }

    /// <summary>A value that counts.</summary>
    /// <param name="Result">Project id, label, or True or False.</param>
    /// <param name="Found">The text it was made of.</param>
    /// <param name="Source">The kind of rule.</param>
    /// <param name="Tag">The attribute.</param>
    private sealed record Hit(string Result, string Found, RoutingSource Source, DicomTag? Tag);
}
