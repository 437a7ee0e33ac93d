using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Profile;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>Counts changes and remembers which assignments did nothing.</summary>
internal sealed class Tally : IChangeSink
{
    private readonly int[] _counts = new int[4];
    private List<ScriptWarning>? _doubtful;
    private int _warnings;

    public void Record(ChangeAction action, DicomDataset dataset, DicomTag tag, DicomElement? before, DicomElement? after) => _counts[(int)action]++;

    public void Warn(ScriptWarning warning)
    {
        _warnings++;
        if (warning is { IsPresent: true, Kind: ScriptWarningKind.AssignmentSkipped or ScriptWarningKind.DateLeft } && ProfileTable.IsIdentifying(warning.Tag))
        {
            (_doubtful ??= []).Add(warning);
        }
    }

    public IReadOnlyList<string> LeftUnchanged(DicomFile file) =>
        _doubtful is null ? [] : [.. _doubtful.Select(w => w.Path).Distinct(StringComparer.Ordinal).Where(path => IsAsRead(file, path))];

    public PolicyOutcome Outcome(IReadOnlyList<string> left) => new()
    {
        LeftUnchanged = left,
        Warnings = _warnings,
        Added = _counts[(int)ChangeAction.Added],
        Replaced = _counts[(int)ChangeAction.Changed],
        Emptied = _counts[(int)ChangeAction.Emptied],
        Removed = _counts[(int)ChangeAction.Removed],
    };

    /// <summary>True when the element at an address still has the value it came with; also when the address cannot be followed.</summary>
    private static bool IsAsRead(DicomFile file, string path)
    {
        var dataset = path.StartsWith("(0002,", StringComparison.Ordinal) ? file.FileMeta : file.Dataset;
        DicomElement? element = null;
        foreach (var step in path.Split('/'))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            if (dataset is null || !DicomTag.TryParse(bracket < 0 ? step : step.AsSpan(0, bracket), out var tag))
            {
                return true;
            }

            element = dataset.Find(tag);
            if (element is null)
            {
                return false;
            }

            dataset = bracket >= 0 && int.TryParse(step.AsSpan(bracket + 1).TrimEnd(']'), out var index) && index >= 0 && index < element.Items.Count
                ? element.Items[index]
                : null;
        }

        return element?.Dataset is { } owner && owner.Any(e => e.Tag == element.Tag && e is { IsModified: false, IsEmpty: false });
    }
}
