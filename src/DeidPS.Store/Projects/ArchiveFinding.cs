namespace DeidPS.Store.Projects;

/// <summary>Something that stands against archiving an entry, or is to be known before.</summary>
/// <param name="Code">A code of workflow section 11, such as C03, or the name of a flag or state.</param>
/// <param name="IsBlocking">False for what is only to be known.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ArchiveFinding(string Code, bool IsBlocking, string Meaning, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Meaning}. {Remedy}";
}
