using System.Management.Automation;

namespace DeidPS.HelpBuilder;

/// <summary>What the help of a parameter says.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Metadata">What the engine knows of it.</param>
/// <param name="Text">What it means.</param>
/// <param name="TakesWildcards">True when its values may hold wildcards.</param>
internal sealed record ParameterHelp(string Name, ParameterMetadata Metadata, string Text, bool TakesWildcards)
{
    /// <summary>The type of its values as people write it.</summary>
    public string Type => ShortName(Metadata.ParameterType);

    /// <summary>The values it takes, where there are a few; empty otherwise.</summary>
    public IReadOnlyList<string> Values
    {
        get
        {
            var type = Metadata.ParameterType.IsArray ? Metadata.ParameterType.GetElementType()! : Metadata.ParameterType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            return Metadata.Attributes.OfType<ValidateSetAttribute>().FirstOrDefault() is { } set ? [.. set.ValidValues] : type.IsEnum ? Enum.GetNames(type) : [];
        }
    }

    private static string ShortName(Type type) => type.IsArray ? ShortName(type.GetElementType()!) + "[]" : Nullable.GetUnderlyingType(type) is { } inner ? ShortName(inner) : type.Name;
}
