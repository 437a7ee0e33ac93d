namespace DeidPS.HelpBuilder;

/// <summary>An example.</summary>
/// <param name="Title">What it is for.</param>
/// <param name="Code">Its lines.</param>
/// <param name="Text">What comes out, in paragraphs.</param>
internal sealed record ExampleHelp(string Title, string Code, IReadOnlyList<string> Text)
{
    /// <summary>All text of it.</summary>
    public IEnumerable<string> Texts => [Title, Code, .. Text];
}
