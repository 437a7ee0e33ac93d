namespace DeidPS.Store.Prearchive;

/// <summary>What stands against archiving an entry, in words, with what to do.</summary>
internal static class EntryText
{
    /// <summary>What to do with an entry of which everything was held back.</summary>
    public const string NothingRemedy = "Remove it with Remove-DeidPrearchive, or have the kind let through by the site's policy and import the originals once more (about_DeidQuarantine).";

    /// <summary>True when all that came was held back: accepting that leaves nothing to archive.</summary>
    public static bool HasNothing(EntryRow entry) => entry is { Instances: 0, Held: > 0 };

    /// <summary>What a person has not decided about yet. A default label is a conflict of its own (C12), which a new label resolves.</summary>
    public static EntryFlags Open(EntryRow entry) => entry.FlagsValue & ~(EntryFlags)entry.Reviewed & ~(EntryFlags.DefaultLabel | EntryFlags.Late);

    /// <summary>How flags are accepted.</summary>
    public static string Remedy(EntryFlags open) => $"Look at it, then accept with Update-DeidPrearchive -Accept {open} and -Reason, or delete it.";

    /// <summary>What stands against an entry, when nothing else was said of it; null when nothing does.</summary>
    public static string? Of(EntryRow entry) => entry.StateValue switch
    {
        EntryState.Review when HasNothing(entry) => "Everything of it was held back. " + NothingRemedy,
        EntryState.Review when Open(entry) is not EntryFlags.None and var open =>
            (open.HasFlag(EntryFlags.AmbiguousRouting) ? "What arrived for it gave different projects or labels, or others than it has. " : string.Empty) + Remedy(open),
        EntryState.Conflict => string.Join(' ', entry.Conflicts.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<ConflictCode>).Select(c => $"{c}: {ConflictText.Of(c)}. {ConflictText.Remedy(c)}")),
        _ => null,
    };
}
