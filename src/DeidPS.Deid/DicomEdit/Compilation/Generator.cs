using DeidPS.Deid.DicomEdit.Functions;
using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Deid.DicomEdit.Runtime;
using DeidPS.Deid.DicomEdit.Syntax;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Compilation;

/// <summary>
/// Checks statements (section 12) and generates what is executed: everything constant is worked out here, and runs of
/// deletes become one.
/// </summary>
internal sealed partial class Generator(ScriptText text, DiagnosticBag diagnostics, DicomEditCompileOptions options, bool tolerant)
{
    private readonly List<string> _variables = [];
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _assigned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _described = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _required = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _present = new(StringComparer.Ordinal);
    private readonly List<string> _presentLog = [];
    private bool _needsKey;
    private bool _needsLookupTable;

    public CompiledScript Generate(IReadOnlyList<StatementSyntax> statements, string version)
    {
        FindDescriptions(statements);
        var instructions = Block(statements);
        var program = new ScriptProgram(instructions, _variables, tolerant, options.PixelRegionsComplete, options.MatchTimeout);
        return new CompiledScript(program, version, _required, _needsKey, _needsLookupTable);
    }

    private void FindDescriptions(IReadOnlyList<StatementSyntax> statements)
    {
        foreach (var statement in statements)
        {
            if (statement is StatementSyntax.Describe describe)
            {
                _described.Add(describe.Name);
            }
            else if (statement is StatementSyntax.If block)
            {
                foreach (var branch in block.Branches)
                {
                    FindDescriptions(branch.Body);
                }

                FindDescriptions(block.Otherwise);
            }
        }
    }

    private ScriptPlace Place(int start)
    {
        var (line, column) = text.Locate(start);
        return new ScriptPlace(line, column);
    }

    private Instruction[] Block(IReadOnlyList<StatementSyntax> statements)
    {
        var result = new List<Instruction>();
        var run = new List<StatementSyntax.Delete>();
        foreach (var statement in statements)
        {
            if (statement is StatementSyntax.Delete delete)
            {
                if (CheckDelete(delete.Target, delete.Start))
                {
                    run.Add(delete);
                }

                continue;
            }

            if (statement is StatementSyntax.Version or StatementSyntax.Describe)
            {
                continue;
            }

            Flush(run, result);
            if (Statement(statement) is { } instruction)
            {
                result.Add(instruction);
            }
        }

        Flush(run, result);
        return [.. Joined(result)];
    }

    /// <summary>Neighbouring ?= statements that give the same constant become one walk.</summary>
    private static IEnumerable<Instruction> Joined(List<Instruction> instructions)
    {
        for (var i = 0; i < instructions.Count; i++)
        {
            if (instructions[i] is not Instruction.AssignIfPresent { Constant: { } text } first)
            {
                yield return instructions[i];
                continue;
            }

            var targets = new List<TagPath>(first.Target.All);
            while (i + 1 < instructions.Count && instructions[i + 1] is Instruction.AssignIfPresent next && next.Constant == text)
            {
                targets.AddRange(next.Target.All);
                i++;
            }

            yield return first.For(new PathSet(targets));
        }
    }

    private void Flush(List<StatementSyntax.Delete> run, List<Instruction> result)
    {
        if (run.Count > 0)
        {
            result.Add(new Instruction.Delete(new PathSet(run.Select(d => d.Target)), Place(run[0].Start)));
            run.Clear();
        }
    }

    private Instruction? Statement(StatementSyntax statement) => statement switch
    {
        StatementSyntax.Assign assign => Assign(assign),
        StatementSyntax.SetVariable set => SetVariable(set),
        StatementSyntax.RemoveAllPrivateTags remove => new Instruction.RemovePrivate(Place(remove.Start)),
        StatementSyntax.Call call => CallStatement(call),
        StatementSyntax.Echo echo => Echo(echo),
        StatementSyntax.If block => If(block),
        _ => null,
    };

    private Instruction? Assign(StatementSyntax.Assign assign)
    {
        var target = assign.Target;
        CheckTags(target, assign.Start);
        CheckSource(target, assign);
        var value = Value(assign.Value, target);
        if (IsTransferSyntax(target))
        {
            diagnostics.Add(
                tolerant ? ScriptSeverity.Warning : ScriptSeverity.Error,
                ScriptDiagnosticIds.TransferSyntax,
                assign.Start,
                "(0002,0010) says how the file is encoded and cannot be assigned." + (tolerant ? " The statement is skipped." : string.Empty),
                "Remove the statement.");
            return new Instruction.Skipped(DicomTags.TransferSyntaxUID, target.Text, "Assigning (0002,0010) is skipped.", Place(assign.Start));
        }

        CheckTarget(target, assign);
        if (value is null)
        {
            return null;
        }

        if (assign.OnlyIfPresent)
        {
            return new Instruction.AssignIfPresent(new PathSet([target]), value, Place(assign.Start));
        }

        if (assign.Value is ValueSyntax.Constant or ValueSyntax.Variable)
        {
            NotePresent(target.Text);
        }

        return new Instruction.Assign(target, value, Place(assign.Start));
    }

