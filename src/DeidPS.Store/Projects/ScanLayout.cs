using System.Globalization;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>Names of scans and files in a session (workflow sections 11 and 14): by series and instance number, never by a UID.</summary>
internal sealed class ScanLayout
{
    private readonly Dictionary<string, string> _scans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    /// <summary>Takes over what a session has already.</summary>
    /// <param name="scans">Scan by Series Instance UID.</param>
    /// <param name="manifest">Its instances.</param>
    public void Continue(IEnumerable<KeyValuePair<string, string>> scans, SessionManifest manifest)
    {
        foreach (var (series, scan) in scans)
        {
            _scans[series] = scan;
        }

        foreach (var parts in manifest.Instances.Select(i => i.Path.Split('/')).Where(p => p.Length == 4))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(parts[3]), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                _last[parts[1]] = Math.Max(_last.GetValueOrDefault(parts[1]), number);
            }
        }
    }

    /// <summary>The scan of a series: its number with three digits, and where another series has that, <c>-MODk</c> after it.</summary>
    public string ScanOf(IGrouping<string, IndexedObject> series)
    {
        if (_scans.TryGetValue(series.Key, out var known))
        {
            return known;
        }

        var first = series.First();
        var number = series.Select(o => o.SeriesNumber).FirstOrDefault(n => n is >= 0) ?? 0;
        var name = number.ToString("D3", CultureInfo.InvariantCulture);
        var taken = _scans.Values.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var scan = name;
        for (var k = 1; taken.Contains(scan); k++)
        {
            scan = string.Create(CultureInfo.InvariantCulture, $"{name}-{Safe(first.Modality)}{k}");
        }

        return _scans[series.Key] = scan;
    }

    /// <summary>The next file of a scan, relative to the session.</summary>
    public string NextFile(string scan)
    {
        var number = _last[scan] = _last.GetValueOrDefault(scan) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"scans/{scan}/DICOM/{number:D6}.dcm");
    }

    private static string Safe(string modality)
    {
        var text = new string([.. modality.Where(char.IsAsciiLetterOrDigit).Take(16)]);
        return text.Length == 0 ? "OT" : text;
    }
}
