using System.Collections;

namespace DeidPS.Net;

/// <summary>The windows of a node, none of which overlap; without any it may be used at all times. Equal where the windows are.</summary>
public sealed class NodeSchedule : IReadOnlyList<NodeWindow>, IEquatable<NodeSchedule>
{
    /// <summary>No windows: at all times.</summary>
    public static readonly NodeSchedule Always = new([]);

    private readonly NodeWindow[] _windows;

    /// <summary>Makes a schedule.</summary>
    /// <param name="windows">The windows.</param>
    /// <exception cref="NodeException">NodeSettingInvalid: a window breaks a rule, or two overlap.</exception>
    public NodeSchedule(IEnumerable<NodeWindow> windows)
    {
        _windows = [.. windows];
        foreach (var window in _windows)
        {
            Check(window);
        }

        for (var i = 0; i < _windows.Length; i++)
        {
            if (Array.FindIndex(_windows, 0, i, other => (other.Days & _windows[i].Days) != 0 && other.Start < _windows[i].End && _windows[i].Start < other.End) is >= 0 and var earlier)
            {
                throw Invalid($"The windows '{_windows[earlier]}' and '{_windows[i]}' overlap", "Give each hour of the week to one window at most.");
            }
        }
    }

    /// <inheritdoc/>
    public int Count => _windows.Length;

    /// <inheritdoc/>
    public NodeWindow this[int index] => _windows[index];

    /// <summary>Reads windows as <see cref="NodeWindow.Parse"/> does.</summary>
    /// <param name="texts">One or more texts; one over midnight gives two windows.</param>
    /// <exception cref="NodeException">NodeSettingInvalid, with the position of the mistake, or two overlap.</exception>
    public static NodeSchedule Parse(IEnumerable<string> texts) => new(texts.SelectMany(NodeWindow.Parse));

    /// <summary>The window a moment of the local clock is in; null when it is in none, also where there are none.</summary>
    public NodeWindow? Find(DateTime local) => Array.Find(_windows, w => w.Contains(local));

    /// <summary>True when the node may be used at a moment of the local clock.</summary>
    public bool IsOpen(DateTime local) => _windows.Length == 0 || Find(local) is not null;

    /// <inheritdoc/>
    public bool Equals(NodeSchedule? other) => other is not null && _windows.AsSpan().SequenceEqual(other._windows);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NodeSchedule);

    /// <inheritdoc/>
    public override int GetHashCode() => _windows.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<NodeWindow> GetEnumerator() => ((IEnumerable<NodeWindow>)_windows).GetEnumerator();

    /// <summary>The windows as text, or 'always'.</summary>
    public override string ToString() => _windows.Length == 0 ? "always" : string.Join("; ", (object[])_windows);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void Check(NodeWindow window)
    {
        if (window.Days is NodeDays.None or < NodeDays.None or > NodeDays.All || window.Start < TimeSpan.Zero || window.End <= window.Start || window.End > NodeWindow.EndOfDay)
        {
            throw Invalid("A window has no days, or does not end after its start on the same day", "Give days, a start and a later end, 24:00 at most.");
        }

        NodeRules.CheckNumber(window.MaxAssociations ?? 1, 1, NodeRules.MaximumAssociations, nameof(window.MaxAssociations));
        NodeRules.CheckNumber(window.UtilizationPercent ?? 1, 1, 100, nameof(window.UtilizationPercent));
    }

    private static NodeException Invalid(string what, string action) => new(NodeException.NodeSettingInvalid, what + ".", action);
}
