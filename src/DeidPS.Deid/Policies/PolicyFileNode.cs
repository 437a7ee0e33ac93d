using System.Text;
using System.Text.Json;

namespace DeidPS.Deid.Policies;

/// <summary>A value of a policy file and where it stands.</summary>
/// <param name="Kind">StartObject, StartArray, String, Number, True, False or Null.</param>
/// <param name="Text">The text of a string or number.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in UTF-16 units, from 1.</param>
internal sealed record PolicyFileNode(JsonTokenType Kind, string Text, int Line, int Column)
{
    private static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };

    /// <summary>Properties in the order they stand; the name is a node of its own because it has a place.</summary>
    public List<(PolicyFileNode Name, PolicyFileNode Value)> Properties { get; } = [];

    /// <summary>Items of a list.</summary>
    public List<PolicyFileNode> Items { get; } = [];

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="JsonException">Not JSON, nested too deep, or (with an inner exception) not Unicode; with line and byte position.</exception>
    public static PolicyFileNode Parse(byte[] utf8)
    {
        var reader = new Utf8JsonReader(utf8, s_options);
        reader.Read();
        var place = new TextPlace(utf8);
        var node = Read(ref reader, place);
        while (reader.Read())
        {
            // Nothing may follow; the reader throws when something does.
        }

        return node;
    }

    private static PolicyFileNode Read(ref Utf8JsonReader reader, TextPlace place)
    {
        var kind = reader.TokenType;
        var node = Here(ref reader, place);
        switch (kind)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = Here(ref reader, place);
                    reader.Read();
                    node.Properties.Add((name, Read(ref reader, place)));
                }

                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    node.Items.Add(Read(ref reader, place));
                }

                break;
        }

        return node;
    }

    private static PolicyFileNode Here(ref Utf8JsonReader reader, TextPlace place)
    {
        place.MoveTo((int)reader.TokenStartIndex);
        try
        {
            var text = reader.TokenType switch
            {
                JsonTokenType.String or JsonTokenType.PropertyName => reader.GetString() ?? string.Empty,
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                _ => string.Empty,
            };
            return new PolicyFileNode(reader.TokenType, text, place.Line, place.Column);
        }
        catch (InvalidOperationException error)
        {
            // The parser's answer to bytes that are not UTF-8 and to half of a surrogate pair; without a place.
            throw new JsonException(error.Message, null, place.Line - 1, place.BytesInLine, error);
        }
    }
}
