using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>A node cannot be described, registered or found. Messages name nodes, settings and files.</summary>
public sealed class NodeException : DeidException
{
    /// <summary>A setting breaks a rule: an AE title, a port, a host name, a time limit.</summary>
    public const string NodeSettingInvalid = "NodeSettingInvalid";

    /// <summary>The file of registered nodes cannot be understood.</summary>
    public const string NodeRegistryInvalid = "NodeRegistryInvalid";

    /// <summary>Another process is writing the file of registered nodes and does not end.</summary>
    public const string NodeRegistryLocked = "NodeRegistryLocked";

    /// <summary>A node of that name is registered.</summary>
    public const string NodeExists = "NodeExists";

    /// <summary>No node of that name is registered.</summary>
    public const string NoMatch = "NoMatch";

    /// <summary>Creates the error.</summary>
    /// <param name="errorId">One of the constants, or an id of the file system: ReadFailed, WriteFailed.</param>
    /// <param name="message">What happened, where.</param>
    /// <param name="recommendedAction">What to do.</param>
    /// <param name="innerException">The cause, when it carries no value.</param>
    public NodeException(string errorId, string message, string recommendedAction, Exception? innerException = null)
        : base(errorId, message, recommendedAction, innerException)
    {
    }

    /// <summary>No node of this name.</summary>
    public static NodeException NotFound(string name) => new(
        NoMatch,
        $"No node is registered as '{name}'.",
        "Get-DicomNode lists those there are; Register-DicomNode adds one, -HostName and -CalledAE describe one in place.");
}
