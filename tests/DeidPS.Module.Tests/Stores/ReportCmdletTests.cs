using DeidPS.Store;
using DeidPS.Store.Requests;

namespace DeidPS.Module.Tests.Stores;

/// <summary>Reports on requests as a session shows and writes them.</summary>
public sealed class ReportCmdletTests : StoreTest
{
    private const string Trap = "=HYPERLINK(\"http://evil\")<script>alert('x')</script>";

    public ReportCmdletTests()
    {
        Do("$null = New-DeidProject LUNG Lung -Store $store");
        using var store = DeidStore.Open(Root);
        store.Catalog.Write(tx =>
        {
            tx.Execute("insert into requestbatch (id, project, node, created, createdby, rows, iscomplete, process) values ('b', 'LUNG', 'pacs', 0, 'me', 3, 1, 'p')");
            Insert(2, RequestState.Failed, RequestReason.ArchiveFailed);
            Insert(3, RequestState.Blocked, RequestReason.NotFound);
            Insert(4, RequestState.Blocked, RequestReason.OptOut);
            void Insert(int line, RequestState state, RequestReason reason) => tx.Execute(
                """
                insert into request (id, batch, line, part, node, project, requester, priority, subject, session, state, reason, step, conflicts, modalities, received, excluded, held, filtered, bytes, evidence, attempts, tries, checks, error, created, duration, iscancelled)
                values (@Id, 'b', @line, 1, 'pacs', 'LUNG', 'me', 10, 'S1', @Session, @State, @Reason, 'Exact', '', '', 1, 2, 0, 3, 0, 'None', 1, 0, 0, @Error, 0, 0, 0)
                """,
                new { Id = $"r{line}", line, Session = $"S1_{line}", State = state.ToString(), Reason = reason.ToString(), Error = line == 2 ? Trap : null });
        });
    }

    [Fact]
    public void Files_run_nothing_and_hold_every_row()
    {
        var (csv, html) = (Path.Combine(Folder, "status.csv"), Path.Combine(Folder, "status.html"));
        Assert.Equal(3, Do("Get-DeidIngestionStatus -Store $store -Csv $args[0] -Html $args[1]", csv, html).Output.Count);
        Assert.Contains("'=HYPERLINK", File.ReadAllText(csv), StringComparison.Ordinal);
        Assert.DoesNotContain(",=", File.ReadAllText(csv), StringComparison.Ordinal);
        var page = File.ReadAllText(html);
        Assert.Contains("<title>Get-DeidIngestionStatus</title>", page, StringComparison.Ordinal);
        Assert.Contains("<td>&#39;=HYPERLINK(&quot;http://evil&quot;)&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Equal(4, page.Split("<tr>").Length - 1);
        Assert.DoesNotContain("href", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_an_error()
    {
        var result = Try("Get-DeidStorage -Store $store -Html $args[0]", Path.Combine(Folder, "none", "report.html"));
        Assert.Equal("WriteFailed,DeidPS.Commands.GetDeidStorageCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Single(result.Output);
    }

    [Fact]
    public void Rows_are_shown_in_either_wording()
    {
        var own = Session.Render("Get-DeidIngestionStatus -Store $args[0]", Root);
        Assert.Contains("ArchiveFailed", own, StringComparison.Ordinal);
        Assert.DoesNotContain(GsttWording.NotFound, own, StringComparison.Ordinal);
        var other = Session.Render("Get-DeidIngestionStatus -GsttWording -Store $args[0]", Root);
        Assert.Contains(GsttWording.NotFound, other, StringComparison.Ordinal);
        Assert.All(other.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 120, line));
        var row = Assert.Single(Do("Get-DeidIngestionStatus -GsttWording -Store $store | Where-Object Line -eq 2 | ForEach-Object { \"$($_.Status) $($_.Filtered) $($_.Wording)\" }").Output);
        Assert.Equal($"Failed 5 {GsttWording.Expected}", row.ToString());
    }

    /// <summary>The account of the test is an administrator and no data manager.</summary>
    [Fact]
    public void Few_who_may_not_be_used_are_not_counted()
    {
        var counts = Do("Get-DeidIngestionStatus -Summary -Store $store | ForEach-Object { \"$($_.Status) $($_.RequestsText) $($_.Requests)\" }").Output.Select(o => o.ToString());
        Assert.Equal(["NotFound 1 1", "Blocked <5 ", "Failed 1 1"], counts);
        Assert.Contains("<5", Session.Render("Get-DeidIngestionStatus -Summary -Store $args[0]", Root), StringComparison.Ordinal);
        var csv = Path.Combine(Folder, "counts.csv");
        Do("Get-DeidIngestionStatus -Summary -Store $store -Csv $args[0]", csv);
        Assert.Contains("Blocked,OptOut,<5", File.ReadAllText(csv), StringComparison.Ordinal);
        Assert.Equal("AmbiguousParameterSet,DeidPS.Commands.GetDeidIngestionStatusCommand", Assert.Single(Try("Get-DeidIngestionStatus -Summary -GsttWording -Store $store").Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_trace_needs_a_data_manager_and_a_reason()
    {
        Fails("AccessDenied,DeidPS.Commands.GetDeidAccessionTraceCommand", "Get-DeidAccessionTrace -Reason test -Store $store");
        Fails("StoreValueInvalid,DeidPS.Commands.GetDeidAccessionTraceCommand", "Get-DeidAccessionTrace -BreakGlass -Store $store");
        Assert.Equal(3, Do("Get-DeidAccessionTrace -Reason test -BreakGlass -Store $store").Output.Count);
    }
}
