using DeidPS.Dicom;

namespace DeidPS.Store.Access;

/// <summary>A request that the table of roles does not allow.</summary>
public sealed class AccessDeniedException : DeidException
{
    internal AccessDeniedException(AccessRequest request, string message, string recommendedAction, string errorId = StoreException.AccessDenied)
        : base(errorId, message, recommendedAction) => Request = request;

    /// <summary>What was asked for.</summary>
    public AccessRequest Request { get; }
}
