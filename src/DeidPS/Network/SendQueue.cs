using DeidPS.Dicom;

namespace DeidPS;

/// <summary>Files that go out over one association, in order. While the node works on one, the next is opened: neither waits for the other.</summary>
/// <param name="items">The files.</param>
internal sealed class SendQueue(IReadOnlyList<SendItem> items) : IDisposable
{
    private int _taken;
    private int _opened;
    private DicomFile? _ahead;
    private Exception? _failure;

    /// <summary>Moves to the next file.</summary>
    /// <returns>It; null when there is none.</returns>
    public SendItem? Take() => _taken < items.Count ? items[_taken++] : null;

    /// <summary>Opens the file at hand, which is the caller's to dispose.</summary>
    /// <exception cref="DicomParseException">Not DICOM, damaged or cut short.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public DicomFile Open()
    {
        var (file, failure, isAhead) = (_ahead, _failure, _opened == _taken);
        (_ahead, _failure, _opened) = (null, null, _taken);
        return failure is not null && isAhead ? throw failure : file ?? DicomFile.Open(items[_taken - 1].Path);
    }

    /// <summary>Opens the file after the one at hand, unless that was done; what goes wrong is told when its turn comes.</summary>
    public void OpenNext()
    {
        if (_opened > _taken || _taken == items.Count)
        {
            return;
        }

        _opened = _taken + 1;
        try
        {
            _ahead = DicomFile.Open(items[_taken].Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DicomParseException)
        {
            _failure = error;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ahead?.Dispose();
}
