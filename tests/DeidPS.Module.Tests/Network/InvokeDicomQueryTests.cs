using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>Invoke-DicomQuery against an archive that others wrote.</summary>
public sealed class InvokeDicomQueryTests(ITestOutputHelper output) : CmdletTest
{
    private const string Query = "Invoke-DicomQuery -HostName 127.0.0.1 -Port $args[0] -CalledAE ARCHIVE ";
    private const string Scripted = "Invoke-DicomQuery -HostName 127.0.0.1 -Port $args[0] -CalledAE SCRIPTED ";

    private static readonly ScriptedStudy[] s_studies =
    [
        new("2.25.1", "20240131", "101500") { PatientId = "P1", Accession = "RJ100", Series = ["2.25.11", "2.25.12"] },
        new("2.25.2", "20240131", "111500") { PatientId = "P1", Accession = "RJ200", Modality = "MR", Series = ["2.25.21"] },
        new("2.25.3", "20240202", "101500") { PatientId = "P2", Accession = "RJ300", Series = ["2.25.31"] },
        new("2.25.4", "20240205", "101500") { PatientId = "P2", Accession = "RJ400" },
    ];

    [Fact]
    public async Task Keys_wildcards_and_dates_find_the_study_and_nothing_else()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        var listener = LoopbackPort.Free();
        var (archive, study, count) = await FilledArchive.StartAsync(Folder, listener);
        await using (archive)
        {
            var found = Assert.Single(Studies(archive, $"-StudyInstanceUID {study}"));
            var id = Text(found, "PatientID");
            var accession = Text(found, "AccessionNumber");
            var date = (DateTime)found.Properties["StudyDate"].Value;
            var day = date.ToString("yyyyMMdd");
            foreach (var keys in new[]
            {
                $"-PatientId {id}", $"-PatientId {id[..^2]}*", $"-PatientId {id[..^1]}?", $"-AccessionNumber {accession}", $"-AccessionNumber {accession}, nothing", $"-StudyDate {day}", $"-StudyDate {day}-{day}",
                $"-StudyDate {date.AddDays(-3):yyyyMMdd}-{date.AddDays(3):yyyyMMdd}", $"-PatientId {id} -StudyDate {day}-", $"-PatientId {id} -StudyDate '-{day}'", $"-PatientName '{Text(found, "PatientName").Split('^')[0]}*'",
            })
            {
                Assert.Contains(study, Studies(archive, keys).Select(o => Text(o, "StudyInstanceUID")));
            }

            foreach (var keys in new[] { $"-StudyDate {date.AddDays(1):yyyyMMdd}", $"-StudyDate {date.AddDays(-1):yyyyMMdd}", $"-PatientId {id} -StudyDate {date.AddDays(1):yyyyMMdd}-", $"-PatientId {id}x" })
            {
                Assert.DoesNotContain(study, Studies(archive, keys).Select(o => Text(o, "StudyInstanceUID")));
            }

            var series = Studies(archive, $"-StudyInstanceUID {study} -Level Series");
            Assert.NotEmpty(series);
            var images = series.SelectMany(s => Studies(archive, $"-StudyInstanceUID {study} -SeriesInstanceUID {Text(s, "SeriesInstanceUID")} -Level Image")).ToList();
            Assert.Equal(count, images.Count);
            Assert.Single(Studies(archive, $"-PatientId {id} -Level Patient"));

            // A day piped on to retrieval, with labels of the request.
            var result = Run(
                $"[pscustomobject]@{{ 'Accession Number' = '{accession}'; Subject = 'subj001'; Session = 'subj001_s1' }} | {Query} | Receive-DicomStudy -RetrieveMethod Get", archive.Port);
            Assert.Empty(result.Errors);
            var retrieved = Assert.Single(result.Output);
            Assert.Equal(("Complete", "subj001", "subj001_s1"), (Text(retrieved, "Status"), Text(retrieved, "Subject"), Text(retrieved, "Session")));
        }
    }

    [Fact]
    public void A_query_for_everything_is_refused_before_it_is_sent()
    {
        foreach (var keys in new[] { string.Empty, "-PatientId '*'", "-StudyDate 20240101-", "-Modality CT", "-PatientName '*'" })
        {
            var error = Assert.Single(Run(Query + keys, LoopbackPort.Free()).Errors);
            Assert.StartsWith("DicomValueInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains("-AllowBroad", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.StartsWith("NodeUnreachable,", Assert.Single(Run(Query + "-AllowBroad", LoopbackPort.Free()).Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_a_spreadsheet_bind_by_their_headers_also_with_empty_cells()
    {
        var archive = new ScriptedArchive(s_studies);
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var file = Path.Combine(Folder, "requests.csv");
        await File.WriteAllTextAsync(
            file,
            """
            Accession Number,Patient ID,Study Date,Date From,Date To,Study Instance UID,Last Name,First Name,DOB,Modality,Study Description,Subject,Session
            RJ100,,,,,,,,,,,subj001,subj001_s1
            ,P1,20240131,,,,,,,MR,,subj001,subj001_s2
            ,P2,,20240201,20240203,,,,,,,subj002,subj002_s1
            ,,,,,2.25.4,,,,,,subj002,subj002_s2
            ,,,,,,Smith,John,19500203,,CHEST*,subj003,
            """);
        Session.WithCoreFunctions();
        var result = Run("Import-Csv $args[1] | " + Scripted, peer.Port, file);
        Assert.Empty(result.Errors);
        Assert.Equal(["2.25.1 subj001 subj001_s1", "2.25.2 subj001 subj001_s2", "2.25.3 subj002 subj002_s1", "2.25.4 subj002 subj002_s2"], result.Output.Where(o => Text(o, "Subject") != "subj003").Select(o => $"{Text(o, "StudyInstanceUID")} {Text(o, "Subject")} {Text(o, "Session")}"));
        string[] Keys(uint tag) => [.. archive.Identifiers.Select(i => i.GetText(new DicomTag(tag)) ?? "absent")];
        Assert.Equal(["RJ100", "", "", "", "", ""], Keys(0x00080050));
        Assert.Equal(["", "P1", "P2", "", "", ""], Keys(0x00100020));
        Assert.Equal(["", "20240131", "20240201-20240203", "", "", ""], Keys(0x00080020));
        Assert.Equal(["", "MR", "", "", "", ""], Keys(0x00080061));
        Assert.Equal(["", "", "", "2.25.4", "", ""], Keys(0x0020000D));
        Assert.Equal(["", "", "", "", "Smith^John", "Smith^John^*"], Keys(0x00100010));
        Assert.Equal(["", "", "", "", "19500203", "19500203"], Keys(0x00100030));
        Assert.Equal(["", "", "", "", "CHEST*", "CHEST*"], Keys(0x00081030));
    }

    [Fact]
    public async Task All_rows_share_an_association_which_is_released_at_the_end()
    {
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive(s_studies).Service);
        var result = Run("1..40 | ForEach-Object { [pscustomobject]@{ 'Accession Number' = \"RJ$((($_ - 1) % 4 + 1) * 100)\"; Session = \"s$_\" } } | " + Scripted, peer.Port);
        Assert.Empty(result.Errors);
        Assert.Equal(40, result.Output.Count);
        await peer.WaitForScriptsAsync();
        Assert.Equal(1, peer.Connections);
        Assert.Empty(peer.Failures);
    }

    [Fact]
    public async Task More_attributes_come_where_they_are_asked_for_and_all_can_be_got_at()
    {
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive(s_studies).Service);
        var result = Run(
            "$r = " + Scripted + "-AccessionNumber RJ100 -Tag ReferringPhysicianName, '(0010,4000)'; $r.Attributes['referringphysicianname']; $r['ReferringPhysicianName']; $r['(0008,0090)']; $null -eq $r['PatientComments']; $r.Attributes.ContainsKey('AccessionNumber')", peer.Port);
        Assert.Empty(result.Errors);
        Assert.Equal(["Referrer^Of^2.25.1", "Referrer^Of^2.25.1", "Referrer^Of^2.25.1", "True", "True"], result.Output.Select(o => o.ToString()));
        foreach (var tag in new[] { "Patient*", "'(0009,{X}01)'", "PixelData", "'(0040,0275)/(0008,0050)'" })
        {
            Assert.StartsWith("DicomValueInvalid,", Assert.Single(Run(Scripted + "-PatientId P1 -Tag " + tag, peer.Port).Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_accession_number_in_another_spelling_tells_how_it_was_found()
    {
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive(s_studies).Service);
        var result = Run(
            "[pscustomobject]@{ 'Accession Number' = 'RJ-1 00'; 'Patient ID' = 'P1'; 'Study Date' = ''; Modality = 'CT'; Subject = 's1' }, [pscustomobject]@{ 'Accession Number' = 'LOST'; 'Patient ID' = 'P1'; 'Study Date' = '20240130'; Modality = ''; Subject = 's2' }, "
            + "[pscustomobject]@{ 'Accession Number' = 'RJ400'; 'Patient ID' = ''; 'Study Date' = ''; Modality = ''; Subject = 's2' } | " + Scripted + "-AccessionFallback -AccessionPrefix RJ -FallbackDays 1", peer.Port);
        Assert.Empty(result.Errors);
        Assert.Equal(
            ["2.25.1 NormalisedAccession False", "2.25.1 PatientAndDate True", "2.25.2 PatientAndDate True", "2.25.4 Exact False"],
            result.Output.Select(o => $"{Text(o, "StudyInstanceUID")} {Text(o, "Step")} {Text(o, "NeedsReview")}"));
        Assert.Empty(Run(Scripted + "-AccessionNumber LOST", peer.Port).Output);
    }

    [Fact]
    public async Task Studies_pipe_on_to_their_series_and_the_number_wanted_ends_it()
    {
        var archive = new ScriptedArchive(s_studies);
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var series = Run(Scripted + "-PatientId P1 | Invoke-DicomQuery -Level Series", peer.Port);
        Assert.Empty(series.Errors);
        Assert.Equal(["2.25.11", "2.25.12", "2.25.21"], series.Values("SeriesInstanceUID"));
        Assert.Equal(["RJ100", "RJ100", "RJ200"], series.Values("AccessionNumber"));
        Assert.Equal(2, Run(Scripted + "-PatientId P1, P2 -First 2", peer.Port).Output.Count);
        Assert.Equal(["P1", "P2"], Run(Scripted + "-From 20240101 -To 2024-12 -Level Patient", peer.Port).Values("PatientID"));
    }

    [Fact]
    public async Task Where_something_may_be_missing_a_warning_says_so()
    {
        ScriptedStudy[] many = [.. Enumerable.Range(1, 60).Select(i => new ScriptedStudy($"2.25.{i}", $"202401{(i % 28) + 1:00}", "101500"))];
        await using var peer = ScriptedPeer.Serving(new ScriptedArchive(many, 20, CapSignal.OutOfResources).Service);
        var split = Run(Scripted + "-PatientId P1", peer.Port);
        Assert.Equal(60, split.Output.Count);
        Assert.Contains("without a date", Assert.Single(split.Warnings), StringComparison.Ordinal);
        Assert.Empty(Run(Scripted + "-StudyDate 2024-01", peer.Port).Warnings);
        await using var silent = ScriptedPeer.Serving(new ScriptedArchive([.. Enumerable.Range(1, 51).Select(i => new ScriptedStudy($"2.25.{i}", "20240131", "101500"))], 50).Service);
        Assert.Contains(Run(Scripted + "-PatientId P1", silent.Port).Warnings, w => w.Contains("there may be more", StringComparison.Ordinal));
        await using var cut = ScriptedPeer.Serving(new ScriptedArchive([.. Enumerable.Range(1, 51).Select(i => new ScriptedStudy($"2.25.{i}", "20240131", "101500"))], 50, CapSignal.Cancelled).Service);
        Assert.StartsWith("QueryTruncated,", Assert.Single(Run(Scripted + "-PatientId P1", cut.Port).Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private static string Text(System.Management.Automation.PSObject value, string property) => value.Properties[property].Value?.ToString() ?? string.Empty;

    private IReadOnlyList<System.Management.Automation.PSObject> Studies(DcmtkArchive archive, string keys)
    {
        var result = Run(Query + keys, archive.Port);
        Assert.True(result.Errors.Count == 0, keys + ": " + string.Join("; ", result.Errors));
        return [.. result.Output];
    }
}