    private Instruction? SetVariable(StatementSyntax.SetVariable set)
    {
        var value = Value(set.Value, null, allowList: true);
        _assigned.Add(set.Name);
        return value is null ? null : new Instruction.SetVariable(Slot(set.Name), value, Place(set.Start));
    }

    private Instruction? CallStatement(StatementSyntax.Call statement)
    {
        var call = Call(statement.Function, out var isSkipped);
        if (isSkipped)
        {
            return new Instruction.Skipped(default, statement.Function.Name, "The path text cannot be read; the statement is skipped.", Place(statement.Start));
        }

        if (call is { Function.Result: not ResultKind.None })
        {
            diagnostics.Warning(
                ScriptDiagnosticIds.ResultUnused,
                statement.Start,
                $"{call.Function.Name} only gives a result; as a statement it changes nothing.",
                "Assign it: (gggg,eeee) := …");
        }

        return call is null ? null : new Instruction.Call(call, Place(statement.Start));
    }

    private Instruction.Echo? Echo(StatementSyntax.Echo echo)
    {
        if (echo.Value is null)
        {
            diagnostics.Warning(ScriptDiagnosticIds.EchoWithoutValue, echo.Start, "echo without a value fails when it is reached.", "Give it a value or remove it.");
            return new Instruction.Echo(null, options.AllowEcho, Place(echo.Start));
        }

        var value = Value(echo.Value, null, warnMissing: false);
        return value is null ? null : new Instruction.Echo(value, options.AllowEcho, Place(echo.Start));
    }

    private Instruction.If If(StatementSyntax.If block)
    {
        var branches = new List<(Condition, Instruction[])>();
        foreach (var branch in block.Branches)
        {
            var condition = Condition(branch.Condition);
            var mark = _presentLog.Count;
            foreach (var name in Presumed(branch.Condition))
            {
                NotePresent(name);
            }

            var body = Block(branch.Body);
            ForgetPresent(mark);
            if (condition is not null)
            {
                branches.Add((condition, body));
            }
        }

        var otherwiseMark = _presentLog.Count;
        var otherwise = Block(block.Otherwise);
        ForgetPresent(otherwiseMark);
        return new Instruction.If([.. branches], otherwise, Place(block.Start));
    }

    private void NotePresent(string name)
    {
        if (_present.Add(name))
        {
            _presentLog.Add(name);
        }
    }

    /// <summary>Forgets what only a block just left has shown to be there.</summary>
    private void ForgetPresent(int mark)
    {
        for (var i = _presentLog.Count - 1; i >= mark; i--)
        {
            _present.Remove(_presentLog[i]);
        }

        _presentLog.RemoveRange(mark, _presentLog.Count - mark);
    }

    /// <summary>Elements that a condition which is true has shown to be there.</summary>
    private static IEnumerable<string> Presumed(ConditionSyntax condition)
    {
        if (condition.Operator is TokenKind.Equal or TokenKind.Matches)
        {
            return condition.Left is ValueSyntax.Path path ? [path.Target.Text] : [];
        }

        return condition.Left is ValueSyntax.Call call && condition.Operator == TokenKind.End && call.Name is "isPresent" or "ismatch"
            ? call.Arguments.OfType<ValueSyntax.Path>().Select(p => p.Target.Text)
            : [];
    }

    private Condition? Condition(ConditionSyntax condition)
    {
        if (condition.Operator == TokenKind.End)
        {
            var function = Value(condition.Left, null, warnMissing: false);
            return function is null ? null : new Condition(function, TokenKind.End, null, null, Place(condition.Start));
        }

        var left = Value(condition.Left, null, warnMissing: false);
        var right = Value(condition.Right!, null, warnMissing: false);
        var pattern = condition is { Operator: TokenKind.Matches or TokenKind.NotMatches, Right: ValueSyntax.Constant constant }
            ? Pattern(constant, whole: true)
            : null;
        return left is null || right is null ? null : new Condition(left, condition.Operator, right, pattern, Place(condition.Start));
    }

    private int Slot(string name)
    {
        if (!_slots.TryGetValue(name, out var slot))
        {
            slot = _variables.Count;
            _slots[name] = slot;
            _variables.Add(name);
        }

        return slot;
    }
}
