using System.Management.Automation;

namespace DeidPS.HelpBuilder;

/// <summary>What the help of a cmdlet says.</summary>
internal sealed record CmdletHelp
{
    /// <summary>Verb and noun.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence.</summary>
    public required string Synopsis { get; init; }

    /// <summary>What it does, in paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>What else is to be known, in paragraphs; may be empty.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Its parameters in alphabetical order, the common ones left out.</summary>
    public required IReadOnlyList<ParameterHelp> Parameters { get; init; }

    /// <summary>Its parameter sets, the default one first.</summary>
    public required IReadOnlyList<CommandParameterSetInfo> Sets { get; init; }

    /// <summary>Names of the types it puts out, with what each is.</summary>
    public required IReadOnlyList<(string Type, string Text)> Outputs { get; init; }

    /// <summary>Examples.</summary>
    public required IReadOnlyList<ExampleHelp> Examples { get; init; }

    /// <summary>Other cmdlets and topics that its help names, in alphabetical order.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>All text of it.</summary>
    public IEnumerable<string> Texts => [Synopsis, .. Description, .. Notes, .. Parameters.Select(p => p.Text), .. Examples.SelectMany(e => e.Texts)];
}
