using System.Globalization;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>What became of an entry that was to be archived.</summary>
public sealed record ArchiveResult
{
    /// <summary>The entry.</summary>
    public required string Entry { get; init; }

    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>Subject label.</summary>
    public required string Subject { get; init; }

    /// <summary>Session label.</summary>
    public required string Session { get; init; }

    /// <summary>What became of it.</summary>
    public required ArchiveStatus Status { get; init; }

    /// <summary>Instances that were in the entry.</summary>
    public int Instances { get; init; }

    /// <summary>Instances that are archived of it.</summary>
    public int Archived { get; init; }

    /// <summary>Instances that the project's policy left out.</summary>
    public int Dropped { get; init; }

    /// <summary>Instances that were there already.</summary>
    public int Known { get; init; }

    /// <summary>Elements removed, replaced, emptied and added, over all instances.</summary>
    public long Changes { get; init; }

    /// <summary>Conflicts that stand against it; of a preview only.</summary>
    public IReadOnlyList<ConflictCode> Conflicts { get; init; } = [];

    /// <summary>The policy that was applied, as <c>name@hash</c>.</summary>
    public string? Policy { get; init; }

    /// <summary>What to do about it, when nothing was archived; null for nothing.</summary>
    public string? Message => Status == ArchiveStatus.Duplicate ? $"The session has all of its instances already. {ConflictText.Remedy(ConflictCode.C01)}" : null;

    /// <summary>What was decided and why, with labels, counts and codes; no value of the source.</summary>
    public string Explain() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Entry}: {Status}, session '{Session}' of subject '{Subject}' in project '{Project}'{(Conflicts.Count == 0 ? string.Empty : $", with {string.Join(", ", Conflicts)}")}. {Archived} of {Instances} instances archived, {Known} there already, {Dropped} left out; policy {Policy ?? "none"} changed {Changes} elements.");
}
