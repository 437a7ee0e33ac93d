using DeidPS.Deid.DicomEdit.Functions;
using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>A compiled statement.</summary>
internal abstract class Instruction(ScriptPlace place)
{
    public ScriptPlace Place => place;

    public abstract void Execute(Machine machine);

    /// <summary><c>path := value</c>: a missing value does nothing, with a warning (section 6.3).</summary>
    internal sealed class Assign(TagPath target, Expression value, ScriptPlace place) : Instruction(place)
    {
        public override void Execute(Machine machine)
        {
            if (machine.TextOf(value.Evaluate(machine), Place) is { } text)
            {
                machine.Assign(target, text, Place);
                return;
            }

            var present = machine.FindElement(target, Place);
            machine.Warn(
                ScriptWarningKind.AssignmentSkipped,
                Place,
                present?.Tag ?? target.Last.Pattern.Tag,
                present is { Dataset: { } dataset } ? ElementAddress.Of(dataset, present.Tag) : target.Text,
                present is not null,
                "The value is missing, so the element is left as it is.");
        }
    }

    /// <summary><c>path ?= value</c>: existing elements at every level, never created (section 6.4).</summary>
    internal sealed class AssignIfPresent(PathSet target, Expression value, ScriptPlace place) : Instruction(place)
    {
        public PathSet Target => target;

        /// <summary>The text when it is a constant.</summary>
        public string? Constant => value is Expression.Constant { Value: ScriptValue.Text text } ? text.Value : null;

        /// <summary>The same value for more targets, in one walk.</summary>
        public AssignIfPresent For(PathSet targets) => new(targets, value, Place);

        public override void Execute(Machine machine)
        {
            var text = machine.TextOf(value.Evaluate(machine), Place);
            foreach (var match in machine.Collect(target))
            {
                // A duplicate of a tag that was assigned just now is gone already.
                if (match.Item != PathStep.NoIndex || !ReferenceEquals(match.Element.Dataset, match.Dataset))
                {
                    continue;
                }

                if (match.Element.Items.Count > 0 && !Machine.IsMisplacedSequence(match.Dataset, match.Element))
                {
                    machine.WarnLeft(match, Place, "The element is a sequence with items and is left as it is.");
                    continue;
                }

                if (text is not null)
                {
                    machine.Assign(match.Dataset, match.Element.Tag, text, Place);
                    continue;
                }

                machine.Warn(
                    ScriptWarningKind.AssignmentSkipped,
                    Place,
                    match.Element.Tag,
                    ElementAddress.Of(match.Dataset, match.Element.Tag),
                    true,
                    "The value is missing, so the element is left as it is.");
            }
        }
    }

    /// <summary><c>name := value</c>: the value as it is now.</summary>
    internal sealed class SetVariable(int slot, Expression value, ScriptPlace place) : Instruction(place)
    {
        public override void Execute(Machine machine) => machine.SetVariable(slot, value.Evaluate(machine));
    }

    /// <summary>A run of <c>-path</c> statements.</summary>
    internal sealed class Delete(PathSet paths, ScriptPlace place) : Instruction(place)
    {
        public PathSet Paths => paths;

        public override void Execute(Machine machine) => new ElementRemover(machine, paths, Place).Run();
    }

    /// <summary><c>removeAllPrivateTags</c>.</summary>
    internal sealed class RemovePrivate(ScriptPlace place) : Instruction(place)
    {
        public override void Execute(Machine machine) => PrivateRemover.RemoveAll(machine, machine.Dataset);
    }

    /// <summary>A function as a statement.</summary>
    internal sealed class Call(FunctionCall call, ScriptPlace place) : Instruction(place)
    {
        public override void Execute(Machine machine) => call.Invoke(machine);
    }

    /// <summary><c>echo</c>: to the caller's log only when it asked for it.</summary>
    internal sealed class Echo(Expression? value, bool isAllowed, ScriptPlace place) : Instruction(place)
    {
        public override void Execute(Machine machine)
        {
            if (value is null)
            {
                throw machine.Fail(Place, "echo has no value.", "Give it a value or remove it.");
            }

            var text = machine.TextOf(value.Evaluate(machine), Place) ?? "null";
            if (isAllowed)
            {
                machine.Context.Echo?.Invoke(text);
            }
        }
    }

    /// <summary>An if block or a ternary.</summary>
    internal sealed class If((Condition Condition, Instruction[] Body)[] branches, Instruction[] otherwise, ScriptPlace place) : Instruction(place)
    {
        public override void Execute(Machine machine)
        {
            foreach (var (condition, body) in branches)
            {
                if (condition.IsTrue(machine))
                {
                    machine.Run(body);
                    return;
                }
            }

            machine.Run(otherwise);
        }
    }

    /// <summary>A statement that section 14 skips with a warning.</summary>
    internal sealed class Skipped(DicomTag tag, string path, string message, ScriptPlace place) : Instruction(place)
    {
        public override void Execute(Machine machine) =>
            machine.Warn(ScriptWarningKind.StatementSkipped, Place, tag, path, false, message);
    }
}
