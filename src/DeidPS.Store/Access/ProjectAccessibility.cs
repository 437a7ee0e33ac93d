namespace DeidPS.Store.Access;

/// <summary>What those see of a project who have no role in it.</summary>
public enum ProjectAccessibility
{
    /// <summary>Nothing, not even that it exists.</summary>
    Private,

    /// <summary>That it exists, title and description.</summary>
    Protected,

    /// <summary>All sessions, read-only.</summary>
    Public,
}
