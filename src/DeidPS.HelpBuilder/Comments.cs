using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DeidPS.HelpBuilder;

/// <summary>The XML comments of our assemblies, as the compiler collected them.</summary>
internal sealed partial class Comments
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    /// <summary>Reads the comments of every assembly of ours in a folder.</summary>
    public static Comments Read(string folder)
    {
        var comments = new Comments();
        foreach (var member in Directory.EnumerateFiles(folder, "DeidPS*.xml").SelectMany(file => XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member")))
        {
            comments._members[(string)member.Attribute("name")!] = member;
        }

        return comments;
    }

    /// <summary>The comment of a type; null where there is none.</summary>
    public XElement? Of(Type type) => _members.GetValueOrDefault("T:" + NameOf(type));

    /// <summary>The comment of a property; null where there is none.</summary>
    public XElement? Of(System.Reflection.PropertyInfo property) => _members.GetValueOrDefault($"P:{NameOf(property.DeclaringType!)}.{property.Name}");

    /// <summary>The text of an element in paragraphs, without line breaks of the source.</summary>
    public static IReadOnlyList<string> Paragraphs(XElement? element)
    {
        if (element is null)
        {
            return [];
        }

        var paragraphs = new List<StringBuilder> { new() };
        Collect(element, paragraphs);
        return [.. paragraphs.Select(p => Blanks().Replace(p.ToString(), " ").Trim()).Where(p => p.Length > 0)];
    }

    /// <summary>The text of an element as one paragraph; empty for none.</summary>
    public static string Text(XElement? element) => string.Join(' ', Paragraphs(element));

    private static string NameOf(Type type) => ((type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name).Replace('+', '.');

    private static void Collect(XElement element, List<StringBuilder> paragraphs)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText text:
                    paragraphs[^1].Append(text.Value);
                    break;
                case XElement { Name.LocalName: "para" or "item" } block:
                    paragraphs.Add(new StringBuilder());
                    Collect(block, paragraphs);
                    paragraphs.Add(new StringBuilder());
                    break;
                case XElement { Name.LocalName: "see" or "paramref" or "seealso" } link:
                    paragraphs[^1].Append(link.Value.Length > 0 ? link.Value : LastName((string?)link.Attribute("cref") ?? (string?)link.Attribute("name") ?? (string?)link.Attribute("langword") ?? string.Empty));
                    break;
                case XElement inner:
                    Collect(inner, paragraphs);
                    break;
                default:
                    break;
            }
        }
    }

    private static string LastName(string reference) => reference.Split('(')[0].Split('.', ':')[^1];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
