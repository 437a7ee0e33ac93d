namespace DeidPS.Store.Checks;

/// <summary>What the last check of an entry or session said, by a person or by Test-DeidSample.</summary>
public enum CheckState
{
    /// <summary>Nobody checked it, or the check could not tell.</summary>
    Unchecked,

    /// <summary>Nothing was found that matters.</summary>
    Passed,

    /// <summary>It holds what identifies: it is not archived, exported, shared or copied.</summary>
    Failed,

    /// <summary>Its pixels may show text or a face: it is not exported, shared or copied.</summary>
    NeedsCleaning,
}
