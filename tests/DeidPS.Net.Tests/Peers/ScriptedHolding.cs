using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Net.Tests.Peers;

/// <summary>A fake PACS with one study: answers C-FIND for its series and images, and sends what C-GET names, to the letter or with a fault.</summary>
internal sealed class ScriptedHolding
{
    public const string Study = "2.25.11";
    public const string CtImage = "1.2.840.10008.5.1.4.1.1.2";
    public const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";

    private static readonly DicomTag s_level = new(0x00080052);

    private readonly IReadOnlyList<ScriptedSeries> _series;
    private readonly List<(string Level, string Series, string[] Instances)> _gets = [];
    private readonly Lock _gate = new();
    private ushort _messageId;

    public ScriptedHolding(params IReadOnlyList<ScriptedSeries> series)
    {
        _series = series;
        Service = new ScriptedService().On(ScriptedCommand.FindRequestField, Find).On(ScriptedCommand.GetRequestField, Get);
    }

    public ScriptedService Service { get; }

    /// <summary>False when it answers no query for images.</summary>
    public bool ListsImages { get; init; } = true;

    /// <summary>Specific Character Set of its answers about series; those about images have none.</summary>
    public string CharacterSet { get; init; } = string.Empty;

    /// <summary>True for an instance that is not sent to a request of that number, from 0, although it is asked for.</summary>
    public Func<string, int, bool> Omits { get; init; } = static (_, _) => false;

    /// <summary>Instances it sends besides, with their series, in answer to each request.</summary>
    public IReadOnlyList<(string Series, string Instance)> SendsBesides { get; init; } = [];

    /// <summary>What C-GET asked for, in order; the UID of the series is empty at study level.</summary>
    public IReadOnlyList<(string Level, string Series, string[] Instances)> Gets
    {
        get
        {
            lock (_gate)
            {
                return [.. _gets];
            }
        }
    }

    private IEnumerable<ScriptedResponse> Find(ScriptedMessage request)
    {
        var identifier = DicomFile.Open(request.Dataset!).Dataset;
        var isImage = identifier.GetText(s_level) == "IMAGE";
        var uid = identifier.GetText(DicomTags.SeriesInstanceUID);
        var answers = _series.Where(s => string.IsNullOrEmpty(uid) || s.Uid == uid).SelectMany(s => isImage ? ListsImages ? Images(s) : [] : [Answer(s)]);
        return [.. answers.Select(a => new ScriptedResponse(DimseStatus.Pending, a)), new ScriptedResponse(DimseStatus.Success)];
    }

    private byte[] Answer(ScriptedSeries series)
    {
        var answer = new DicomBytes();
        answer = CharacterSet.Length > 0 ? answer.Text(0x00080005, "CS", CharacterSet) : answer;
        answer = answer.Text(0x00080060, "CS", series.Modality).Text(0x0008103E, "LO", series.Description).Text(0x0020000E, "UI", series.Uid).Text(0x00200011, "IS", series.Number);
        return (series.IsCounted ? answer.Text(0x00201209, "IS", FormattableString.Invariant($"{series.Count}")) : answer).Bytes;
    }

    private static IEnumerable<byte[]> Images(ScriptedSeries series) =>
        Enumerable.Range(1, series.Count).Select(n => new DicomBytes().Text(0x00080016, "UI", series.SopClass(n)).Text(0x00080018, "UI", series.Instance(n)).Bytes);

    private IEnumerable<ScriptedResponse> Get(ScriptedMessage request)
    {
        var identifier = DicomFile.Open(request.Dataset!).Dataset;
        var series = identifier.GetText(DicomTags.SeriesInstanceUID) ?? string.Empty;
        string[] instances = [.. identifier.Find(DicomTags.SOPInstanceUID)?.Values ?? []];
        int number;
        lock (_gate)
        {
            number = _gets.Count;
            _gets.Add((identifier.GetText(s_level)!, series, instances));
        }

        var wanted = _series.Where(s => series.Length == 0 || s.Uid == series)
            .SelectMany(s => Enumerable.Range(1, s.Count).Select(n => (Series: s.Uid, Instance: s.Instance(n), SopClass: s.SopClass(n))))
            .Where(i => (instances.Length == 0 || instances.Contains(i.Instance)) && !Omits(i.Instance, number));
        return [new ScriptedResponse(DimseStatus.Success) { Before = (connection, _) => SendAsync(connection, [.. wanted, .. SendsBesides.Select(b => (b.Series, b.Instance, CtImage))]) }];
    }

    private async Task SendAsync(ScriptedConnection connection, IEnumerable<(string Series, string Instance, string SopClass)> images)
    {
        foreach (var (series, instance, sopClass) in images)
        {
            var bytes = new DicomBytes().Text(0x00080016, "UI", sopClass).Text(0x00080018, "UI", instance).Text(0x0020000D, "UI", Study).Text(0x0020000E, "UI", series).Bytes;
            await connection.AskAsync(connection.ContextFor(sopClass), ScriptedCommand.StoreRequest(++_messageId, sopClass, instance), bytes);
        }
    }
}
