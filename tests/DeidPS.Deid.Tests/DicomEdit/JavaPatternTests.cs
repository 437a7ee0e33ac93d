using DeidPS.Deid.DicomEdit.Functions;

namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>Regular expressions of Java, section 6.7.</summary>
public sealed class JavaPatternTests
{
    [Theory(DisplayName = "§6.7 a pattern matches what Java matches")]
    [Rule("6.7")]
    [InlineData("a|ab", "ab", true)]
    [InlineData("^ab$", "ab", true)]
    [InlineData("ab", "ab\n", false)]
    [InlineData("a.b", "a\rb", false)]
    [InlineData("(?s)a.b", "a\nb", true)]
    [InlineData("\\d+", "\u0663", false)]
    [InlineData("[\\d]+", "12", true)]
    [InlineData("[^\\D]+", "12", true)]
    [InlineData("[\\W]", "\u00E9", true)]
    [InlineData("\\w", "\u00E9", false)]
    [InlineData("\\s", "\u00A0", false)]
    [InlineData("[\\S]", "\u00A0", true)]
    [InlineData("\\p{Alpha}\\p{Digit}", "a1", true)]
    [InlineData("[\\p{Upper}_]+", "A_B", true)]
    [InlineData("\\P{Lower}", "a", false)]
    [InlineData("\\p{Lu}\\p{IsL}", "\u00C9x", true)]
    [InlineData("\\Qa.b\\E", "a.b", true)]
    [InlineData("\\Qa.b", "axb", false)]
    [InlineData("\\x41\\x{42}\\u0043\\0104", "ABCD", true)]
    [InlineData("(?<n>a)(b)\\2\\k<n>", "abba", true)]
    [InlineData("(a)(?:b)(?=c)c\\1", "abca", true)]
    [InlineData("a{2,3}?b*?", "aaab", true)]
    [InlineData("(?i)AbC", "aBc", true)]
    [InlineData("(?i:a)b", "Ab", true)]
    [InlineData("[]a]+", "]a", true)]
    [InlineData("[a\\]\\-]+", "]-a", true)]
    [InlineData("(?>a+)b", "aab", true)]
    [InlineData("(?<!x)ab(?<=b)", "ab", true)]
    public void Matches(string pattern, string text, bool expected)
    {
        Assert.Null(JavaPattern.TryCreate(pattern, whole: true, TimeSpan.FromSeconds(1), out var regex));
        Assert.Equal(expected, regex!.IsMatch(text));
    }

    [Theory(DisplayName = "§6.7 what .NET cannot do as Java does is refused")]
    [Rule("6.7")]
    [InlineData("a++")]
    [InlineData("a*+")]
    [InlineData("a?+")]
    [InlineData("a{2}+")]
    [InlineData("[a&&b]")]
    [InlineData("[a[b]]")]
    [InlineData("\\R")]
    [InlineData("\\X")]
    [InlineData("\\p{javaLowerCase}")]
    [InlineData("(?U)a")]
    [InlineData("(?#x)a")]
    [InlineData("(?(1)a|b)")]
    [InlineData("(?'n'a)")]
    [InlineData("(?<n-m>a)")]
    [InlineData("\\1")]
    [InlineData("\\k<n>")]
    [InlineData("\\x{1F600}")]
    [InlineData("a\\")]
    [InlineData("[a")]
    [InlineData("(a")]
    [InlineData("*a")]
    public void Refuses(string pattern)
    {
        Assert.NotNull(JavaPattern.TryCreate(pattern, whole: false, TimeSpan.FromSeconds(1), out var regex));
        Assert.Null(regex);
    }

    [Fact(DisplayName = "§7.1 groups are numbered in order, named ones too")]
    [Rule("7.1")]
    public void Groups()
    {
        Assert.Null(JavaPattern.TryCreate("(?<first>a)(b)(?<third>c)", whole: false, TimeSpan.FromSeconds(1), out var regex));
        Assert.Equal(["abc", "a", "b", "c"], regex!.Match("xabc").Groups.Cast<System.Text.RegularExpressions.Group>().Select(g => g.Value));
    }
}
