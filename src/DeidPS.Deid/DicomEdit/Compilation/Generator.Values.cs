using System.Text.RegularExpressions;
using DeidPS.Deid.DicomEdit.Functions;
using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Deid.DicomEdit.Runtime;
using DeidPS.Deid.DicomEdit.Syntax;
using DeidPS.Deid.Pixels;

namespace DeidPS.Deid.DicomEdit.Compilation;

/// <summary>Values and function calls.</summary>
internal sealed partial class Generator
{
    /// <summary>A value where one text is wanted: right of :=, in a condition, after echo.</summary>
    private Expression? Value(ValueSyntax value, TagPath? target, bool allowList = false, bool warnMissing = true)
    {
        switch (value)
        {
            case ValueSyntax.Constant constant:
                return new Expression.Constant(new ScriptValue.Text(constant.Text));
            case ValueSyntax.Variable variable:
                return Variable(variable);
            case ValueSyntax.Path path:
                if (warnMissing && path.Target.Text != target?.Text)
                {
                    CheckMissing(path, "nothing is assigned");
                }

                return Read(path);
            case ValueSyntax.List list when allowList:
                return List(list);
            case ValueSyntax.List:
                diagnostics.Error(ScriptDiagnosticIds.ListAsText, value.Start, "A list is no text.", "Use a list as an argument of a function.");
                return null;
            default:
                var call = Call((ValueSyntax.Call)value, out _, target);
                return call is null || !CheckResult(call, value.Start, allowList) ? null : new Expression.Call(call);
        }
    }

    private bool CheckResult(FunctionCall call, int start, bool allowList)
    {
        if (call.Function.Result == ResultKind.None)
        {
            diagnostics.Error(ScriptDiagnosticIds.NoResult, start, $"{call.Function.Name} gives no result.", "Write it as a statement of its own.");
            return false;
        }

        if (call.Function.Result == ResultKind.List && !allowList)
        {
            diagnostics.Error(ScriptDiagnosticIds.ListAsText, start, $"{call.Function.Name} gives a list, not a text.", "Keep it in a variable and give that to a function.");
            return false;
        }

        return true;
    }

    private Expression? Read(ValueSyntax.Path path)
    {
        CheckTags(path.Target, path.Start);
        if (path.Target.IsSingular)
        {
            return new Expression.Read(path.Target, Place(path.Start));
        }

        diagnostics.Error(
            ScriptDiagnosticIds.ValueNotSingular,
            path.Start,
            "This path can match several elements and has no single value.",
            "Give every sequence an item index and use no wildcards.");
        return null;
    }

    private Expression Variable(ValueSyntax.Variable variable)
    {
        var name = variable.Name;
        if (_assigned.Contains(name))
        {
            return new Expression.Variable(Slot(name), Place(variable.Start));
        }

        if (_required.Add(name) && name is not ("project" or "subject" or "session") && !_described.Contains(name) && !options.ExternalVariables.Contains(name))
        {
            var similar = NameDistance.Closest(name, FunctionTable.Names.Concat(_assigned).Append("project").Append("subject").Append("session"));
            diagnostics.Warning(
                ScriptDiagnosticIds.VariableNeverSet,
                variable.Start,
                $"Nothing before this line sets the variable '{name}', so the caller must supply it."
                    + (similar is null ? string.Empty : $" Did you mean '{similar}'?"),
                $"Set it before, or declare it with describe {name} \"…\".");
        }

        return new Expression.Variable(Slot(name), Place(variable.Start));
    }

    private Expression? List(ValueSyntax.List list)
    {
        var items = list.Items.Select(ListItem).ToArray();
        return items.Contains(null) ? null : new Expression.List(items!);
    }

    private Expression? ListItem(ValueSyntax item)
    {
        switch (item)
        {
            case ValueSyntax.Path path:
                CheckTags(path.Target, path.Start);
                return new Expression.Constant(new ScriptValue.Path(path.Target));
            case ValueSyntax.List list:
                return List(list);
            default:
                return Value(item, null, allowList: true);
        }
    }

    private FunctionCall? Call(ValueSyntax.Call call, out bool isSkipped, TagPath? target = null)
    {
        isSkipped = false;
        if (FunctionTable.Find(call.Name) is not { } function)
        {
            var similar = NameDistance.Closest(call.Name, FunctionTable.Names);
            diagnostics.Error(ScriptDiagnosticIds.UnknownFunction, call.Start, $"There is no function '{call.Name}'.", similar is null ? null : $"Did you mean '{similar}'?");
            return null;
        }

        if (function.Name == FunctionTable.GetUrl)
        {
            diagnostics.Error(ScriptDiagnosticIds.FunctionNotAllowed, call.Start, "getURL is switched off: a request can leak identifiers.", "Use lookup with a table.");
            return null;
        }

        if (call.Arguments.Count < function.Minimum || call.Arguments.Count > function.Maximum)
        {
            diagnostics.Error(ScriptDiagnosticIds.ArgumentCount, call.Start, $"{function.Name} takes {Count(function)}; this call has {call.Arguments.Count}.", null);
            return null;
        }

        var arguments = new Expression?[call.Arguments.Count];
        var constants = new object?[call.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Argument(function, i, call.Arguments[i], target, ref constants[i], ref isSkipped);
        }

        NoteUse(function, call);
        if (arguments.Contains(null))
        {
            return null;
        }

        PreparePixels(call, constants);
        PreparePaths(function, arguments, constants);
        return new FunctionCall(function, arguments!, constants, Place(call.Start));
    }

