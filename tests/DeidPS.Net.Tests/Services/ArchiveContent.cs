using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Services;

/// <summary>What an archive holds, read from the files themselves: the expected answers are made of it, without any of our query code.</summary>
internal sealed class ArchiveContent
{
    private const long LargestFile = 400_000;

    private readonly List<Row> _rows = [];

    private ArchiveContent(IEnumerable<CorpusInstance> instances)
    {
        Instances = [.. instances];
        foreach (var instance in Instances)
        {
            using var file = DicomFile.Open(instance.Path);
            _rows.Add(new Row(instance, new[]
            {
                QueryKeys.PatientName, RetrieveIdentifier.PatientId, QueryKeys.PatientBirthDate, QueryKeys.AccessionNumber, QueryKeys.StudyDate, QueryKeys.StudyDescription, DicomTags.Modality,
            }.ToDictionary(tag => tag, tag => file.Dataset.GetText(tag) ?? string.Empty)));
        }
    }

    /// <summary>The files.</summary>
    public IReadOnlyList<CorpusInstance> Instances { get; }

    /// <summary>The studies with the values of each of their files.</summary>
    public ILookup<string, Row> Studies => _rows.ToLookup(r => r.Instance.Study);

    /// <summary>Small sound files of the corpus, where it is, that dcmtk takes, and the sample study.</summary>
    public static ArchiveContent Read(TemporaryFolder folder) => new(CorpusInstance.All(folder).Where(i =>
        !KnownRefusals.IsWithoutStudy(i) && KnownRefusals.StoreScuSends(i) && KnownRefusals.DcmQrScpTakes(i) && KnownRefusals.OrthancTakes(i) && new FileInfo(i.Path).Length <= LargestFile));

    /// <summary>Values of an attribute that occur, each once.</summary>
    public IEnumerable<string> Values(DicomTag tag) => _rows.Select(r => r.Values[tag]).Where(v => v.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>
    /// Studies of which every file matches, which have to be found, and those of which one does, which may be: an archive takes the attributes of a study
    /// from whichever of its files it likes.
    /// </summary>
    public (HashSet<string> Must, HashSet<string> May) Expect(Func<Row, bool> mustMatch, Func<Row, bool> mayMatch) =>
        ([.. Studies.Where(s => s.All(mustMatch)).Select(s => s.Key)], [.. Studies.Where(s => s.Any(mayMatch)).Select(s => s.Key)]);

    /// <summary>A file and its values.</summary>
    internal sealed record Row(CorpusInstance Instance, Dictionary<DicomTag, string> Values);
}
