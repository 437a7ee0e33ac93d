using System.Runtime.CompilerServices;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>The association that the queries share.</summary>
public sealed partial class NodeQuery
{
    /// <summary>Milliseconds without a query after which the association is not used again: nodes close a quiet one after 30 s or more, firewalls without a word.</summary>
    private const long LongestRest = 20_000;

    /// <summary>Seconds to wait for the answer to a release, at most: nothing is lost when it does not come.</summary>
    private const int ReleaseTimeoutSec = 5;

    private Association? _association;
    private QueryModel _model;
    private long _lastUse;
    private int _isRunning;

    /// <summary>True while an answer is outstanding, which makes the association useless for another request.</summary>
    private bool _isAsking;

    /// <summary>True until the first answer on an association that another query used before.</summary>
    private bool _isResumed;

    /// <summary>Releases the association; one that is in use is aborted. A node that does not answer the release, or is gone, is no error: all was answered.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _isRunning) == 0)
        {
            await ReleaseAsync().ConfigureAwait(false);
        }

        await DropAsync().ConfigureAwait(false);
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
        {
            throw new InvalidOperationException("A query of this object is still running.");
        }
    }

    /// <summary>Ends a query: the association is kept unless it is of no use any more.</summary>
    private async ValueTask LeaveAsync()
    {
        if (_isAsking || _association is { IsEstablished: false })
        {
            await DropAsync().ConfigureAwait(false);
        }

        (_isAsking, _lastUse) = (false, Environment.TickCount64);
        Volatile.Write(ref _isRunning, 0);
    }

    /// <summary>Has an association for a model: the one there is, or a new one.</summary>
    private async Task OpenAsync(QueryModel model, CancellationToken stop)
    {
        _isResumed = _association is { IsEstablished: true } && _model == model && Environment.TickCount64 - _lastUse < LongestRest;
        if (_isResumed)
        {
            return;
        }

        await ReleaseAsync(stop).ConfigureAwait(false);
        await DropAsync().ConfigureAwait(false);
        var proposed = QueryOptions.Of(node);
        _association = await Association.RequestAsync(node, [FindScu.Context(model, proposed)], secrets, stop).ConfigureAwait(false);
        _model = model;
        _options = QueryOptions.Agreed(proposed, (_association.ContextFor(SopClasses.Find(model))?.ExtendedInformation ?? default).Span);
    }

    /// <summary>One request and its answers. When the node closed the association since the last query, which shows no earlier than now, it is asked on a new one.</summary>
    private async IAsyncEnumerable<DicomDataset> AskAsync(QueryModel model, DicomDataset identifier, Func<bool>? isEnough, Action<DimseResponse> onEnd, [EnumeratorCancellation] CancellationToken stop)
    {
        _isAsking = true;
        var answers = FindScu.RunAsync(_association!, model, identifier, isEnough, onEnd, stop).GetAsyncEnumerator(stop);
        try
        {
            bool hasNext;
            try
            {
                hasNext = await answers.MoveNextAsync().ConfigureAwait(false);
            }
            catch (NetworkException error) when (_isResumed && error is { IsTransient: true, ErrorId: NetworkException.AssociationAborted })
            {
                await answers.DisposeAsync().ConfigureAwait(false);
                await OpenAsync(model, stop).ConfigureAwait(false);
                answers = FindScu.RunAsync(_association!, model, identifier, isEnough, onEnd, stop).GetAsyncEnumerator(stop);
                hasNext = await answers.MoveNextAsync().ConfigureAwait(false);
            }

            _isResumed = false;
            for (; hasNext; hasNext = await answers.MoveNextAsync().ConfigureAwait(false))
            {
                yield return answers.Current;
            }

            _isAsking = false;
        }
        finally
        {
            await answers.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask ReleaseAsync(CancellationToken stop = default)
    {
        if (_association is not { } association)
        {
            return;
        }

        try
        {
            association.AcceptTimeoutSec = Math.Min(association.AcceptTimeoutSec, ReleaseTimeoutSec);
            await association.ReleaseAsync(stop).ConfigureAwait(false);
        }
        catch (NetworkException)
        {
            // All that was asked is answered.
        }
    }

    private async ValueTask DropAsync()
    {
        if (_association is { } association)
        {
            _association = null;
            await association.DisposeAsync().ConfigureAwait(false);
        }
    }
}
