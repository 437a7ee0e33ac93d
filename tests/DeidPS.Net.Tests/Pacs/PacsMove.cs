using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Pacs;

/// <summary>A C-MOVE on its way: what is still to be sent, and the counts of its responses.</summary>
/// <param name="request">The request.</param>
/// <param name="originator">AE title of the requestor, told to the destination.</param>
internal sealed class PacsMove(ScriptedMessage request, string originator)
{
    private const ushort CannotPerform = 0xA702;
    private const ushort SomeFailed = 0xB000;

    private readonly Queue<PacsInstance> _waiting = new();
    private PacsInstance? _withheld;
    private int _completed;
    private ushort _messageId;

    public ScriptedMessage Request => request;

    public string Originator => originator;

    public ushort Status { get; set; }

    /// <summary>Error comment; null for none.</summary>
    public string? Comment { get; set; }

    /// <summary>Images that are not sent and counted as if they were.</summary>
    public List<PacsInstance> Omitted { get; private set; } = [];

    /// <summary>SOP Instance UIDs of images that failed.</summary>
    public List<string> Failed { get; } = [];

    /// <summary>True when an image is held back and told as failed.</summary>
    public bool IsWarning => _withheld is not null;

    /// <summary>The next image to send; null when there is none.</summary>
    public PacsInstance? Next => _waiting.TryPeek(out var next) ? next : null;

    /// <summary>SOP classes that are still to be sent.</summary>
    public IReadOnlyList<string> SopClasses => [.. _waiting.Select(i => i.Series.SopClass).Distinct()];

    /// <summary>Sets what is to be sent.</summary>
    /// <param name="instances">What was asked for.</param>
    /// <param name="omitted">Those of them that are counted only.</param>
    /// <param name="withholdsLast">True to tell of the last one as failed instead of sending it.</param>
    public void Fill(List<PacsInstance> instances, List<PacsInstance> omitted, bool withholdsLast)
    {
        Omitted = omitted;
        List<PacsInstance> sent = [.. instances.Except(omitted)];
        _withheld = withholdsLast && sent.Count > 0 ? sent[^1] : null;
        sent.Where(i => i != _withheld).ToList().ForEach(_waiting.Enqueue);
    }

    /// <summary>Message IDs of the sub-operations, from 1.</summary>
    public ushort NextMessageId() => ++_messageId;

    /// <summary>The first waiting image was answered by the destination.</summary>
    public void Done(PacsInstance instance, bool isSuccess)
    {
        _waiting.Dequeue();
        if (isSuccess)
        {
            _completed++;
        }
        else
        {
            Failed.Add(instance.Uid);
        }
    }

    /// <summary>All was sent.</summary>
    public void End()
    {
        if (_withheld is { } withheld)
        {
            Failed.Add(withheld.Uid);
        }

        _completed += Omitted.Count;
        Judge();
    }

    /// <summary>The destination is gone: what waits has failed.</summary>
    public void Lose()
    {
        while (_waiting.TryDequeue(out var instance))
        {
            Failed.Add(instance.Uid);
        }

        Failed.AddRange(Omitted.Select(i => i.Uid));
        Omitted.Clear();
        Judge();
    }

    /// <summary>The response with the counts as they are (PS3.4 C.4.2.1.6 to C.4.2.1.9: the final one of a success or failure tells no remaining ones).</summary>
    public ScriptedCommand Response(bool isFinal, bool hasDataset = false)
    {
        var response = request.Command.Response(isFinal ? Status : (ushort)0xFF00, hasDataset);
        var remaining = _waiting.Count + (isFinal ? 0 : Omitted.Count + (IsWarning ? 1 : 0));
        response.WithCounts(isFinal && Status != 0xFE00 ? null : (ushort)remaining, (ushort)_completed, (ushort)Failed.Count, 0);
        return Comment is null ? response : response.Set(0x0902, Comment);
    }

    private void Judge() => Status = Failed.Count == 0 ? (ushort)0 : _completed == 0 && !IsWarning ? CannotPerform : SomeFailed;
}
