namespace DeidPS.HelpBuilder;

/// <summary>A comment that no help can be made of.</summary>
/// <param name="place">The cmdlet, or its parameter.</param>
/// <param name="message">What is missing.</param>
internal sealed class HelpException(string place, string message) : Exception(message)
{
    /// <summary>The cmdlet, or its parameter.</summary>
    public string Place { get; } = place;
}
