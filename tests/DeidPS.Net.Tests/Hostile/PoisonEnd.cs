namespace DeidPS.Net.Tests.Hostile;

/// <summary>What a hostile side does once its bytes are sent.</summary>
internal enum PoisonEnd
{
    /// <summary>Says nothing more and waits for the other side to end it.</summary>
    Waits,

    /// <summary>Closes the connection (FIN).</summary>
    Closes,

    /// <summary>Breaks the connection (RST).</summary>
    Resets,

    /// <summary>Sends its bytes one at a time, slower than any time-out allows.</summary>
    Drips,
}
