using System.Collections.Concurrent;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Module.Tests.Network;

/// <summary>Send-Dicom -Report: a run that was stopped is taken up again, and nothing is sent twice that the node has.</summary>
public sealed class SendDicomReportTests : CmdletTest
{
    private const string Send = "Send-Dicom $args[0] -HostName 127.0.0.1 -Port $args[1] -CalledAE PACS -RetryCount 0 ";
    private const string WithReport = Send + "-Report $args[2] ";

    private readonly ConcurrentQueue<string> _arrived = new();
    private readonly HashSet<string> _refused = [];

    private string Report => Path.Combine(Folder, "sent.csv");

    private string In => Path.Combine(Folder, "in");

    [Fact]
    public async Task A_second_run_sends_only_what_is_not_there_yet()
    {
        Write(5);
        await using var peer = Peer();
        _refused.Add("1.2.3.3");
        var first = Run(WithReport, In, peer.Port, Report);
        Assert.Equal(["Sent", "Sent", "Failed", "Sent", "Sent"], first.Values("Status"));
        Assert.Equal("Refused", first.Output[2].Properties["Reason"].Value.ToString());
        Assert.StartsWith("DimseFailure,", Assert.Single(first.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);

        _refused.Clear();
        _arrived.Clear();
        var second = Run(WithReport, In, peer.Port, Report);
        Assert.Empty(second.Errors);
        Assert.Equal(["Skipped", "Skipped", "Sent", "Skipped", "Skipped"], second.Values("Status"));
        Assert.All(new[] { 0, 1, 3, 4 }, i => Assert.Equal("AlreadySent", second.Output[i].Properties["Reason"].Value.ToString()));
        Assert.Equal(first.Values("Source"), second.Values("Source"));
        Assert.Equal(["1.2.3.3"], _arrived);

        _arrived.Clear();
        Assert.Empty(Run(WithReport + "-Force", In, peer.Port, Report).Errors);
        Assert.Equal(5, _arrived.Count);
        var text = File.ReadAllText(Report);
        Assert.Equal(1 + 5 + 1 + 5, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain("ZZ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.3.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_or_goes_elsewhere_or_with_another_stamp_is_sent()
    {
        Write(1);
        await using var peer = Peer();
        await using var other = Peer();
        Assert.Empty(Run(WithReport, In, peer.Port, Report).Errors);
        foreach (var (options, port, expected) in new[] { ("", peer.Port, 0), ("", other.Port, 1), ("-Stamp", peer.Port, 1), ("-Stamp", peer.Port, 0), ("-Stamp -Subject subj002", peer.Port, 1) })
        {
            _arrived.Clear();
            Assert.Empty(Run(WithReport + options, In, port, Report).Errors);
            Assert.True(expected == _arrived.Count, options + port);
        }

        SampleFile.Write(In, "1.dcm", d => Identify(d, 1).SetText(new DicomTag(0x00081030), "longer than before"));
        _arrived.Clear();
        Assert.Empty(Run(WithReport, In, peer.Port, Report).Errors);
        Assert.Single(_arrived);
    }

    [Fact]
    public async Task A_row_that_was_cut_off_counts_as_not_sent()
    {
        Write(3);
        await using var peer = Peer();
        Assert.Empty(Run(WithReport, In, peer.Port, Report).Errors);
        using (var stream = new FileStream(Report, FileMode.Open))
        {
            stream.SetLength(stream.Length - 25);
        }

        _arrived.Clear();
        var result = Run(WithReport, In, peer.Port, Report);
        Assert.Empty(result.Errors);
        Assert.Equal(["1.2.3.3"], _arrived);
        _arrived.Clear();
        Assert.Empty(Run(WithReport, In, peer.Port, Report).Errors);
        Assert.Empty(_arrived);
    }

    [Fact]
    public async Task A_file_that_is_no_report_is_refused_and_stays_as_it_is()
    {
        Write(1);
        await using var peer = Peer();
        foreach (var content in new[] { "Accession Number,Study Date\nRJ1,20240131\n", "no line end", "Time,LiteralPath\n\"open" })
        {
            File.WriteAllText(Report, content);
            var result = Run(WithReport, In, peer.Port, Report);
            Assert.Empty(result.Output);
            Assert.StartsWith("CsvInvalid,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal(content, File.ReadAllText(Report));
        }

        Assert.Empty(_arrived);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_ends_the_run_before_anything_is_sent()
    {
        Write(1);
        await using var peer = Peer();
        var result = Run(WithReport, In, peer.Port, Path.Combine(Folder, "missing", "sent.csv"));
        Assert.StartsWith("WriteFailed,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_arrived);
    }

    [Fact]
    public async Task A_trial_reads_the_report_and_writes_nothing()
    {
        Write(2);
        await using var peer = Peer();
        Assert.All(Run(WithReport + "-WhatIf", In, peer.Port, Report).Output, r => Assert.Equal("Declined", r.Properties["Reason"].Value.ToString()));
        Assert.False(File.Exists(Report));
        Assert.Empty(Run(WithReport, Path.Combine(In, "1.dcm"), peer.Port, Report).Errors);
        var before = File.ReadAllText(Report);
        Assert.Equal(["AlreadySent", "Declined"], Run(WithReport + "-WhatIf", In, peer.Port, Report).Values("Reason"));
        Assert.Equal(before, File.ReadAllText(Report));
        Assert.Single(_arrived);
    }

    [Fact]
    public async Task Results_pipe_back_in_and_rows_of_the_report_do_too()
    {
        Write(3);
        await using var peer = Peer();
        _refused.Add("1.2.3.2");
        var script = "$r = @(" + WithReport + "-ErrorAction SilentlyContinue); ";
        Assert.Equal("Failed", Assert.Single(Run(script + "$r | Where-Object Status -eq Failed", In, peer.Port, Report).Output).Properties["Status"].Value.ToString());
        _refused.Clear();
        _arrived.Clear();
        var again = Run("$r | Where-Object Status -eq Failed | Send-Dicom -HostName 127.0.0.1 -Port $args[0] -CalledAE PACS", peer.Port);
        Assert.Empty(again.Errors);
        Assert.Equal(["1.2.3.2"], _arrived);
        _arrived.Clear();
        var row = Run("[pscustomobject]@{ LiteralPath = $args[1]; Status = 'Failed'; Node = 'x' } | Send-Dicom -HostName 127.0.0.1 -Port $args[0] -CalledAE PACS", peer.Port, Path.Combine(In, "2.dcm"));
        Assert.Empty(row.Errors);
        Assert.Equal(["1.2.3.2"], _arrived);
    }

    [Fact]
    public async Task A_run_that_is_stopped_keeps_the_rows_of_what_went_and_the_next_sends_the_rest()
    {
        Write(4);
        var hangs = true;
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            var service = new ScriptedService().On(ScriptedCommand.StoreRequestField, request =>
            {
                _arrived.Enqueue(request.Command.SopInstance);
                return [new ScriptedResponse(0) { Before = async (_, _) => await Task.Delay(hangs && _arrived.Count == 3 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, stop) }];
            });
            await service.RunAsync(connection, stop);
        });
        using (var shell = Session.Shell(WithReport, In, peer.Port, Report))
        {
            var run = shell.BeginInvoke();
            Assert.True(SpinWait.SpinUntil(() => _arrived.Count == 3, TimeSpan.FromSeconds(60)));
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await shell.StopAsync(null, null);
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
        }

        hangs = false;
        _arrived.Clear();
        var result = Run(WithReport, In, peer.Port, Report);
        Assert.Empty(result.Errors);
        Assert.Equal(["Skipped", "Skipped", "Sent", "Sent"], result.Values("Status"));
        Assert.Equal(["1.2.3.3", "1.2.3.4"], _arrived);
    }

    private static DicomDataset Identify(DicomDataset dataset, int number)
    {
        dataset.SetText(DicomTags.SOPInstanceUID, $"1.2.3.{number}");
        return dataset;
    }

    private void Write(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            SampleFile.Write(In, $"{i}.dcm", d => Identify(d, i));
        }
    }

    private ScriptedPeer Peer() => ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.StoreRequestField, request =>
    {
        _arrived.Enqueue(request.Command.SopInstance);
        return [new ScriptedResponse(_refused.Contains(request.Command.SopInstance) ? (ushort)0xA900 : (ushort)0)];
    }));
}
