using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Peers;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Services;

/// <summary>Queries against archives of other makers, filled with the corpus. The expected answers come from the files.</summary>
public sealed class QueryCorrectnessTests(ITestOutputHelper output)
{
    private const int AtOnce = 4;

    [Fact]
    public async Task Dcmqrscp_answers_each_query_as_the_files_say()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.DcmQrScp, PeerProgram.DcmQrIdx))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var content = ArchiveContent.Read(folder);
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = content.Instances });
        await archive.IndexAsync([.. content.Instances.Select(i => i.Path)]);
        await CheckAsync(content, Node(archive.Port, DcmtkArchive.DefaultAETitle), KnownDeviations.OfDcmqrscp);
    }

    [Fact]
    public async Task Orthanc_answers_each_query_as_the_files_say()
    {
        if (!PeerProgram.AreAvailable(output, PeerProgram.Orthanc))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        var content = ArchiveContent.Read(folder);

        // As it comes it answers in Latin-1, whatever the query is in, and leaves out other characters.
        await using var archive = await OrthancArchive.StartAsync(new OrthancOptions { Settings = new Dictionary<string, object> { ["DefaultEncoding"] = "Utf8" } });
        await Parallel.ForEachAsync(content.Instances, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (instance, _) => Assert.True(await archive.UploadAsync(instance.Path), instance.Name));
        await CheckAsync(content, Node(archive.Port, OrthancArchive.AETitle), KnownDeviations.OfOrthanc);
    }

    private static DicomNode Node(int port, string calledAE) => new() { HostName = "127.0.0.1", Port = port, CalledAE = calledAE };

    private async Task CheckAsync(ArchiveContent content, DicomNode node, IReadOnlyDictionary<string, string> known)
    {
        output.WriteLine($"{content.Instances.Count} files, {content.Studies.Count} studies");
        var wrong = new System.Collections.Concurrent.ConcurrentBag<(string Kind, string What)>();
        var count = 0;
        await Parallel.ForEachAsync(QueryCases.Of(content), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (test, stop) =>
        {
            Interlocked.Increment(ref count);
            var (must, may) = content.Expect(test.Must, test.May);
            var found = (await AskAsync(node, test.Filter, QueryLevel.Study, stop)).ConvertAll(a => a.GetText(DicomTags.StudyInstanceUID)!);
            Assert.Equal(found.Count, found.Distinct().Count());
            foreach (var (what, uids) in new[] { ("missing", must.Except(found)), ("too many", found.Except(may)) })
            {
                if (uids.Any())
                {
                    wrong.Add(($"{test.Kind}: {what}", $"{Keys(test.Filter)}: {string.Join(", ", uids.Take(3).Select(uid => content.Studies[uid].FirstOrDefault()?.Instance.Name ?? uid))}"));
                }
            }
        });

        await CheckLevelsAsync(content, node, (kind, what) => wrong.Add((kind, what)));
        output.WriteLine($"{count} queries of studies");
        foreach (var (kind, what) in wrong.Order())
        {
            output.WriteLine($"{kind}  {(known.ContainsKey(kind) ? "known" : "NOT KNOWN")}  {what}");
        }

        Assert.Equal([], wrong.Select(w => w.Kind).Where(kind => !known.ContainsKey(kind)).Distinct().Order());
        if (Corpus.Folder is not null)
        {
            Assert.Equal([], known.Keys.Except(wrong.Select(w => w.Kind)).Order());
        }
    }

    /// <summary>Patients, series and images of some studies, and the values the answers carry, in all character sets.</summary>
    private static async Task CheckLevelsAsync(ArchiveContent content, DicomNode node, Action<string, string> report)
    {
        void Compare(string kind, string name, IEnumerable<string> expected, IEnumerable<string?> actual)
        {
            if (!expected.Order(StringComparer.Ordinal).SequenceEqual(actual.Order(StringComparer.Ordinal)))
            {
                report(kind, name);
            }
        }

        // Files that agree on their patient; else the archive has a choice.
        var studies = content.Studies.Where(s => s.Select(r => (r.Values[QueryKeys.PatientName], r.Values[RetrieveIdentifier.PatientId])).Distinct().Count() == 1).ToList();
        var answers = (await AskAsync(node, new QueryFilter(), QueryLevel.Study)).ToDictionary(a => a.GetText(DicomTags.StudyInstanceUID)!);
        foreach (var one in studies.Select(s => s.First()).Where(r => !r.Values[QueryKeys.PatientName].Contains('\uFFFD', StringComparison.Ordinal)))
        {
            var name = one.Values[QueryKeys.PatientName];
            var isAscii = System.Text.Ascii.IsValid(name);
            Compare(isAscii ? "name in an answer" : "name beyond ASCII in an answer to a query in ASCII", one.Instance.Name, [name], [answers[one.Instance.Study].GetText(QueryKeys.PatientName) ?? string.Empty]);
            if (!isAscii)
            {
                var byName = (await AskAsync(node, new QueryFilter { PatientName = name }, QueryLevel.Study)).Where(a => a.GetText(DicomTags.StudyInstanceUID) == one.Instance.Study);
                Compare("name beyond ASCII in an answer to itself", one.Instance.Name, [name], byName.Select(a => a.GetText(QueryKeys.PatientName)));
            }

            Compare("ID in an answer", one.Instance.Name, [one.Values[RetrieveIdentifier.PatientId]], [answers[one.Instance.Study].GetText(RetrieveIdentifier.PatientId) ?? string.Empty]);
        }

        foreach (var study in studies.Where((_, i) => i % 8 == 0))
        {
            var one = study.First();
            var filter = new QueryFilter { StudyInstanceUID = [study.Key] };
            var series = await AskAsync(node, filter, QueryLevel.Series);
            Compare("series", one.Instance.Name, study.Select(r => r.Instance.Series).Distinct(), series.Select(a => a.GetText(DicomTags.SeriesInstanceUID)));
            Compare("patient of a series", one.Instance.Name, series.Select(_ => one.Values[RetrieveIdentifier.PatientId]), series.Select(a => a.GetText(RetrieveIdentifier.PatientId)));
            Compare("images", one.Instance.Name, study.Select(r => r.Instance.SopInstance), (await AskAsync(node, filter, QueryLevel.Image)).Select(a => a.GetText(DicomTags.SOPInstanceUID)));
            Compare(
                "images of a series", one.Instance.Name, study.Where(r => r.Instance.Series == one.Instance.Series).Select(r => r.Instance.SopInstance),
                (await AskAsync(node, filter with { SeriesInstanceUID = one.Instance.Series }, QueryLevel.Image)).Select(a => a.GetText(DicomTags.SOPInstanceUID)));
            if (one.Values[RetrieveIdentifier.PatientId] is { Length: > 0 } id && !id.AsSpan().ContainsAny('*', '?'))
            {
                Compare("patients", one.Instance.Name, [id], (await AskAsync(node, new QueryFilter { PatientID = id }, QueryLevel.Patient)).Select(a => a.GetText(RetrieveIdentifier.PatientId)));
                Compare("patient of a study", one.Instance.Name, [id], (await AskAsync(node, filter, QueryLevel.Patient)).Select(a => a.GetText(RetrieveIdentifier.PatientId)));
            }
        }
    }

    private static string Keys(QueryFilter f) => string.Join(' ', new object?[] { f.AccessionNumber, f.PatientID, f.PatientName, f.PatientBirthDate, f.StudyDate, f.Modality, f.StudyDescription }.Where(k => k is not null));

    private static async Task<List<QueryAnswer>> AskAsync(DicomNode node, QueryFilter filter, QueryLevel level, CancellationToken stop = default)
    {
        var answers = new List<QueryAnswer>();
        await using var query = new NodeQuery(node, null, new DateOnly(2024, 6, 1));
        await foreach (var answer in query.RunAsync(filter, level, null, stop))
        {
            answers.Add(answer);
        }

        return answers;
    }
}
