using System.Text;
using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Deid.DicomEdit.Runtime;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>Section 7.5.</summary>
internal static class ElementFunctions
{
    public static ScriptValue? Delete(Machine machine, FunctionCall call)
    {
        new ElementRemover(machine, Direct(machine, call), call.Place).Run();
        return null;
    }

    public static ScriptValue? Set(Machine machine, FunctionCall call)
    {
        var path = Direct(machine, call).All[0];
        if (path.Last.HasIndex)
        {
            throw machine.Fail(call.Place, "set names an element, not an item.");
        }

        if (call.Text(machine, 1) is { } text)
        {
            machine.Assign(path, text, call.Place);
            return null;
        }

        var present = machine.FindElement(path, call.Place);
        machine.Warn(ScriptWarningKind.AssignmentSkipped, call.Place, path.Last.Pattern.Tag, path.Text, present is not null, "The value is missing, so the element is left as it is.");
        return null;
    }

    public static ScriptValue? RemoveTags(Machine machine, FunctionCall call)
    {
        new ElementRemover(machine, call.Paths(machine, 0), call.Place).Run();
        return null;
    }

    public static ScriptValue? RetainPrivateTags(Machine machine, FunctionCall call)
    {
        var paths = call.Paths(machine, 0);
        if (paths.All.Any(p => !p.Last.Pattern.IsPrivate))
        {
            throw machine.Fail(call.Place, "retainPrivateTags takes private tags only.");
        }

        PrivateRemover.Retain(machine, paths, call.Place);
        return null;
    }

    public static ScriptValue? CollectValues(Machine machine, FunctionCall call)
    {
        var values = new List<ScriptValue?>();
        for (var i = 0; i < call.Count; i++)
        {
            Collect(machine, call, call.Value(machine, i), values);
        }

        return new ScriptValue.List(values);
    }

    public static ScriptValue? BlankValues(Machine machine, FunctionCall call)
    {
        var texts = new List<string?>();
        for (var i = 0; i < call.Count; i++)
        {
            TextFunctions.Flatten(machine, call, call.Value(machine, i), texts);
        }

        var wanted = texts.Where(t => !string.IsNullOrEmpty(t)).Select(t => t!).ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0)
        {
            return null;
        }

        var bytes = wanted.Select(Encoding.UTF8.GetBytes).ToArray();
        Blank(machine, call, machine.Dataset, wanted, bytes);
        if (machine.FileMeta is { } fileMeta)
        {
            Blank(machine, call, fileMeta, wanted, bytes);
        }

        return null;
    }

    public static ScriptValue? IsPresent(Machine machine, FunctionCall call)
    {
        for (var i = 0; i < call.Count; i++)
        {
            if (!AllPresent(machine, call, call.Value(machine, i)))
            {
                return ScriptValue.False;
            }
        }

        return ScriptValue.True;
    }

    public static ScriptValue? Reject(Machine machine, FunctionCall call)
    {
        machine.IsRejected = call.Count == 0 || machine.Truth(call.Value(machine, 0), call.Place);
        return null;
    }

    private static bool AllPresent(Machine machine, FunctionCall call, ScriptValue? value) => value switch
    {
        ScriptValue.Path path => machine.FindElement(path.Value, call.Place) is not null,
        ScriptValue.List list => list.Items.All(i => AllPresent(machine, call, i)),
        _ => throw machine.Fail(call.Place, "isPresent takes tag paths, not text."),
    };

    private static PathSet Direct(Machine machine, FunctionCall call)
    {
        if (call.Constant<PathSet>(0) is { } known)
        {
            return known;
        }

        var path = DirectPath.Parse(call.Required(machine, 0))
            ?? throw machine.Fail(call.Place, $"The text given to {call.Function.Name} is no address of an element.", "Write (gggg,eeee)[n]/(gggg,eeee).");
        return new PathSet([path]);
    }

    private static void Collect(Machine machine, FunctionCall call, ScriptValue? value, List<ScriptValue?> values)
    {
        switch (value)
        {
            case ScriptValue.List list:
                foreach (var item in list.Items)
                {
                    Collect(machine, call, item, values);
                }

                break;
            case ScriptValue.Path path:
                foreach (var match in machine.Collect(new PathSet([path.Value])))
                {
                    if (match.Element.Text is { } text)
                    {
                        values.Add(new ScriptValue.Text(text));
                    }
                }

                break;
            case not null:
                values.Add(new ScriptValue.Text(machine.TextOf(value, call.Place)!));
                break;
        }
    }

    private static void Blank(Machine machine, FunctionCall call, DicomDataset dataset, HashSet<string> wanted, byte[][] bytes)
    {
        for (var i = 0; i < dataset.Count; i++)
        {
            var element = dataset[i];
            foreach (var item in element.Items)
            {
                Blank(machine, call, item, wanted, bytes);
            }

            if (element.IsSequence || element.IsBulk || element.IsEncapsulated || element.IsEmpty || element.Tag == DicomTags.TransferSyntaxUID)
            {
                continue;
            }

            var matches = element.VR == DicomVR.UN
                ? bytes.Any(b => element.Bytes.Span.TrimEnd((byte)' ').TrimEnd((byte)0).SequenceEqual(b))
                : element.Text is { } text && wanted.Contains(text);
            if (matches)
            {
                machine.Assign(dataset, element.Tag, string.Empty, call.Place);
            }
        }
    }
}
