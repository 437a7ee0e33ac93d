using DeidPS.Deid.DicomEdit.Functions;
using DeidPS.Deid.DicomEdit.Paths;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>A compiled value.</summary>
internal abstract class Expression
{
    public abstract ScriptValue? Evaluate(Machine machine);

    /// <summary>The path the value is read from; null when it comes from elsewhere.</summary>
    public virtual TagPath? SourcePath => null;

    /// <summary>Adds the paths of a constant; false when they are known at run time only.</summary>
    public virtual bool TryGetPaths(List<TagPath> paths) => false;

    /// <summary>A constant: also a path that stays a path.</summary>
    internal sealed class Constant(ScriptValue value) : Expression
    {
        public ScriptValue Value => value;

        public override TagPath? SourcePath => (value as ScriptValue.Path)?.Value;

        public override ScriptValue? Evaluate(Machine machine) => value;

        public override bool TryGetPaths(List<TagPath> paths)
        {
            if (value is ScriptValue.Path path)
            {
                paths.Add(path.Value);
                return true;
            }

            return false;
        }
    }

    /// <summary>The text of one element.</summary>
    internal sealed class Read(TagPath path, ScriptPlace place) : Expression
    {
        public override TagPath? SourcePath => path;

        public override ScriptValue? Evaluate(Machine machine) =>
            machine.ReadText(path, place) is { } text ? new ScriptValue.Text(text) : null;
    }

    /// <summary>A variable.</summary>
    internal sealed class Variable(int slot, ScriptPlace place) : Expression
    {
        public override ScriptValue? Evaluate(Machine machine) => machine.ReadVariable(slot, place);
    }

    /// <summary>A list; its paths stay paths.</summary>
    internal sealed class List(Expression[] items) : Expression
    {
        public override bool TryGetPaths(List<TagPath> paths) => items.All(i => i.TryGetPaths(paths));

        public override ScriptValue? Evaluate(Machine machine)
        {
            var values = new ScriptValue?[items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                values[i] = items[i].Evaluate(machine);
            }

            return new ScriptValue.List(values);
        }
    }

    /// <summary>A function call.</summary>
    internal sealed class Call(FunctionCall call) : Expression
    {
        public override ScriptValue? Evaluate(Machine machine) => call.Invoke(machine);
    }
}
