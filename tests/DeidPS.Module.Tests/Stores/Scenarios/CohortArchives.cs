using System.Text.RegularExpressions;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Peers;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>
/// dcmqrscp and Orthanc, each with the corpus where that is, the sample study, and invented patients that the scenarios are about. They are started when they are first asked for.
/// </summary>
public sealed partial class CohortArchives : IAsyncLifetime
{
    internal const string Dcmtk = "dcmqrscp";

    internal const string Orthanc = "Orthanc";

    private const long LargestFile = 400_000;

    private readonly TemporaryFolder _folder = new();
    private readonly int _receiver = LoopbackPort.Free();
    private IReadOnlyList<CorpusInstance>? _instances;
    private DcmtkArchive? _dcmtk;
    private OrthancArchive? _orthanc;

    /// <summary>Invented patients: 1 has two studies in January 2024, 2 one; 3 studies on two days that follow each other, 4 one on the first of them; 5 and 6 one each; 7 one with a dose report.</summary>
    private static IEnumerable<TestObject> Invented =>
    [
        .. Study("1", 1, "20240115"), .. Study("1", 2, "20240120"), .. Study("2", 1, "20240116"), .. Study("3", 1, "20240303"), .. Study("3", 2, "20240304"), .. Study("4", 1, "20240303"),
        .. Study("5", 1, "20240401"), .. Study("6", 1, "20240401"), .. Study("7", 1, "20240501"),
        .. Enumerable.Range(1, 2).Select(i => new TestObject
        {
            Patient = "7", Series = 2, SeriesNumber = 2, Instance = i, Change = data =>
            {
                data.SetText(DicomTags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7");
                data.SetText(new DicomTag(0x0008103E), "Dose Report");
                data.SetText(new DicomTag(0x00080020), "20240501");
            },
        }),
    ];

    /// <summary>The archive of that name, running; null, with a line, where it is not installed.</summary>
    internal async Task<CohortArchive?> FindAsync(string name, ITestOutputHelper output)
    {
        if (!PeerProgram.AreAvailable(output, name == Dcmtk ? PeerProgram.DcmQrScp : PeerProgram.Orthanc, PeerProgram.StoreScu))
        {
            return null;
        }

        if (Corpus.Folder is null)
        {
            output.WriteLine("The corpus of real files is not here; the archive holds generated studies only.");
        }

        _instances ??= Read();
        if (name == Dcmtk)
        {
            if (_dcmtk is null)
            {
                _dcmtk = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = _instances, Destinations = new Dictionary<string, int> { ["DEIDPS"] = _receiver } });
                AssertSent(await _dcmtk.StoreAsync(_instances));
            }

            return new CohortArchive(_dcmtk.Port, DcmtkArchive.DefaultAETitle, _receiver, _instances);
        }

        if (_orthanc is null)
        {
            _orthanc = await OrthancArchive.StartAsync(new OrthancOptions { Arguments = ["--verbose-dicom"], Settings = new Dictionary<string, object> { ["DeidentifyLogs"] = false }, Modalities = new Dictionary<string, int> { ["DEIDPS"] = _receiver } });
            AssertSent(await _orthanc.StoreAsync(_instances));
        }

        return new CohortArchive(_orthanc.Port, OrthancArchive.AETitle, _receiver, _instances);
    }

    /// <summary>What an archive has written so far.</summary>
    internal string LogOf(string name) => name == Dcmtk ? _dcmtk!.Log : _orthanc!.Log;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_dcmtk is not null)
        {
            await _dcmtk.DisposeAsync();
        }

        if (_orthanc is not null)
        {
            await _orthanc.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static IEnumerable<TestObject> Study(string patient, int study, string date) => TestObject.Study1(3, patient, study, comments: null).Select(o => o with { Change = data => data.SetText(new DicomTag(0x00080020), date) });

    private static void AssertSent(ProgramResult sent) => Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);

    /// <summary>Small files that dcmtk sends without decoding, of studies of one patient: to dcmqrscp a study that names two patients is two.</summary>
    private List<CorpusInstance> Read()
    {
        var invented = new List<CorpusInstance>();
        foreach (var (item, i) in Invented.Select((o, i) => (o, i)))
        {
            var path = _folder.File($"invented/{i:D4}.dcm");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, item.Bytes());
            invented.Add(CorpusInstance.Read(path)!);
        }

        var usable = CorpusInstance.All(_folder).Where(i =>
            !KnownRefusals.IsWithoutStudy(i) && !KnownRefusals.HasOverlongUid(i) && KnownRefusals.StoreScuSends(i) && KnownRefusals.DcmQrScpTakes(i) && KnownRefusals.OrthancTakesAsItIs(i) && Uid().IsMatch(i.Study)
            && (i.TransferSyntax == DicomTransferSyntax.ExplicitLittleEndian.Uid || i.TransferSyntax == DicomTransferSyntax.ImplicitLittleEndian.Uid) && new FileInfo(i.Path).Length <= LargestFile);
        return [.. usable.GroupBy(i => i.Study).Where(s => s.Select(PatientOf).Distinct(StringComparer.Ordinal).Count() == 1).SelectMany(s => s), .. invented];
    }

    private static string PatientOf(CorpusInstance instance)
    {
        using var file = DicomFile.Open(instance.Path);
        return $"{file.Dataset.GetText(new DicomTag(0x00100020))}/{file.Dataset.GetText(new DicomTag(0x00100010))}/{file.Dataset.GetText(new DicomTag(0x00100030))}/{file.Dataset.GetText(new DicomTag(0x00080020))}";
    }

    [GeneratedRegex(@"^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))+$")]
    private static partial Regex Uid();
}
