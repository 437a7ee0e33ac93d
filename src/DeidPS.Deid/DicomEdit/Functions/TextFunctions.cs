using System.Text;
using System.Text.RegularExpressions;
using DeidPS.Deid.DicomEdit.Runtime;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>Section 7.1.</summary>
internal static class TextFunctions
{
    public static ScriptValue? Concatenate(Machine machine, FunctionCall call)
    {
        var texts = new List<string?>();
        for (var i = 0; i < call.Count; i++)
        {
            Flatten(machine, call, call.Value(machine, i), texts);
        }

        if (!texts.Contains(null))
        {
            return new ScriptValue.Text(string.Concat(texts));
        }

        return machine.IsTolerant
            ? Missing(machine, call)
            : throw machine.Fail(call.Place, "An argument of concatenate has no value.", "Guard it with isPresent.");
    }

    public static ScriptValue? Format(Machine machine, FunctionCall call)
    {
        var texts = new List<string?>();
        for (var i = 1; i < call.Count; i++)
        {
            Flatten(machine, call, call.Value(machine, i), texts);
        }

        if (machine.IsTolerant && texts.Contains(null))
        {
            return Missing(machine, call);
        }

        var text = MessageFormat.Fill(call.Required(machine, 0), [.. texts.Select(t => t ?? "null")]);
        return text is null ? throw machine.Fail(call.Place, "The pattern of format is not sound.") : new ScriptValue.Text(text);
    }

    public static ScriptValue? Lowercase(Machine machine, FunctionCall call) =>
        new ScriptValue.Text(call.Required(machine, 0).ToLowerInvariant());

    public static ScriptValue? Uppercase(Machine machine, FunctionCall call) =>
        new ScriptValue.Text(call.Required(machine, 0).ToUpperInvariant());

    public static ScriptValue? Substring(Machine machine, FunctionCall call)
    {
        if (machine.IsTolerant && call.Text(machine, 0) is null)
        {
            return Missing(machine, call);
        }

        var text = call.Required(machine, 0);
        var start = call.Integer(machine, 1);
        var end = call.Integer(machine, 2);
        return start < 0 || end > text.Length || start > end
            ? throw machine.Fail(call.Place, "substring reaches beyond its text.", "Test the length first, for example with ismatch.")
            : new ScriptValue.Text(text[(int)start..(int)end]);
    }

    public static ScriptValue? Replace(Machine machine, FunctionCall call)
    {
        var text = call.Required(machine, 0);
        var find = call.Required(machine, 1);
        var by = call.Required(machine, 2);
        if (find.Length > 0)
        {
            return new ScriptValue.Text(text.Replace(find, by, StringComparison.Ordinal));
        }

        // Java puts the replacement around every character when the text to find is empty.
        var result = new StringBuilder(by);
        foreach (var c in text)
        {
            result.Append(c).Append(by);
        }

        return new ScriptValue.Text(result.ToString());
    }

    public static ScriptValue? Match(Machine machine, FunctionCall call)
    {
        var text = call.Required(machine, 0);
        var regex = call.Pattern(machine, 1, whole: false);
        var number = call.Integer(machine, 2);
        if (!regex.GetGroupNumbers().Contains((int)number))
        {
            throw machine.Fail(call.Place, "match names a group that its expression does not have.");
        }

        try
        {
            var match = regex.Match(text);
            var group = match.Groups[(int)number];
            return match.Success && group.Success ? new ScriptValue.Text(group.Value) : null;
        }
        catch (RegexMatchTimeoutException)
        {
            throw machine.Fail(call.Place, "The regular expression took too long.");
        }
    }

    public static ScriptValue? IsMatch(Machine machine, FunctionCall call) =>
        ScriptValue.Of(machine.IsMatch(call.Pattern(machine, 1, whole: true), call.Required(machine, 0), call.Place));

    public static ScriptValue? Normalize(Machine machine, FunctionCall call)
    {
        if (call.Text(machine, 0) is not { } text)
        {
            return null;
        }

        var by = call.Count > 1 ? call.Required(machine, 1) : "_";
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                result.Append((char)rune.Value);
            }
            else
            {
                result.Append(by);
            }
        }

        return new ScriptValue.Text(result.ToString());
    }

    public static ScriptValue? Lookup(Machine machine, FunctionCall call)
    {
        var type = call.Text(machine, 0);
        var key = call.Text(machine, 1);
        return type is not null && key is not null && machine.Context.LookupTable?.Find(type, key) is { } text
            ? new ScriptValue.Text(text)
            : null;
    }

    /// <summary>What a script declared 6.0 to 6.3 gets for a missing element: nothing, and a warning.</summary>
    public static ScriptValue? Missing(Machine machine, FunctionCall call)
    {
        var path = call.FirstWithoutValue(machine);
        machine.Warn(
            ScriptWarningKind.MissingValue,
            call.Place,
            path?.Last.Pattern.Tag ?? default,
            path?.Text ?? call.Function.Name,
            false,
            $"{call.Function.Name} met a missing value and gives none.");
        return null;
    }

    /// <summary>Adds texts, those of lists one by one.</summary>
    public static void Flatten(Machine machine, FunctionCall call, ScriptValue? value, List<string?> texts)
    {
        if (value is not ScriptValue.List list)
        {
            texts.Add(machine.TextOf(value, call.Place));
            return;
        }

        foreach (var item in list.Items)
        {
            Flatten(machine, call, item, texts);
        }
    }
}
