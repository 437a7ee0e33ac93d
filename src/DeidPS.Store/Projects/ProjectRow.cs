using DeidPS.Store.Access;
using DeidPS.Store.Catalog;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Projects;

/// <summary>A row of the table of projects.</summary>
internal sealed class ProjectRow
{
    /// <summary>The columns, in the order of the properties.</summary>
    public const string Columns = "id, title, runningtitle, description, investigator, accessibility, mode, policy, sharebyreader, retentionend, state, created, createdby, nolut, optout, optoutreason, seriesfilter";

    public string Id { get; init; } = string.Empty;

    public string Title { get; init; } = string.Empty;

    public string? RunningTitle { get; init; }

    public string? Description { get; init; }

    public string? Investigator { get; init; }

    public string Accessibility { get; init; } = string.Empty;

    public string Mode { get; init; } = string.Empty;

    public string Policy { get; init; } = string.Empty;

    public long ShareByReader { get; init; }

    public long? RetentionEnd { get; init; }

    public long NoLut { get; init; }

    public string OptOut { get; init; } = nameof(OptOutRule.NotApplicable);

    public string? OptOutReason { get; init; }

    public string? SeriesFilter { get; init; }

    public string State { get; init; } = string.Empty;

    public long Created { get; init; }

    public string CreatedBy { get; init; } = string.Empty;

    /// <summary>The row of a project.</summary>
    public static ProjectRow Of(DeidProject project, long created, string createdBy) => new()
    {
        Id = project.Id, Title = project.Title, RunningTitle = project.RunningTitle, Description = project.Description, Investigator = project.Investigator, Accessibility = project.Accessibility.ToString(),
        Mode = project.Mode.ToString(), Policy = project.Policy, ShareByReader = project.ShareByReader ? 1 : 0, NoLut = project.NoLut ? 1 : 0, OptOut = project.OptOut.ToString(), OptOutReason = project.OptOutReason, SeriesFilter = project.SeriesFilter?.ToJson(), State = project.State.ToString(), Created = created, CreatedBy = createdBy,
        RetentionEnd = project.RetentionEnd is { } end ? new DateTimeOffset(DateTime.SpecifyKind(end.Date, DateTimeKind.Utc)).ToUnixTimeMilliseconds() : null,
    };

    /// <summary>The project of a row, with what belongs to it.</summary>
    public DeidProject ToProject(CatalogTransaction tx, string identity) => new()
    {
        Id = Id, Title = Title, RunningTitle = RunningTitle, Description = Description, Investigator = Investigator, Accessibility = Enum.Parse<ProjectAccessibility>(Accessibility), Mode = Enum.Parse<PrearchiveMode>(Mode),
        Policy = Policy, ShareByReader = ShareByReader == 1, NoLut = NoLut == 1, OptOut = Enum.Parse<OptOutRule>(OptOut), OptOutReason = OptOutReason, SeriesFilter = SeriesFilter is null ? null : Requests.SeriesFilter.Parse(SeriesFilter), RetentionEnd = RetentionEnd is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end).UtcDateTime : null, State = Enum.Parse<ProjectState>(State),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(Created), Role = AccessControl.Role(tx, Id, identity),
        Aliases = tx.Query<string>("select name from projectname where project = @Id and isalias = 1 order by folded", new { Id }),
        Senders = tx.Query<string>("select aetitle from projectsender where project = @Id order by aetitle", new { Id }),
    };
}
