using System.Management.Automation;
using System.Xml;
using System.Xml.Linq;

namespace DeidPS.HelpBuilder;

/// <summary>Writes help in the form that Get-Help reads (MAML).</summary>
internal static class Maml
{
    /// <summary>Longer lists of values stand with the parameter only: the syntax stays readable.</summary>
    private const int MostValues = 4;

    private static readonly XNamespace s_root = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes the help of cmdlets to a file, whole or not at all.</summary>
    public static void Write(IReadOnlyList<CmdletHelp> cmdlets, string path)
    {
        var document = new XDocument(new XElement(s_root + "helpItems", new XAttribute("schema", "maml"), cmdlets.Select(Command)));
        var temporary = $"{path}.{Environment.ProcessId}";
        using (var writer = XmlWriter.Create(temporary, new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            document.Save(writer);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static XElement Command(CmdletHelp help)
    {
        var name = help.Name.Split('-');
        var parameters = help.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        return new XElement(
            s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml), new XAttribute(XNamespace.Xmlns + "command", s_command), new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            new XElement(s_command + "details", new XElement(s_command + "name", help.Name), new XElement(s_command + "verb", name[0]), new XElement(s_command + "noun", name[1]), Description([help.Synopsis])),
            Description(help.Description),
            new XElement(s_command + "syntax", help.Sets.Select(set => Syntax(help, set, parameters))),
            new XElement(s_command + "parameters", help.Parameters.Select(p => Parameter(p, Widest(help, p.Name), isSyntax: false))),
            new XElement(s_command + "inputTypes", Inputs(help).Select(type => new XElement(s_command + "inputType", TypeOf(type)))),
            new XElement(s_command + "returnValues", help.Outputs.Select(o => new XElement(s_command + "returnValue", TypeOf(o.Type), o.Text.Length == 0 ? null : Description([o.Text])))),
            help.Notes.Count == 0 ? null : new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(help.Notes))),
            new XElement(s_command + "examples", help.Examples.Select((e, i) => Example(e, i + 1))),
            new XElement(s_command + "relatedLinks", help.Links.Select(link => new XElement(s_maml + "navigationLink", new XElement(s_maml + "linkText", link), new XElement(s_maml + "uri")))));
    }

    private static XElement Syntax(CmdletHelp help, CommandParameterSetInfo set, Dictionary<string, ParameterHelp> parameters) => new(
        s_command + "syntaxItem",
        new XElement(s_maml + "name", help.Name),
        set.Parameters.Where(p => parameters.ContainsKey(p.Name)).OrderBy(p => p.Position < 0 ? int.MaxValue : p.Position).ThenByDescending(p => p.IsMandatory).ThenBy(p => p.Name is "WhatIf" or "Confirm")
            .ThenBy(p => p.Name, StringComparer.Ordinal).Select(p => Parameter(parameters[p.Name], p, isSyntax: true)));

    private static XElement Parameter(ParameterHelp parameter, CommandParameterInfo use, bool isSyntax)
    {
        var isSwitch = use.ParameterType == typeof(SwitchParameter);
        return new XElement(
            s_command + "parameter",
            new XAttribute("required", use.IsMandatory ? "true" : "false"), new XAttribute("variableLength", "true"), new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", Pipeline(use)), new XAttribute("position", use.Position < 0 ? "named" : use.Position.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new XAttribute("aliases", use.Aliases.Count == 0 ? "none" : string.Join(", ", use.Aliases)),
            new XElement(s_maml + "name", parameter.Name),
            Description([parameter.Text, .. parameter.Values.Count == 0 || isSyntax ? Array.Empty<string>() : [$"Values: {string.Join(", ", parameter.Values)}."]]),
            isSyntax && parameter.Values.Count is > 0 and <= MostValues ? new XElement(s_command + "parameterValueGroup", parameter.Values.Select(value => new XElement(s_command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value))) : null,
            isSwitch && isSyntax ? null : new XElement(s_command + "parameterValue", new XAttribute("required", isSwitch ? "false" : "true"), new XAttribute("variableLength", "false"), parameter.Type),
            TypeOf(parameter.Type),
            new XElement(s_dev + "defaultValue", isSwitch ? "False" : "None"));
    }

    private static XElement Example(ExampleHelp example, int number) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"-------- Example {number}: {example.Title} --------"),
        new XElement(s_dev + "code", example.Code),
        new XElement(s_dev + "remarks", Paragraphs(example.Text)));

    /// <summary>A parameter as the set has it in which it does most: mandatory before optional, a position before none.</summary>
    private static CommandParameterInfo Widest(CmdletHelp help, string name) =>
        help.Sets.SelectMany(s => s.Parameters).Where(p => p.Name == name).OrderByDescending(p => p.ValueFromPipeline).ThenByDescending(p => p.IsMandatory).ThenByDescending(p => p.Position).First();

    private static IEnumerable<string> Inputs(CmdletHelp help) =>
        help.Parameters.Where(p => help.Sets.SelectMany(s => s.Parameters).Any(use => use.Name == p.Name && (use.ValueFromPipeline || use.ValueFromPipelineByPropertyName))).Select(p => p.Type).Distinct().Order(StringComparer.Ordinal);

    private static string Pipeline(CommandParameterInfo use) => (use.ValueFromPipeline, use.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static XElement TypeOf(string name) => new(s_dev + "type", new XElement(s_maml + "name", name), new XElement(s_maml + "uri"));

    private static XElement Description(IEnumerable<string> paragraphs) => new(s_maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(p => new XElement(s_maml + "para", p));
}
