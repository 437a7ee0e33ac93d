namespace DeidPS;

/// <summary>Whether a receiver listens.</summary>
public enum ReceiverState
{
    /// <summary>It listens.</summary>
    Running,

    /// <summary>It is closed.</summary>
    Stopped,
}
