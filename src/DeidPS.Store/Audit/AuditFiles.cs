using System.Globalization;
using System.Text;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Audit;

/// <summary>
/// The trail as files, <c>audit/yyyy/mm.jsonl</c>, one line a record, for those who collect logs. They only grow; the catalogue comes first, and whoever
/// comes next appends what is missing, so a kill loses nothing.
/// </summary>
internal static class AuditFiles
{
    private const int Batch = 1000;

    /// <summary>Bytes at the end of a file in which its last record is looked for.</summary>
    private const int Tail = 1 << 16;

    /// <summary>Appends what the files lack. Somebody else doing it at this moment is enough.</summary>
    public static void Append(CatalogDatabase catalog, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var turn = new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            for (var last = LastSequence(folder); ;)
            {
                var records = catalog.Read(tx => tx.Query<AuditRecord>("select sequence, time, actor, project, record, hash from audit where sequence > @last order by sequence limit @Batch", new { last, Batch }));
                if (records.Count == 0)
                {
                    return;
                }

                foreach (var month in records.GroupBy(r => FileOf(folder, r.Time)))
                {
                    Append(month.Key, month.Select(r => r.Record));
                }

                last = records[^1].Sequence;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody else is at it, or this account may not: the catalogue has the lines, and the next one appends them.
        }
    }

    /// <summary>The files in order of time.</summary>
    public static IEnumerable<string> All(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [];

    private static string FileOf(string folder, long time)
    {
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime;
        return Path.Combine(folder, moment.ToString("yyyy", CultureInfo.InvariantCulture), moment.ToString("MM", CultureInfo.InvariantCulture) + ".jsonl");
    }

    private static void Append(string path, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        stream.Position = WholeLines(stream);
        stream.SetLength(stream.Position);
        stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(l => l + "\n"))));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Length up to the last whole line: a killed process may have left a part of one.</summary>
    private static long WholeLines(FileStream stream)
    {
        for (var end = stream.Length; end > 0; end--)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                return end;
            }
        }

        return 0;
    }

    /// <summary>A clock that was set back may have put later lines into an earlier file, so every file counts.</summary>
    private static long LastSequence(string folder) => All(folder).Select(LastIn).DefaultIfEmpty().Max();

    /// <summary>The last record of a file. Lines are only ever appended, so the end is enough, unless somebody was at it.</summary>
    private static long LastIn(string path)
    {
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            var end = new byte[Math.Min(stream.Length, Tail)];
            stream.Seek(-end.Length, SeekOrigin.End);
            stream.ReadExactly(end);

            // The first of them is whole only where the file begins.
            var lines = Encoding.UTF8.GetString(end).Split('\n').Skip(stream.Length > Tail ? 1 : 0);
            if (lines.Reverse().Select(SequenceOf).FirstOrDefault(n => n > 0) is > 0 and var last)
            {
                return last;
            }
        }

        return File.ReadLines(path).Select(SequenceOf).DefaultIfEmpty().Max();
    }

    private static long SequenceOf(string line) => AuditRecord.Parse(line) is { } json && json.TryGetProperty("sequence", out var n) && n.TryGetInt64(out var number) ? number : 0;
}
