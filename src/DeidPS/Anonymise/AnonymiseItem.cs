using DeidPS.Deid.Files;

namespace DeidPS;

/// <summary>One input on its way through the pump.</summary>
/// <param name="file">The input.</param>
/// <param name="ordinal">Its place in the run.</param>
/// <param name="mode">Write it, try it only, or leave it.</param>
public sealed class AnonymiseItem(InputFile file, int ordinal, WriteMode mode)
{
    /// <summary>The input.</summary>
    public InputFile File => file;

    /// <summary>Its place in the run, from 0.</summary>
    public int Ordinal => ordinal;

    /// <summary>Write it, try it only, or leave it.</summary>
    public WriteMode Mode => mode;

    /// <summary>What became of it; set by the worker.</summary>
    public AnonymiseResult? Result { get; set; }

    /// <inheritdoc/>
    public override string ToString() => file.FullName;
}
