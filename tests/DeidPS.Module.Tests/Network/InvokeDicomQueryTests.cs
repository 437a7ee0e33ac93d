using DeidPS.Module.Tests.Harness;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Network;

/// <summary>Invoke-DicomQuery against an archive that others wrote.</summary>
public sealed class InvokeDicomQueryTests(ITestOutputHelper output) : CmdletTest
{
    private const string Query = "Invoke-DicomQuery -HostName 127.0.0.1 -Port $args[0] -CalledAE ARCHIVE ";

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

    private static string Text(System.Management.Automation.PSObject value, string property) => value.Properties[property].Value?.ToString() ?? string.Empty;

    private IReadOnlyList<System.Management.Automation.PSObject> Studies(DcmtkArchive archive, string keys)
    {
        var result = Run(Query + keys, archive.Port);
        Assert.True(result.Errors.Count == 0, keys + ": " + string.Join("; ", result.Errors));
        return [.. result.Output];
    }
}
