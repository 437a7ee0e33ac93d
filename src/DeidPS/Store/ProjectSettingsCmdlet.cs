using System.Management.Automation;
using DeidPS.Store.Access;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;

namespace DeidPS;

/// <summary>Base of the cmdlets that take the settings of a project: what is given replaces what is there.</summary>
public abstract class ProjectSettingsCmdlet : StoreCmdlet
{
    private string? _policy;

    /// <summary>Short title of at most 24 characters; none by default.</summary>
    [Parameter]
    [ValidateLength(1, 24)]
    public string? RunningTitle { get; set; }

    /// <summary>What the project is for; none by default.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? Description { get; set; }

    /// <summary>Principal investigator; none by default.</summary>
    [Parameter]
    [ValidateNotNull]
    public string? Investigator { get; set; }

    /// <summary>What others see of it: Private (nothing, the default), Protected (title and description) or Public (all sessions, read-only).</summary>
    [Parameter]
    public ProjectAccessibility Accessibility { get; set; }

    /// <summary>What happens with what arrives for it: Hold (the default), AutoArchive, AutoArchiveAppend or AutoArchiveOverwrite.</summary>
    [Parameter]
    public PrearchiveMode Mode { get; set; }

    /// <summary>The policy that runs when images move into the project: a shipped one by name, or a path; project-level by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PolicyCompleter))]
    public string? Policy { get; set; }

    /// <summary>The day after which its data are due to be deleted; none by default.</summary>
    [Parameter]
    public DateTime RetentionEnd { get; set; }

    /// <summary>Other names it is found by, instead of those it had; none by default.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[]? OtherName { get; set; }

    /// <summary>AE titles whose pushed entries its owners may claim, instead of those it had; none by default.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(AETitleCompleter))]
    public string[]? Sender { get; set; }

    /// <summary>Readers may share sessions into projects they own; off by default.</summary>
    [Parameter]
    public SwitchParameter ShareByReader { get; set; }

    /// <summary>Required: only patients who were cleared may be used, others are blocked (Import-DeidOptOutResponse). NotApplicable, the default, needs a reason where clearance was required.</summary>
    [Parameter]
    public OptOutRule OptOut { get; set; }

    /// <summary>Why clearance is not needed; none by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OptOutReason { get; set; }

    /// <summary>
    /// Which of all that arrives for it is wanted: a name such as gstt-burntin, the path of a JSON file, or what New-DeidSeriesFilter puts out; $null for everything, which is the default.
    /// What is left out is counted and not kept.
    /// </summary>
    [Parameter]
    [AllowNull]
    [SeriesFilterTransform]
    [ArgumentCompleter(typeof(SeriesFilterCompleter))]
    public SeriesFilter? SeriesFilter { get; set; }

    /// <summary>Keep nothing that leads back from its data to the patients, and erase what is kept; off by default.</summary>
    [Parameter]
    public SwitchParameter NoLut { get; set; }

    /// <inheritdoc/>
    protected override void OnBegin()
    {
        base.OnBegin();
        _policy = Policy is null ? null : StoreBinding.Policy(Policy, UnresolvedPath);
    }

    /// <summary>A project with the settings that were given; the others stay.</summary>
    private protected DeidProject Apply(DeidProject project) => project with
    {
        RunningTitle = Given(nameof(RunningTitle), RunningTitle, project.RunningTitle),
        Description = Given(nameof(Description), Description, project.Description),
        Investigator = Given(nameof(Investigator), Investigator, project.Investigator),
        Accessibility = Given(nameof(Accessibility), Accessibility, project.Accessibility),
        Mode = Given(nameof(Mode), Mode, project.Mode),
        Policy = _policy ?? project.Policy,
        RetentionEnd = Given(nameof(RetentionEnd), RetentionEnd.Date, project.RetentionEnd),
        Aliases = OtherName ?? project.Aliases,
        Senders = Sender ?? project.Senders,
        OptOut = Given(nameof(OptOut), OptOut, project.OptOut),
        OptOutReason = Given(nameof(OptOutReason), OptOutReason, OptOut == OptOutRule.Required ? null : project.OptOutReason),
        SeriesFilter = Given(nameof(SeriesFilter), SeriesFilter, project.SeriesFilter),
        NoLut = Given(nameof(NoLut), NoLut.IsPresent, project.NoLut),
        ShareByReader = Given(nameof(ShareByReader), ShareByReader.IsPresent, project.ShareByReader),
    };
}
