using DeidPS.Deid.DicomEdit.Functions;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>
/// A closing bracket without an opening one was taken for the end of the group that ties a pattern to both ends of the text: a pattern that Java
/// refuses ran, and matched texts that only began like it.
/// </summary>
public sealed class B0016_BracketThatFreesTheEnds
{
    [Theory]
    [InlineData("a)|(?:b")]
    [InlineData("a)(?:")]
    [InlineData("a)|(b")]
    public void A_pattern_with_a_bracket_too_many_is_refused(string pattern)
    {
        Assert.NotNull(JavaPattern.TryCreate(pattern, whole: true, TimeSpan.FromSeconds(1), out var regex));
        Assert.Null(regex);
    }
}
