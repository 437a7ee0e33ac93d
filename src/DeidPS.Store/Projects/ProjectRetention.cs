namespace DeidPS.Store.Projects;

/// <summary>A project whose data are due to be deleted, or will be soon.</summary>
public sealed record ProjectRetention
{
    /// <summary>Its id.</summary>
    public required string Project { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>The last day on which its data may be kept.</summary>
    public required DateTime RetentionEnd { get; init; }

    /// <summary>Days until that day; negative when it is past.</summary>
    public int DaysLeft { get; init; }

    /// <summary>True when the last day is past.</summary>
    public bool IsPast => DaysLeft < 0;

    /// <summary>Deleting while a deletion is under way, which Remove-DeidProject completes.</summary>
    public ProjectState State { get; init; }

    /// <summary>Archived subjects.</summary>
    public long Subjects { get; init; }

    /// <summary>Archived sessions.</summary>
    public long Sessions { get; init; }

    /// <summary>Entries that wait for the project in the prearchive.</summary>
    public long Entries { get; init; }

    /// <summary>Instances of sessions and entries.</summary>
    public long Instances { get; init; }

    /// <summary>Bytes of sessions and entries.</summary>
    public long Bytes { get; init; }
}
