using System.Collections.Frozen;
using DeidPS.Deid.DicomEdit.Compilation;
using DeidPS.Deid.DicomEdit.Runtime;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit;

/// <summary>
/// A DicomEdit 6 script: checked and compiled once, then applied to any number of objects by any number of threads.
/// </summary>
public sealed class DicomEditScript
{
    private readonly ScriptProgram _program;

    internal DicomEditScript(string name, string hash, CompiledScript compiled)
    {
        Name = name;
        Hash = hash;
        _program = compiled.Program;
        Version = compiled.Version;
        RequiredVariables = compiled.RequiredVariables.ToFrozenSet(StringComparer.Ordinal);
        NeedsKey = compiled.NeedsKey;
        NeedsLookupTable = compiled.NeedsLookupTable;
    }

    /// <summary>The name the caller gave.</summary>
    public string Name { get; }

    /// <summary>The version the script states, for example <c>6.7</c>.</summary>
    public string Version { get; }

    /// <summary>SHA-256 of the script's text with normalised line ends, lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>True when no statement does anything to an object.</summary>
    public bool IsEmpty => _program.Instructions.Length == 0;

    /// <summary>Variables the script reads and has not assigned before: the caller must supply them.</summary>
    public IReadOnlySet<string> RequiredVariables { get; }

    /// <summary>True when mapUID or mapReferencedUIDs stands in the script.</summary>
    public bool NeedsKey { get; }

    /// <summary>True when lookup stands in the script.</summary>
    public bool NeedsLookupTable { get; }

    /// <summary>Checks and compiles a script. Never throws for the script's content.</summary>
    /// <param name="text">The script.</param>
    /// <param name="name">A name for reports.</param>
    /// <param name="options">Choices of the checker; null for the defaults.</param>
    /// <returns>The script, unless it has errors, and every finding.</returns>
    public static DicomEditCompilation Compile(string text, string name, DicomEditCompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        return ScriptCompiler.Compile(text, name, options ?? new DicomEditCompileOptions());
    }

    /// <summary>Applies the script to an object in memory.</summary>
    /// <param name="file">The object. After an exception it may be half changed and must be discarded.</param>
    /// <param name="context">Variables, key and sinks.</param>
    /// <returns>Whether the script ran to its end or rejected the object.</returns>
    /// <exception cref="DicomEditException">The script failed on this object, or a variable it needs was not supplied.</exception>
    /// <exception cref="Pixels.PixelDataNotClearedException">alterPixels met pixel data it cannot blank with certainty.</exception>
    public ScriptOutcome Apply(DicomFile file, DicomEditContext context)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var variable in RequiredVariables)
        {
            if (!context.Variables.ContainsKey(variable))
            {
                throw new DicomEditException($"The script needs the variable '{variable}', which was not supplied.", 0, 0, "Supply it with -Variable.");
            }
        }

        var machine = new Machine(_program, file, context);
        machine.Run(_program.Instructions);
        machine.FollowSopInstance();
        return machine.IsRejected ? ScriptOutcome.Rejected : ScriptOutcome.Applied;
    }
}
