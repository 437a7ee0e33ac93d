namespace DeidPS.Store.Access;

/// <summary>What a person is in a project.</summary>
public enum ProjectRole
{
    /// <summary>Reads; "view only".</summary>
    Collaborator,

    /// <summary>Creates, reads and changes; "modify".</summary>
    Member,

    /// <summary>Also deletes, shares and grants roles.</summary>
    Owner,
}
