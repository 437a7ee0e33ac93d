namespace DeidPS.Store.Access;

/// <summary>The table of roles (workflow section 12). What it does not allow is denied.</summary>
internal static class AccessRules
{
    /// <summary>Decides a request.</summary>
    public static bool Allows(AccessRequest request, AccessFacts facts)
    {
        var isAdministrator = facts.SiteRoles.Contains(SiteRole.Administrator);
        var isDataManager = facts.SiteRoles.Contains(SiteRole.DataManager);
        var isOwner = facts.Role == ProjectRole.Owner;
        var isMember = facts.Role == ProjectRole.Member;
        var isEditor = isOwner || isMember;
        var isPublic = facts.Accessibility == ProjectAccessibility.Public;
        var canRead = isAdministrator || facts.Role is not null || isPublic;
        return request.Action switch
        {
            StoreAction.SeeProject => canRead || isDataManager || facts.Accessibility == ProjectAccessibility.Protected,
            StoreAction.ReadSessions => canRead,
            StoreAction.Import => isAdministrator || isDataManager || (isEditor && facts.SiteRoles.Contains(SiteRole.DqrUser)),
            StoreAction.SeePrearchive or StoreAction.EditPrearchive or StoreAction.CheckData => isAdministrator || isDataManager || isEditor,
            StoreAction.AssignUnassigned => isAdministrator || isDataManager || (isOwner && facts.IsMappedSender),
            StoreAction.OverwriteSession => isAdministrator || isDataManager || isOwner,
            StoreAction.EditSession => isAdministrator || isEditor,
            StoreAction.DeleteEntry => isAdministrator || isDataManager || isOwner || (isMember && request.IsOwnUpload),
            StoreAction.DeleteSession or StoreAction.ConfigureProject or StoreAction.GrantRoles => isAdministrator || isOwner,
            StoreAction.Share => isAdministrator || (isOwner && facts.OtherRole is ProjectRole.Owner or ProjectRole.Member) || (facts.IsShareByReader && canRead && facts.OtherRole == ProjectRole.Owner),
            StoreAction.Copy => isAdministrator || (canRead && facts.OtherRole is ProjectRole.Owner or ProjectRole.Member),
            StoreAction.Unshare => isAdministrator || isOwner || facts.OtherRole == ProjectRole.Owner,
            StoreAction.ManageSite => isAdministrator,
            StoreAction.SeeIdentifiers => isDataManager || (isAdministrator && request.IsBreakGlass),
            StoreAction.ReadAudit => isAdministrator || isOwner || (isDataManager && request.IsOwnAction),
            StoreAction.ReleaseSession or StoreAction.ApproveData => isAdministrator || isDataManager || isOwner,
            _ => false,
        };
    }
}