    private static string Count(FunctionInfo function) => (function.Minimum, function.Maximum) switch
    {
        (0, 0) => "no argument",
        (var a, var b) when a == b => FormattableString.Invariant($"{a} argument{(a == 1 ? string.Empty : "s")}"),
        (var a, int.MaxValue) => FormattableString.Invariant($"at least {a} argument{(a == 1 ? string.Empty : "s")}"),
        var (a, b) => FormattableString.Invariant($"{a} to {b} arguments"),
    };

    private void NoteUse(FunctionInfo function, ValueSyntax.Call call)
    {
        _needsKey |= function.Name is "mapUID" or "mapReferencedUIDs";
        _needsLookupTable |= function.Name == "lookup";
        if (function.Name == "retainPrivateTags")
        {
            diagnostics.Warning(ScriptDiagnosticIds.RetainRemovesOthers, call.Start, "Every private element that is not named here is removed, all of them when none matches.", null);
        }
    }

    private Expression? Argument(FunctionInfo function, int index, ValueSyntax value, TagPath? target, ref object? constant, ref bool isSkipped)
    {
        var kind = function.ParameterAt(index);
        switch (kind)
        {
            case ParameterKind.Date or ParameterKind.DateTime when value is ValueSyntax.Path path:
                return DateArgument(path, kind, target);
            case ParameterKind.SinglePath or ParameterKind.Paths or ParameterKind.PathsOrTexts or ParameterKind.PrivatePaths or ParameterKind.Collected:
                return PathArgument(function, kind, value);
            case ParameterKind.Texts when value is ValueSyntax.List list:
                return List(list);
            case ParameterKind.DirectPath:
                return DirectArgument(function, value, ref constant, ref isSkipped);
            case ParameterKind.Text or ParameterKind.Texts when value is ValueSyntax.Path source:
                if (function.NeedsValues)
                {
                    CheckMissing(source, tolerant ? "nothing is assigned" : "the object fails");
                }
                else if (source.Target.Text != target?.Text && target is not null)
                {
                    CheckMissing(source, "nothing is assigned");
                }

                return Read(source);
            default:
                if (value is ValueSyntax.Constant known)
                {
                    constant = ConstantArgument(kind, known);
                }

                return Value(value, null, allowList: kind == ParameterKind.Texts, warnMissing: false);
        }
    }

    private Expression? PathArgument(FunctionInfo function, ParameterKind kind, ValueSyntax value)
    {
        switch (value)
        {
            case ValueSyntax.Path path:
                CheckTags(path.Target, path.Start);
                if (kind == ParameterKind.SinglePath && !path.Target.IsSingular)
                {
                    diagnostics.Error(ScriptDiagnosticIds.ValueNotSingular, path.Start, $"{function.Name} takes paths that name one element.", "Give every sequence an item index and use no wildcards.");
                    return null;
                }

                if (function.Name == "removeTags" && !CheckDelete(path.Target, path.Start))
                {
                    return null;
                }

                return CheckPrivate(kind, path.Target, path.Start) ? new Expression.Constant(new ScriptValue.Path(path.Target)) : null;
            case ValueSyntax.Constant when kind is ParameterKind.SinglePath or ParameterKind.Paths:
                diagnostics.Error(ScriptDiagnosticIds.ArgumentKind, value.Start, $"{function.Name} takes tag paths, not text.", "Write the path without quotes.");
                return null;
            case ValueSyntax.Constant text when kind is ParameterKind.PathsOrTexts or ParameterKind.PrivatePaths:
                if (Parser.ReadPathText(text.Text) is not { } read)
                {
                    diagnostics.Error(ScriptDiagnosticIds.InvalidPathText, value.Start, "This text is no tag path.", "Write for example \"(0040,0275)/(0008,0050)\".");
                    return null;
                }

                CheckTags(read, value.Start);
                return CheckPrivate(kind, read, value.Start) ? new Expression.Constant(new ScriptValue.Path(read)) : null;
            case ValueSyntax.List list:
                var items = list.Items.Select(i => PathArgument(function, kind, i)).ToArray();
                return items.Contains(null) ? null : new Expression.List(items!);
            default:
                return Value(value, null, allowList: true);
        }
    }

    private bool CheckPrivate(ParameterKind kind, TagPath path, int start)
    {
        if (kind != ParameterKind.PrivatePaths || path.Last.Pattern.IsPrivate)
        {
            return true;
        }

        diagnostics.Error(ScriptDiagnosticIds.ArgumentKind, start, "retainPrivateTags takes private tags only.", "Write (gggg,{CREATOR}ee).");
        return false;
    }

