namespace DeidPS.Deid.Tests.Profile;

/// <summary>One row of Table E.1-1 as the file prints it.</summary>
/// <param name="Tag">Eight digits, <c>x</c> for any.</param>
/// <param name="Basic">The Basic Profile's code.</param>
/// <param name="Options">The options' codes, empty for none.</param>
internal sealed record TableRow(string Tag, string Basic, string[] Options)
{
    public uint Value => IsPrivate ? 0x00090000 : Convert.ToUInt32(Tag.Replace("50xxxxxx", "50003000", StringComparison.Ordinal).Replace('x', '0'), 16);

    public bool IsPrivate => Tag == "ggggeeee";
}
