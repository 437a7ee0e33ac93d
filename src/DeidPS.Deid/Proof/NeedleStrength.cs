namespace DeidPS.Deid.Proof;

/// <summary>What a needle needs to count.</summary>
internal enum NeedleStrength
{
    /// <summary>Counts only beside another part of the same person's name, or as a whole name: common words and parts of one or two letters.</summary>
    Partner,

    /// <summary>Counts as possible: parts of three letters, numbers of four or five digits.</summary>
    Weak,

    /// <summary>Counts alone.</summary>
    Strong,
}
