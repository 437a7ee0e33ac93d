namespace DeidPS.Net.Tests.Nodes;

public sealed class NodeRulesTests
{
    private static readonly DicomNode s_node = new() { Name = "pacs", HostName = "pacs.example.org", CalledAE = "PACS" };

    [Theory]
    [InlineData("A", "A")]
    [InlineData("1234567890123456", "1234567890123456")]
    [InlineData("  1234567890123456  ", "1234567890123456")]
    [InlineData("MY PACS", "MY PACS")]
    [InlineData("a~!#", "a~!#")]
    public void Titles_of_the_standard_are_taken_without_the_blanks_around_them(string title, string expected)
    {
        Assert.Equal(expected, NodeRules.Check(s_node with { CalledAE = title }).CalledAE);
        Assert.Equal(expected, NodeRules.Check(s_node with { CallingAE = title }).CallingAE);
        Assert.Equal(expected, NodeRules.Check(s_node with { MoveDestination = title }).MoveDestination);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("   ", "is empty")]
    [InlineData("12345678901234567", "has 17 characters")]
    [InlineData("A\\B", "U+005C")]
    [InlineData("A\nB", "U+000A, number 2")]
    [InlineData("A\u001bB", "U+001B")]
    [InlineData("\u00c4RZTE", "U+00C4, number 1")]
    [InlineData("\u00a0", "U+00A0")]
    public void Titles_that_break_the_standard_are_refused_with_the_reason(string title, string reason)
    {
        AssertRefused(s_node with { CalledAE = title }, "CalledAE", reason);
        AssertRefused(s_node with { CallingAE = title }, "CallingAE", reason);
        AssertRefused(s_node with { MoveDestination = title }, "MoveDestination", reason);
    }

    [Theory]
    [InlineData("pacs")]
    [InlineData("pacs-1.example.org")]
    [InlineData("192.0.2.7")]
    [InlineData("2001:db8::1")]
    [InlineData("b\u00fccher.example")]
    public void Host_names_and_addresses_are_taken(string host) => Assert.Equal(host, NodeRules.Check(s_node with { HostName = host }).HostName);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("pa cs")]
    [InlineData("pacs:104")]
    [InlineData("dicom://pacs")]
    [InlineData("[::1]")]
    [InlineData("a..b")]
    [InlineData("pacs/x")]
    [InlineData("pacs\n")]
    public void What_is_no_host_name_is_refused(string host)
    {
        AssertRefused(s_node with { HostName = host }, "HostName", string.Empty);
        AssertRefused(s_node with { Tls = new TlsSettings { ServerName = host } }, "TLS server name", string.Empty);
    }

    [Fact]
    public void A_port_within_the_host_name_gets_its_own_advice() =>
        Assert.Contains("port", Assert.Throws<NodeException>(() => NodeRules.Check(s_node with { HostName = "pacs:104" })).RecommendedAction, StringComparison.Ordinal);

    [Fact]
    public void Numbers_outside_their_range_are_refused()
    {
        foreach (var port in new[] { 0, -1, 65_536, int.MaxValue })
        {
            AssertRefused(s_node with { Port = port }, "Port", "is no port");
            AssertRefused(s_node with { ReceiverPort = port }, "ReceiverPort", "is no port");
        }

        foreach (var seconds in new[] { 0, -1, 86_401 })
        {
            AssertRefused(s_node with { TimeoutSec = seconds }, "TimeoutSec", "time limit");
            AssertRefused(s_node with { IdleTimeoutSec = seconds }, "IdleTimeoutSec", "time limit");
            AssertRefused(s_node with { AcceptTimeoutSec = seconds }, "AcceptTimeoutSec", "time limit");
            AssertRefused(s_node with { ConnectTimeoutSec = seconds }, "ConnectTimeoutSec", "time limit");
        }

        foreach (var (limits, setting) in new[]
        {
            (new NodeLimits { MaxAssociations = 0 }, "MaxAssociations"), (new NodeLimits { MaxAssociations = 65 }, "MaxAssociations"), (new NodeLimits { UtilizationPercent = 0 }, "UtilizationPercent"),
            (new NodeLimits { UtilizationPercent = 101 }, "UtilizationPercent"), (new NodeLimits { MaxRestSec = -1 }, "MaxRestSec"), (new NodeLimits { MinIntervalSec = 86_401 }, "MinIntervalSec"),
            (new NodeLimits { MaxAttempts = 0 }, "MaxAttempts"), (new NodeLimits { BackoffSec = 0 }, "BackoffSec"), (new NodeLimits { BackoffSec = 1801 }, "BackoffSec"), (new NodeLimits { BreakerThreshold = 0 }, "BreakerThreshold"),
        })
        {
            AssertRefused(s_node with { Limits = limits }, setting, "Give a number from");
        }

        AssertRefused(s_node with { ResultLimit = 0 }, "ResultLimit", "less than 1");
        Assert.Equal(65_535, NodeRules.Check(s_node with { Port = 65_535, ResultLimit = 1, TimeoutSec = 86_400 }).Port);
    }

    [Fact]
    public void Words_that_do_not_exist_and_levels_without_a_study_are_refused()
    {
        AssertRefused(s_node with { Model = (QueryModel)7 }, "Model", "StudyRoot, PatientRoot");
        AssertRefused(s_node with { RetrieveMethod = (RetrieveMethod)7 }, "RetrieveMethod", "Move, Get");
        AssertRefused(s_node with { RetrieveLevel = QueryLevel.Patient }, "RetrieveLevel", "Study, Series, Image");
        AssertRefused(s_node with { UserName = " " }, "UserName", string.Empty);
        AssertRefused(s_node with { UserName = "a\nb" }, "UserName", string.Empty);
        AssertRefused(s_node with { Tls = new TlsSettings { AllowUntrusted = true, TrustedRoots = "/roots.pem" } }, "TLS", "Choose one");
    }

    [Theory]
    [InlineData("pacs")]
    [InlineData("St Thomas 2")]
    [InlineData("\u00e4.b-c_d")]
    public void Names_are_words(string name) => NodeRules.CheckName(name);

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a*")]
    [InlineData("a?")]
    [InlineData("[a]")]
    [InlineData("a/b")]
    [InlineData("a\tb")]
    [InlineData("a'b")]
    public void Names_that_look_like_something_else_are_refused(string name) =>
        Assert.Equal(NodeException.NodeSettingInvalid, Assert.Throws<NodeException>(() => NodeRules.CheckName(name)).ErrorId);

    private static void AssertRefused(DicomNode node, string setting, string reason)
    {
        var error = Assert.Throws<NodeException>(() => NodeRules.Check(node));
        Assert.Equal(NodeException.NodeSettingInvalid, error.ErrorId);
        Assert.StartsWith(setting, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message + error.RecommendedAction, StringComparison.Ordinal);
    }
}
