using System.Globalization;
using System.IO.Enumeration;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>C-FIND in Study Root, hierarchical (PS3.4 C.4.1, C.6.2).</summary>
internal sealed partial class FaultyPacs
{
    private async Task FindAsync(ScriptedConnection connection, ScriptedMessage request, PacsDropPoint? drop, CancellationToken stop)
    {
        var identifier = DicomFile.Open(request.Dataset!).Dataset;
        var level = Key(identifier, 0x00080052);
        Log.AddFind(level);
        var isExplicit = IsExplicit(connection, request.ContextId);
        var status = level is "STUDY" or "SERIES" or "IMAGE" ? Success : IdentifierMismatch;
        var hasAnswered = false;
        foreach (var answer in status == Success ? Answers(identifier, level) : [])
        {
            if (await IsCancelledAsync(connection, request, stop))
            {
                status = Cancelled;
                break;
            }

            hasAnswered = true;
            await RespondAsync(connection, request, request.Command.Response(Pending, hasDataset: true), Encode(answer, identifier, level, isExplicit), stop);
        }

        ThrowIfDropped(connection, drop);
        status = Faults.WarnsOfNothing && status == Success && !hasAnswered ? (ushort)0xB000 : status;
        await RespondAsync(connection, request, request.Command.Response(status), null, stop);
    }

    /// <summary>What matches, with all the attributes it could be asked for.</summary>
    private IEnumerable<SortedDictionary<uint, (string VR, string Value)>> Answers(DicomDataset identifier, string level)
    {
        // Below the level of studies the unique key above decides alone (PS3.4 C.4.1.1.3.1).
        var isStudy = level == "STUDY";
        var candidates = isStudy ? Content.Candidates(Key(identifier, 0x0020000D), Key(identifier, 0x00080050), Key(identifier, 0x00100020)) : Content.Candidates(Key(identifier, 0x0020000D), string.Empty, "?").Take(1);
        foreach (var study in candidates)
        {
            var series = Content.SeriesOf(study);
            if (isStudy)
            {
                if (Matches(identifier, study, series))
                {
                    yield return StudyAnswer(study, series);
                }

                continue;
            }

            foreach (var one in series.Where(s => IsListed(Key(identifier, 0x0020000E), s.Uid)))
            {
                if (level == "SERIES" && IsLike(Key(identifier, 0x00080060), one.Modality) && IsLike(Key(identifier, 0x0008103E), one.Description))
                {
                    yield return SeriesAnswer(one);
                }

                foreach (var number in level == "IMAGE" ? Enumerable.Range(1, one.Images).Where(n => IsListed(Key(identifier, 0x00080018), one.Instance(n))) : [])
                {
                    yield return new() { [0x00080016] = ("UI", one.SopClass), [0x00080018] = ("UI", one.Instance(number)), [0x0020000D] = ("UI", study.Uid), [0x0020000E] = ("UI", one.Uid), [0x00200013] = ("IS", Text(number)) };
                }
            }
        }
    }

    private static bool Matches(DicomDataset identifier, PacsStudy study, IReadOnlyList<PacsSeries> series) =>
        IsListed(Key(identifier, 0x0020000D), study.Uid) && IsLike(Key(identifier, 0x00080050), study.Accession) && IsLike(Key(identifier, 0x00100020), study.PatientId)
        && IsLike(Key(identifier, 0x00100010).TrimEnd('^'), study.PatientName) && IsInRange(Key(identifier, 0x00080020), study.Date) && IsInRange(Key(identifier, 0x00080030), study.Time)
        && IsInRange(Key(identifier, 0x00100030), study.BirthDate) && IsLike(Key(identifier, 0x00081030), study.Description)
        && (Key(identifier, 0x00080061) is var modality && series.Any(s => IsLike(modality, s.Modality)));

    private static SortedDictionary<uint, (string VR, string Value)> StudyAnswer(PacsStudy study, IReadOnlyList<PacsSeries> series) => new()
    {
        [0x00080020] = ("DA", study.Date),
        [0x00080030] = ("TM", study.Time),
        [0x00080050] = ("SH", study.Accession),
        [0x00080061] = ("CS", string.Join('\\', series.Select(s => s.Modality).Distinct())),
        [0x00080080] = ("LO", "GENERAL HOSPITAL"),
        [0x00080090] = ("PN", study.Referrer),
        [0x00081030] = ("LO", study.Description),
        [0x00100010] = ("PN", study.PatientName),
        [0x00100020] = ("LO", study.PatientId),
        [0x00100030] = ("DA", study.BirthDate),
        [0x00100040] = ("CS", study.Sex),
        [0x0020000D] = ("UI", study.Uid),
        [0x00200010] = ("SH", study.StudyId),
        [0x00201206] = ("IS", Text(series.Count)),
        [0x00201208] = ("IS", Text(series.Sum(s => s.Images))),
    };

    private static SortedDictionary<uint, (string VR, string Value)> SeriesAnswer(PacsSeries series) => new()
    {
        // The SOP class belongs to images; archives that are asked for it tell it of series too.
        [0x00080016] = ("UI", series.SopClass),
        [0x00080060] = ("CS", series.Modality),
        [0x0008103E] = ("LO", series.Description),
        [0x0020000D] = ("UI", series.Study.Uid),
        [0x0020000E] = ("UI", series.Uid),
        [0x00200011] = ("IS", Text(series.Number)),
        [0x00201209] = ("IS", Text(series.Images)),
    };

    /// <summary>Only what was asked for is returned (PS3.4 C.4.1.1.3.2), with the level and the AE title to retrieve from.</summary>
    private static byte[] Encode(SortedDictionary<uint, (string VR, string Value)> answer, DicomDataset identifier, string level, bool isExplicit)
    {
        answer[0x00080052] = ("CS", level);
        answer[0x00080054] = ("AE", AETitle);
        var bytes = new DicomBytes(isExplicit);
        foreach (var (tag, (vr, value)) in answer.Where(a => a.Key is 0x00080052 or 0x00080054 || identifier.Contains(new DicomTag(a.Key))))
        {
            bytes.Text(tag, vr, value);
        }

        return bytes.Bytes;
    }

    /// <summary>List of UID matching, or universal (PS3.4 C.2.2.2.2, C.2.2.2.3).</summary>
    private static bool IsListed(string key, string value) => key.Length == 0 || key.Split('\\').Contains(value);

    /// <summary>Wildcard or single value matching; case does not count, as it is with many archives.</summary>
    private static bool IsLike(string key, string value) => key.Length == 0 || FileSystemName.MatchesSimpleExpression(key, value, ignoreCase: true);

    private static bool IsInRange(string key, string value)
    {
        var dash = key.IndexOf('-', StringComparison.Ordinal);
        var (from, to) = dash < 0 ? (key, key) : (key[..dash], key[(dash + 1)..]);
        return (from.Length == 0 || string.CompareOrdinal(value, from) >= 0) && (to.Length == 0 || string.CompareOrdinal(value, to) <= 0);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
