namespace DeidPS.Net;

/// <summary>What has to follow when a retrieval ended as it did (workflow: status handling).</summary>
public enum RetrieveFailureKind
{
    /// <summary>The node says all is done: check that it is.</summary>
    Success,

    /// <summary>The node did part of it, or did it with a warning: check, and ask for what is missing.</summary>
    Warning,

    /// <summary>The same request may succeed later.</summary>
    Transient,

    /// <summary>The same request may succeed once more tried; after the second failure it will not.</summary>
    TransientTwice,

    /// <summary>The line, or who is at its other end: says nothing about the study, and concerns all requests to the node.</summary>
    Transport,

    /// <summary>This study cannot be retrieved so; others may.</summary>
    PermanentItem,

    /// <summary>Nothing can be retrieved until the node, or how it is registered, is changed.</summary>
    PermanentNode,
}
