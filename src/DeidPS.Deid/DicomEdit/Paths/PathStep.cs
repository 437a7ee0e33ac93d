namespace DeidPS.Deid.DicomEdit.Paths;

/// <summary>One step of a tag path.</summary>
/// <param name="Kind">What kind of step.</param>
/// <param name="Pattern">The tag of a tag step.</param>
/// <param name="Index">The item index, <see cref="NoIndex"/> or <see cref="EveryItem"/>.</param>
internal readonly record struct PathStep(PathStepKind Kind, TagPattern Pattern, int Index)
{
    /// <summary>No brackets were written.</summary>
    public const int NoIndex = int.MinValue;

    /// <summary><c>[%]</c>.</summary>
    public const int EveryItem = int.MinValue + 1;

    public bool HasIndex => Index != NoIndex;

    public bool MatchesItem(int item) => Index is NoIndex or EveryItem || Index == item;
}
