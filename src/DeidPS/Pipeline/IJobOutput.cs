namespace DeidPS;

/// <summary>Where work that may run in front or in the background says what it has to say. No attribute value.</summary>
internal interface IJobOutput
{
    /// <summary>Puts out an object.</summary>
    ValueTask WriteAsync(object value);

    /// <summary>Reports an error about one item.</summary>
    ValueTask ErrorAsync(Exception error, object? target);

    /// <summary>Writes a verbose line.</summary>
    ValueTask VerboseAsync(string text);

    /// <summary>Writes a warning, unless too much waits to be said.</summary>
    void Warn(string text);

    /// <summary>Tells how far the work is.</summary>
    void Progress(long done, long total);
}
