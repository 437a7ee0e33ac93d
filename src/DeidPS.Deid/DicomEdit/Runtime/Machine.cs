using System.Text.RegularExpressions;
using DeidPS.Deid.DicomEdit.Functions;
using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>One application of a script to one object: variables, warnings and the access to elements. Lives on one thread.</summary>
internal sealed partial class Machine
{
    private readonly ScriptProgram _program;
    private readonly DicomEditContext _context;
    private readonly ScriptValue?[] _variables;
    private readonly bool[] _assigned;
    private Dictionary<(string Pattern, bool Whole), Regex>? _patterns;

    public Machine(ScriptProgram program, DicomFile file, DicomEditContext context)
    {
        _program = program;
        _context = context;
        File = file;
        _variables = new ScriptValue?[program.VariableNames.Count];
        _assigned = new bool[program.VariableNames.Count];
        for (var i = 0; i < _variables.Length; i++)
        {
            if (context.Variables.TryGetValue(program.VariableNames[i], out var text))
            {
                _variables[i] = new ScriptValue.Text(text);
                _assigned[i] = true;
            }
        }
    }

    public DicomFile File { get; }

    public DicomDataset Dataset => File.Dataset;

    public DicomDataset? FileMeta => File.FileMeta;

    public DicomEditContext Context => _context;

    public ScriptProgram Program => _program;

    /// <summary>True for scripts that declare 6.0 to 6.3 (section 14).</summary>
    public bool IsTolerant => _program.IsTolerant;

    /// <summary>Set by reject: the program stops after the statement.</summary>
    public bool IsRejected { get; set; }

    public void Run(Instruction[] instructions)
    {
        foreach (var instruction in instructions)
        {
            instruction.Execute(this);
            if (IsRejected)
            {
                return;
            }
        }
    }

    public DicomEditException Fail(ScriptPlace place, string message, string? action = null) =>
        new(message, place.Line, place.Column, action);

    public void Warn(ScriptWarningKind kind, ScriptPlace place, DicomTag tag, string path, bool isPresent, string message)
    {
        if (_context.Strict)
        {
            throw Fail(place, FormattableString.Invariant($"{path}: {message}"), "Strict mode makes this warning an error.");
        }

        _context.OnWarning?.Invoke(new ScriptWarning(kind, tag, path, isPresent, place.Line, place.Column, message));
    }

    public ScriptValue? ReadVariable(int slot, ScriptPlace place)
    {
        if (_variables[slot] is { } value)
        {
            return value;
        }

        var name = _program.VariableNames[slot];
        if (_assigned[slot])
        {
            throw Fail(place, $"Variable '{name}' is null.", "Guard it with isPresent of the element it was taken from.");
        }

        var similar = NameDistance.Closest(name, _program.VariableNames.Where((_, i) => _assigned[i]));
        throw Fail(place, similar is null ? $"Unknown variable: '{name}'." : $"Unknown variable: '{name}' (did you mean '{similar}'?).");
    }

    public void SetVariable(int slot, ScriptValue? value)
    {
        _variables[slot] = value;
        _assigned[slot] = true;
    }

    /// <summary>The text of a value: paths are read, booleans are words, a list is an error.</summary>
    public string? TextOf(ScriptValue? value, ScriptPlace place) => value switch
    {
        null => null,
        ScriptValue.Text text => text.Value,
        ScriptValue.Boolean boolean => boolean.Value ? "true" : "false",
        ScriptValue.Path path => ReadText(path.Value, place),
        _ => throw Fail(place, "A list stands where one text is wanted."),
    };

    /// <summary>A function as condition: a boolean, or the word true in any case; missing is an error (section 6.7).</summary>
    public bool Truth(ScriptValue? value, ScriptPlace place) => value switch
    {
        ScriptValue.Boolean boolean => boolean.Value,
        null => throw Fail(place, "The condition has no value."),
        _ => string.Equals(TextOf(value, place), "true", StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>A regular expression that is no constant; translated once for each object.</summary>
    public Regex Pattern(string pattern, bool whole, ScriptPlace place)
    {
        _patterns ??= [];
        if (!_patterns.TryGetValue((pattern, whole), out var regex))
        {
            var problem = JavaPattern.TryCreate(pattern, whole, _program.MatchTimeout, out regex!);
            if (problem is not null)
            {
                throw Fail(place, "The regular expression cannot be used: " + problem);
            }

            _patterns[(pattern, whole)] = regex;
        }

        return regex;
    }

    public bool IsMatch(Regex regex, string text, ScriptPlace place)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw Fail(place, "The regular expression took too long.", "Write it without nested repetition.");
        }
    }
}
