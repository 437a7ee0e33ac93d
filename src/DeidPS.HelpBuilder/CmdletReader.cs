using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DeidPS.HelpBuilder;

/// <summary>Joins what the engine knows of the cmdlets with their comments.</summary>
/// <param name="comments">The comments.</param>
internal sealed partial class CmdletReader(Comments comments)
{
    private static readonly HashSet<string> s_common = [.. Cmdlet.CommonParameters];

    /// <summary>The help of every cmdlet of an assembly, by name.</summary>
    /// <param name="bin">Folder of the staged module.</param>
    /// <exception cref="HelpException">A cmdlet lacks a comment.</exception>
    public IReadOnlyList<CmdletHelp> Read(string bin)
    {
        AssemblyLoadContext.Default.Resolving += (context, name) => File.Exists(Path.Combine(bin, name.Name + ".dll")) ? context.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(bin, name.Name + ".dll"))) : null;
        var types = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(bin, "DeidPS.dll"))).GetExportedTypes();
        var help = types.Select(type => (Type: type, Name: type.GetCustomAttribute<CmdletAttribute>())).Where(c => c.Name is not null)
            .Select(c => Read(new CmdletInfo($"{c.Name!.VerbName}-{c.Name.NounName}", c.Type))).OrderBy(h => h.Name, StringComparer.Ordinal).ToList();
        var names = help.Select(h => h.Name).ToHashSet(StringComparer.Ordinal);
        return [.. help.Select(h => h with { Links = [.. h.Texts.SelectMany(text => LinkName().Matches(text)).Select(m => m.Value).Where(name => name != h.Name && (names.Contains(name) || name.StartsWith("about_", StringComparison.Ordinal))).Distinct().Order(StringComparer.Ordinal)] })];
    }

    private CmdletHelp Read(CmdletInfo cmdlet)
    {
        var type = cmdlet.ImplementingType;
        var comment = comments.Of(type) ?? throw new HelpException(cmdlet.Name, "The class has no comment.");
        var summary = comment.Element("summary");
        var remarks = Comments.Paragraphs(comment.Element("remarks"));
        var description = Comments.Paragraphs(Part(summary, "description"));
        return new CmdletHelp
        {
            Name = cmdlet.Name,
            Synopsis = Comments.Text(Part(summary, "synopsis") ?? summary),
            Description = description.Count > 0 ? description : remarks,
            Notes = description.Count > 0 ? remarks : [],
            Parameters = [.. cmdlet.Parameters.Values.Where(p => !s_common.Contains(p.Name)).Select(p => Read(cmdlet, p)).OrderBy(p => p.Name, StringComparer.Ordinal)],
            Sets = [.. cmdlet.ParameterSets.OrderByDescending(s => s.IsDefault)],
            Outputs = [.. cmdlet.OutputType.Select(o => (o.Name, o.Type is null ? string.Empty : Comments.Text(comments.Of(o.Type)?.Element("summary"))))],
            Examples = [.. comment.Elements("example").Select(e => new ExampleHelp(Comments.Text(e.Element("summary") ?? e.Element("title")), Code(e), [.. e.Elements("para").SelectMany(Comments.Paragraphs)]))],
        };
    }

    private ParameterHelp Read(CmdletInfo cmdlet, ParameterMetadata parameter)
    {
        var text = parameter.Name switch
        {
            "WhatIf" => "Shows what would happen and changes nothing; off by default.",
            "Confirm" => "Asks before each change; off by default, except for what cannot be undone.",
            _ => null,
        };
        var property = cmdlet.ImplementingType.GetProperty(parameter.Name);
        text ??= Comments.Text((property is null ? null : comments.Of(property))?.Element("summary"));
        return text.Length > 0 ? new ParameterHelp(parameter.Name, parameter, text, property?.IsDefined(typeof(SupportsWildcardsAttribute)) == true) : throw new HelpException($"{cmdlet.Name} -{parameter.Name}", "The parameter has no comment.");
    }

    private static XElement? Part(XElement? summary, string kind) => summary?.Elements("para").FirstOrDefault(p => (string?)p.Attribute("type") == kind);

    /// <summary>Code keeps its lines; those that follow the first lose what they are indented in the comment.</summary>
    private static string Code(XElement example)
    {
        var lines = (example.Element("code")?.Value ?? string.Empty).Split('\n').Select(l => l.TrimEnd()).ToArray();
        var indent = lines.Skip(1).Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Select((l, i) => i == 0 || l.Length == 0 ? l : l[indent..])).Trim('\n');
    }

    [GeneratedRegex("[A-Z][a-z]+-[A-Z][A-Za-z]+|about_[A-Za-z]+")]
    private static partial Regex LinkName();
}
