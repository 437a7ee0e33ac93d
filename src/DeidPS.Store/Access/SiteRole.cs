namespace DeidPS.Store.Access;

/// <summary>What a person is for the whole store.</summary>
public enum SiteRole
{
    /// <summary>Makes projects, policies, receivers and keys, and may do everything but see who the patients are.</summary>
    Administrator,

    /// <summary>Sees who the patients are and runs bulk transfers, and does not read research data.</summary>
    DataManager,

    /// <summary>May query archives and import into projects of which the person is Owner or Member.</summary>
    DqrUser,
}
