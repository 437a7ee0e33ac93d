using DeidPS.Module.Tests.Harness;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Network;

/// <summary>What a user may write after -StudyDate.</summary>
public sealed class DateRangeTransformTests : IDisposable
{
    private readonly ModuleSession _session = new(import: false, typeof(TestProbeDateCommand));

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("20240131", "20240131")]
    [InlineData("'20240131'", "20240131")]
    [InlineData("20240101-20240131", "20240101-20240131")]
    [InlineData("20240101-", "20240101-")]
    [InlineData("-20240131", "-20240131")]
    [InlineData("'-20240131'", "-20240131")]
    [InlineData("2024-01-15", "20240115")]
    [InlineData("2024-01", "20240101-20240131")]
    [InlineData("2024", "20240101-20241231")]
    [InlineData("'2024'", "20240101-20241231")]
    [InlineData("([datetime]::new(2024, 1, 15, 23, 59, 0))", "20240115")]
    [InlineData("([datetimeoffset]::new(2024, 1, 15, 23, 59, 0, [timespan]::FromHours(-8)))", "20240115")]
    [InlineData("([dateonly]::new(2024, 1, 15))", "20240115")]
    [InlineData("20240101, 20240131", "20240101-20240131")]
    [InlineData("2024-01, 2024-03", "20240101-20240331")]
    [InlineData("([datetime]::new(2024, 1, 15)), 20240116", "20240115-20240116")]
    [InlineData("$null, 20240131", "-20240131")]
    [InlineData("20240131, ''", "20240131-")]
    [InlineData("(, '20240131')", "20240131")]
    public void Each_form_means_the_same_in_every_culture(string argument, string expected)
    {
        foreach (var culture in new[] { string.Empty, "de-DE", "tr-TR", "th-TH" })
        {
            var result = _session.Run($"[cultureinfo]::CurrentCulture = '{culture}'; Test-ProbeDate -StudyDate {argument}");
            Assert.Empty(result.Errors);
            Assert.Equal(expected, Assert.Single(result.Output).ToString());
        }
    }

    [Theory]
    [InlineData("-7d", 0, 0, -7)]
    [InlineData("'-7d'", 0, 0, -7)]
    [InlineData("-2w", 0, 0, -14)]
    [InlineData("-3m", 0, -3, 0)]
    [InlineData("-1y", -1, 0, 0)]
    [InlineData("'-1Y'", -1, 0, 0)]
    [InlineData("today", 0, 0, 0)]
    public void Days_back_reach_until_today(string argument, int years, int months, int days)
    {
        // Asked before and after: midnight may fall between.
        var before = DateTime.Today;
        var value = Assert.Single(_session.Run($"[cultureinfo]::CurrentCulture = 'tr-TR'; Test-ProbeDate -StudyDate {argument}").Output).ToString();
        Assert.Contains(value, new[] { before, DateTime.Today }.Select(today =>
            new DateRange(DateOnly.FromDateTime(today.AddYears(years).AddMonths(months).AddDays(days)), DateOnly.FromDateTime(today)).ToQueryValue()));
    }

    [Fact]
    public void Ranges_and_spreadsheet_columns_bind()
    {
        var range = new DateRange(new DateOnly(2024, 1, 1), null);
        Assert.Equal("20240101-", Assert.Single(_session.Run("Test-ProbeDate -StudyDate $args[0]", range).Output).ToString());
        Assert.Equal(["20230401", "20230701-20230731"], _session.Run("[pscustomobject]@{ 'Study Date' = '20230401' }, [pscustomobject]@{ 'Study Date' = '20230701-20230731' } | Test-ProbeDate").Output.Select(o => o.ToString()));
    }

    [Theory]
    [InlineData("20240131-20240101")]
    [InlineData("20240131, 20240101")]
    [InlineData("20240101, 20240102, 20240103")]
    [InlineData("$null, $null")]
    [InlineData("'19ZZ'")]
    [InlineData("20240230")]
    [InlineData("202401")]
    [InlineData("1.5")]
    [InlineData("-7")]
    [InlineData("'*'")]
    [InlineData("$true")]
    [InlineData("@{}")]
    [InlineData("'31.01.2024'")]
    public void Anything_else_does_not_bind_and_is_not_repeated(string argument)
    {
        var error = Assert.Single(_session.Run("[cultureinfo]::CurrentCulture = 'de-DE'; Test-ProbeDate -StudyDate " + argument).Errors);
        Assert.StartsWith("ParameterArgumentTransformationError", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("ZZ", error.ToString(), StringComparison.Ordinal);
        Assert.Matches("Give|Exchange|Leave", error.ToString());
    }
}
