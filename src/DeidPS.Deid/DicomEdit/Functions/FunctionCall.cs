using System.Text.RegularExpressions;
using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Deid.DicomEdit.Runtime;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>One call of a function with its compiled arguments and what could be worked out at compile time.</summary>
internal sealed class FunctionCall(FunctionInfo function, Expression[] arguments, object?[] constants, ScriptPlace place)
{
    public FunctionInfo Function => function;

    public ScriptPlace Place => place;

    public int Count => arguments.Length;

    public ScriptValue? Invoke(Machine machine) => function.Body(machine, this);

    public ScriptValue? Value(Machine machine, int index) => arguments[index].Evaluate(machine);

    /// <summary>The argument's text, null when it is missing; a list is an error.</summary>
    public string? Text(Machine machine, int index) => machine.TextOf(Value(machine, index), place);

    /// <summary>The argument's text; missing is an error that names the function.</summary>
    public string Required(Machine machine, int index) =>
        Text(machine, index) ?? throw machine.Fail(place, FormattableString.Invariant($"Argument {index + 1} of {function.Name} has no value."), "Guard it with isPresent.");

    public T? Constant<T>(int index)
        where T : class => constants[index] as T;

    /// <summary>An integer argument.</summary>
    public long Integer(Machine machine, int index)
    {
        if (constants[index] is long known)
        {
            return known;
        }

        return IntegerText.TryParse(Required(machine, index), out var value)
            ? value
            : throw machine.Fail(place, FormattableString.Invariant($"Argument {index + 1} of {function.Name} is no integer."));
    }

    public DateUnit Unit(Machine machine, int index, DateUnit standard)
    {
        if (index >= Count)
        {
            return standard;
        }

        if (constants[index] is DateUnit known)
        {
            return known;
        }

        return DateShifter.TryParseUnit(Required(machine, index), out var unit)
            ? unit
            : throw machine.Fail(place, FormattableString.Invariant($"Argument {index + 1} of {function.Name} is no unit of time."));
    }

    /// <summary>The first path among the arguments that names no element, or an empty one; null when there is none.</summary>
    public TagPath? FirstWithoutValue(Machine machine)
    {
        foreach (var argument in arguments)
        {
            if (argument.SourcePath is { IsSingular: true } path && string.IsNullOrEmpty(machine.ReadText(path, place)))
            {
                return path;
            }
        }

        return null;
    }

    public Regex Pattern(Machine machine, int index, bool whole) =>
        Constant<Regex>(index) ?? machine.Pattern(Required(machine, index), whole, place);

    /// <summary>Every path among the arguments from an index on: paths, texts that hold paths, and lists of both.</summary>
    public PathSet Paths(Machine machine, int from, int to = int.MaxValue)
    {
        if (constants.Length > from && constants[from] is PathSet known)
        {
            return known;
        }

        var paths = new List<TagPath>();
        for (var i = from; i < Math.Min(to, Count); i++)
        {
            AddPaths(machine, Value(machine, i), paths);
        }

        return new PathSet(paths);
    }

    private void AddPaths(Machine machine, ScriptValue? value, List<TagPath> paths)
    {
        switch (value)
        {
            case ScriptValue.Path path:
                paths.Add(path.Value);
                break;
            case ScriptValue.List list:
                foreach (var item in list.Items)
                {
                    AddPaths(machine, item, paths);
                }

                break;
            case ScriptValue.Text text:
                paths.Add(Syntax.Parser.ReadPathText(text.Value)
                    ?? throw machine.Fail(place, FormattableString.Invariant($"A text given to {function.Name} is no tag path.")));
                break;
            default:
                throw machine.Fail(place, FormattableString.Invariant($"An argument of {function.Name} is no tag path."));
        }
    }
}
