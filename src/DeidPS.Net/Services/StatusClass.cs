namespace DeidPS.Net;

/// <summary>Classes of status codes (PS3.7 C).</summary>
public enum StatusClass
{
    /// <summary>Done.</summary>
    Success,

    /// <summary>More is to come.</summary>
    Pending,

    /// <summary>Ended because we asked for it.</summary>
    Cancel,

    /// <summary>Done, with something to know.</summary>
    Warning,

    /// <summary>Not done.</summary>
    Failure,
}
