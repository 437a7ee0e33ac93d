using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Proof;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Store.Checks;
using DeidPS.Store.Prearchive;

namespace DeidPS.Store.Projects;

/// <summary>
/// The project's policy over an entry, in a folder of its own: every object gives a copy, or is left out by the policy, or stops the whole
/// session. Nothing outside that folder is touched.
/// </summary>
/// <param name="runner">The project's policy.</param>
/// <param name="key">The project's secret.</param>
/// <param name="source">Folder of the entry, full path.</param>
/// <param name="work">Folder of the operation, full path.</param>
internal sealed class ArchiveStage(PolicyRunner runner, DeidKey key, string source, string work)
{
    private readonly Dictionary<string, (string Key, string Manufacturer)> _objects = new(StringComparer.Ordinal);

    /// <summary>What will be the session's folder, or be added to it.</summary>
    public string Folder => Path.Combine(work, "session");

    /// <summary>Instances of the entry.</summary>
    public int Instances { get; private set; }

    /// <summary>Instances that the policy left out.</summary>
    public int Dropped { get; private set; }

    /// <summary>Instances that the session has already.</summary>
    public int Known { get; private set; }

    /// <summary>Elements changed.</summary>
    public long Changes { get; private set; }

    /// <summary>What was staged.</summary>
    public IReadOnlyList<ManifestInstance> Staged { get; private set; } = [];

    /// <summary>Series with their scans.</summary>
    public IReadOnlyList<StagedSeries> Series { get; private set; } = [];

    /// <summary>Modalities and manufacturers of what was staged.</summary>
    public IEnumerable<MachineGroup> Groups => Series.Select(s => new MachineGroup { Modality = s.Modality, Manufacturer = s.Manufacturer });

    /// <summary>Modalities of what was staged.</summary>
    public IReadOnlyList<string> Modalities { get; private set; } = [];

    /// <summary>Study Instance UID after the policy.</summary>
    public string StudyUid { get; private set; } = string.Empty;

    /// <summary>Study date after the policy; null for none.</summary>
    public string? StudyDate { get; private set; }

    /// <summary>Findings of the residual scan of which it is sure.</summary>
    public int Residual { get; private set; }

    private string Objects => Path.Combine(work, "objects");

    /// <summary>How the instances of an entry are known again.</summary>
    public static string KeyOf(DeidKey project, string sopInstanceUid) => Convert.ToHexStringLower(project.Derive("archived instance", sopInstanceUid).AsSpan(0, 16));

    /// <summary>Applies the policy to all objects.</summary>
    /// <param name="existing">The session they are added to; null for a new one.</param>
    /// <param name="mode">Write, or Trial for a preview.</param>
    /// <param name="stop">Stops between objects.</param>
    /// <param name="onProgress">Told how many of how many are done.</param>
    /// <exception cref="StoreException">StateConflict: an object did not come through. It is named by its place, not by a value.</exception>
    public void Apply(SessionManifest? existing, WriteMode mode, CancellationToken stop, Action<int, int>? onProgress = null)
    {
        var known = existing?.Instances.Select(i => i.Key).ToHashSet(StringComparer.Ordinal) ?? [];
        var anonymiser = new FileAnonymiser(runner, new AnonymiseOptions { Destination = Objects, Layout = OutputLayout.Uid, Durable = true });
        var index = ObjectIndex.Read(source, stop);
        Instances = index.Objects.Count;
        RequireReadable(index);
        for (var i = 0; i < index.Objects.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var original = index.Objects[i];
            var instanceKey = KeyOf(key, original.SopInstanceUid);
            if (known.Contains(instanceKey))
            {
                Known++;
            }
            else
            {
                Take(anonymiser.Process(original.Path, string.Empty, i, mode, stop), instanceKey, original.Manufacturer, i, stop);
            }

            onProgress?.Invoke(i + 1, index.Objects.Count);
        }
    }

    /// <summary>Gives scans and files their names, writes checksums, and searches for what must not be there.</summary>
    /// <param name="layout">What the session has already.</param>
    /// <param name="stop">Stops between files.</param>
    public void Arrange(ScanLayout layout, CancellationToken stop)
    {
        var index = ObjectIndex.Read(Objects, stop);
        if (index.Objects.Count != Instances - Dropped - Known)
        {
            throw Failed(FormattableString.Invariant($"{Instances - Dropped - Known} instances were written and {index.Objects.Count} are there"));
        }

        var scan = new ResidualScan(null, new ScanOptions { Conformance = false });
        var staged = new List<ManifestInstance>();
        var series = new List<StagedSeries>();
        Directory.CreateDirectory(Folder);
        foreach (var group in index.Series())
        {
            stop.ThrowIfCancellationRequested();
            var name = layout.ScanOf(group);
            foreach (var item in group.OrderBy(o => o.InstanceNumber ?? int.MaxValue).ThenBy(o => o.SopInstanceUid, StringComparer.Ordinal))
            {
                Residual += scan.Scan(item.Path, string.Empty, stop).Count(f => f.Confidence == FindingConfidence.Certain);
                staged.Add(Place(item, layout.NextFile(name)));
            }

            var first = group.First();
            series.Add(new StagedSeries(name, group.Key, first.SeriesNumber, first.Modality, _objects[first.SopInstanceUid].Manufacturer, first.SeriesDescription, group.Count(), group.Sum(o => o.Bytes)));
        }

        (Staged, Series, Modalities) = (staged, series, index.Modalities);
        StudyUid = index.Objects.Select(o => o.StudyUid).FirstOrDefault(string.Empty);
        StudyDate = index.Objects.Select(o => o.StudyDate).FirstOrDefault();
    }

    private ManifestInstance Place(IndexedObject item, string relative)
    {
        var target = Path.Combine(Folder, relative.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(item.Path, target, overwrite: false);
        return new ManifestInstance(relative, item.SopInstanceUid, _objects[item.SopInstanceUid].Key, SessionManifest.Checksum(target), item.Bytes);
    }

    private void Take(AnonymiseResult result, string instanceKey, string manufacturer, int ordinal, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        Changes += result.Removed + result.Replaced + result.Emptied + result.Added;
        switch (result)
        {
            case { Status: AnonymiseStatus.Written } or { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.WhatIf }:
                _objects[result.SOPInstanceUID ?? throw Failed(FormattableString.Invariant($"instance {ordinal + 1} has no SOP Instance UID"))] = (instanceKey, manufacturer);
                break;
            case { Status: AnonymiseStatus.Skipped, Reason: AnonymiseReason.Rejected }:
                Dropped++;
                break;
            default:
                throw Failed(FormattableString.Invariant($"instance {ordinal + 1} of {Instances}: {result.Status} ({result.Reason}). {result.Message}"));
        }
    }

    private void RequireReadable(ObjectIndex index)
    {
        if (index.Unreadable > 0)
        {
            throw Failed(FormattableString.Invariant($"{index.Unreadable} file(s) cannot be read"));
        }
    }

    private static StoreException Failed(string message) =>
        new(StoreException.StateConflict, $"The session was not archived: {message}.", "All or nothing: correct the policy, or remove the entry and have the study sent again.");
}