    private Expression? DirectArgument(FunctionInfo function, ValueSyntax value, ref object? constant, ref bool isSkipped)
    {
        if (value is ValueSyntax.Path)
        {
            diagnostics.Error(ScriptDiagnosticIds.ArgumentKind, value.Start, $"{function.Name} takes the address as text.", "Put it in double quotes.");
            return null;
        }

        if (value is not ValueSyntax.Constant text)
        {
            return Value(value, null);
        }

        if (DirectPath.Parse(text.Text) is { } path)
        {
            constant = new PathSet([path]);
            CheckDirect(function, path, value.Start);
            return Value(value, null);
        }

        isSkipped = tolerant;
        diagnostics.Add(
            tolerant ? ScriptSeverity.Warning : ScriptSeverity.Error,
            ScriptDiagnosticIds.InvalidPathText,
            value.Start,
            "This text is no address of an element." + (tolerant ? " The statement is skipped." : string.Empty),
            "Write \"(gggg,eeee)\" or \"(gggg,eeee)[n]/(gggg,eeee)\".");
        return null;
    }

    private object? ConstantArgument(ParameterKind kind, ValueSyntax.Constant value)
    {
        switch (kind)
        {
            case ParameterKind.Increment or ParameterKind.Index when IntegerText.TryParse(value.Text, out var number):
                return number;
            case ParameterKind.Increment:
                diagnostics.Error(ScriptDiagnosticIds.InvalidIncrement, value.Start, "The increment is no whole number.", "Put the number of days or seconds here.");
                return null;
            case ParameterKind.Index:
                diagnostics.Error(ScriptDiagnosticIds.InvalidConstant, value.Start, "A whole number is wanted here.", null);
                return null;
            case ParameterKind.Unit:
                if (DateShifter.TryParseUnit(value.Text, out var unit))
                {
                    return unit;
                }

                diagnostics.Error(ScriptDiagnosticIds.InvalidUnit, value.Start, "This unit does not exist.", "Units are years, days, hours, minutes and seconds.");
                return null;
            case ParameterKind.WholePattern or ParameterKind.FindPattern:
                return Pattern(value, kind == ParameterKind.WholePattern);
            case ParameterKind.MessagePattern when MessageFormat.Fill(value.Text, null) is null:
                diagnostics.Error(ScriptDiagnosticIds.InvalidConstant, value.Start, "The pattern of format is not sound.", "Write {0}, {1}; quote a brace with apostrophes.");
                return null;
            case ParameterKind.Prefix when !UidMaker.IsPrefix(value.Text):
                diagnostics.Error(
                    ScriptDiagnosticIds.InvalidConstant,
                    value.Start,
                    FormattableString.Invariant($"The prefix is no UID of at most {UidMaker.MaximumPrefix} characters."),
                    "Write for example \"2.25.1\" or your organisation's root.");
                return null;
            default:
                return null;
        }
    }

    private Regex? Pattern(ValueSyntax.Constant value, bool whole)
    {
        var problem = JavaPattern.TryCreate(value.Text, whole, options.MatchTimeout, out var regex);
        if (problem is not null)
        {
            diagnostics.Error(ScriptDiagnosticIds.InvalidRegex, value.Start, "The regular expression cannot be used: " + problem, null);
        }

        return regex;
    }

    private void PreparePixels(ValueSyntax.Call call, object?[] constants)
    {
        if (call.Name != "alterPixels")
        {
            return;
        }

        if (call.Arguments[0] is ValueSyntax.Constant shape && call.Arguments[1] is ValueSyntax.Constant sides)
        {
            constants[1] = PixelText.ReadShape(shape.Text, sides.Text, out var problem);
            ReportPixels(problem, sides.Start);
        }

        if (call.Arguments[2] is ValueSyntax.Constant fill && call.Arguments[3] is ValueSyntax.Constant colour)
        {
            constants[3] = PixelText.ReadFill(fill.Text, colour.Text, out var problem);
            ReportPixels(problem, colour.Start);
        }
    }

    private void ReportPixels(string? problem, int start)
    {
        if (problem is not null)
        {
            diagnostics.Error(ScriptDiagnosticIds.InvalidConstant, start, "alterPixels: " + problem, "Write alterPixels[\"rectangle\", \"l=0,t=0,r=100,b=20\", \"solid\", \"v=0\"].");
        }
    }

    /// <summary>Paths that are all known become one set now, so that nothing is built for each object.</summary>
    private static void PreparePaths(FunctionInfo function, Expression?[] arguments, object?[] constants)
    {
        var from = 0;
        while (from < arguments.Length && function.ParameterAt(from) is not (ParameterKind.Paths or ParameterKind.PathsOrTexts or ParameterKind.PrivatePaths))
        {
            from++;
        }

        if (from >= arguments.Length)
        {
            return;
        }

        var kind = function.ParameterAt(from);
        var paths = new List<TagPath>();
        for (var i = from; i < arguments.Length && function.ParameterAt(i) == kind; i++)
        {
            if (!arguments[i]!.TryGetPaths(paths))
            {
                return;
            }
        }

        constants[from] = new PathSet(paths);
    }
}
