namespace DeidPS.Net;

/// <summary>For whom a node is registered.</summary>
public enum NodeScope
{
    /// <summary>The user who runs the command.</summary>
    CurrentUser,

    /// <summary>Everybody on this machine; writing needs an administrator.</summary>
    AllUsers,
}
