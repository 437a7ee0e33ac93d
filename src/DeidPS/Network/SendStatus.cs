namespace DeidPS;

/// <summary>What became of a file that was to be sent.</summary>
public enum SendStatus
{
    /// <summary>The node answered success, or a warning.</summary>
    Sent,

    /// <summary>It was not sent on purpose: -WhatIf, declined, or there already.</summary>
    Skipped,

    /// <summary>The node does not have it.</summary>
    Failed,
}
