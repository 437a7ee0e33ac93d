namespace DeidPS.Store.Projects;

/// <summary>Whether a project may use only patients who were cleared (National Data Opt-out, workflow section 7).</summary>
public enum OptOutRule
{
    /// <summary>It need not ask; a reason says why.</summary>
    NotApplicable,

    /// <summary>What is not cleared is blocked.</summary>
    Required,
}
