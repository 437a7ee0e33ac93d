namespace DeidPS.Net.Tests.Pacs;

/// <summary>What goes wrong at a <see cref="FaultyPacs"/>. A number n means each n-th, counted from the start; 0 means never. Which ones they are does not depend on chance.</summary>
internal sealed record PacsFaults
{
    /// <summary>Connections that are closed without a word.</summary>
    public int DropEvery { get; init; }

    /// <summary>Where; null for a place that the content's seed and the connection's number choose.</summary>
    public PacsDropPoint? DropPoint { get; init; }

    /// <summary>Associations that are rejected, where they are not dropped.</summary>
    public int RejectEvery { get; init; }

    /// <summary>True to reject them for good (called AE title not recognized), false for now (temporary congestion).</summary>
    public bool RejectsForGood { get; init; }

    /// <summary>C-MOVE requests that are answered with A700 before anything is sent.</summary>
    public int OutOfResourcesEvery { get; init; }

    /// <summary>C-MOVE requests that are answered with C001 before anything is sent, where they are not with A700.</summary>
    public int UnableEvery { get; init; }

    /// <summary>C-MOVE requests whose last image is not sent, told by B000 and its UID.</summary>
    public int WarnEvery { get; init; }

    /// <summary>
    /// Studies n - 1, 2n - 1 ... of the content: the last images of each series are left out of a move of the study or series and counted as sent, status 0000, until such a
    /// move has ended so once. A move of images brings them.
    /// </summary>
    public int OmitEvery { get; init; }

    /// <summary>Images of a series that are left out so, fewer where it has no more: at least one is sent, unless it has but one.</summary>
    public int OmittedImages { get; init; } = 1;

    /// <summary>True to end a C-FIND without an answer with a warning (B000), as if there were more than is told.</summary>
    public bool WarnsOfNothing { get; init; }

    /// <summary>Wait before each response of a C-FIND or C-MOVE.</summary>
    public TimeSpan ResponseDelay { get; init; }

    /// <summary>True for the n-th of something of which each so many-th is meant.</summary>
    public static bool IsDue(int number, int every) => every > 0 && number % every == 0;
}
