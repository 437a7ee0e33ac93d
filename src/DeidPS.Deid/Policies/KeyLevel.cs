namespace DeidPS.Deid.Policies;

/// <summary>Which secret a policy's derivations use.</summary>
public enum KeyLevel
{
    /// <summary>The site's key.</summary>
    Site,

    /// <summary>The project's key, so that one patient in two projects cannot be joined by UID or date.</summary>
    Project,
}
