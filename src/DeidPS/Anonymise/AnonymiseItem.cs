using DeidPS.Deid.Files;

namespace DeidPS;

/// <summary>One input on its way through the pump.</summary>
/// <param name="input">The input.</param>
/// <param name="ordinal">Its place in the run.</param>
/// <param name="owner">What is to be disposed after it; null for nothing.</param>
public sealed class AnonymiseItem(AnonymiseInput input, int ordinal, ReceivedObject? owner = null)
{
    private int _begun;

    /// <summary>The input.</summary>
    public AnonymiseInput Input => input;

    /// <summary>Its place in the run, from 0.</summary>
    public int Ordinal => ordinal;

    /// <summary>The request that fetched it, for its labels; null for none.</summary>
    public DicomRetrieval? Retrieval { get; init; }

    /// <summary>Write it, try it only, or leave it.</summary>
    public WriteMode Mode { get; set; }

    /// <summary>What became of it; null before <see cref="Finish"/>.</summary>
    public AnonymiseResult? Result { get; private set; }

    /// <summary>Takes the item for the caller alone: a worker, or the end of a run that was stopped before a worker came to it.</summary>
    /// <returns>True for the first caller, who then calls <see cref="Release"/>.</returns>
    public bool TryBegin() => Interlocked.Exchange(ref _begun, 1) == 0;

    /// <summary>Takes down what became of it; called by the worker.</summary>
    public void Finish(AnonymiseResult result)
    {
        Result = result;
        owner?.OnAnonymised(result);
    }

    /// <summary>Frees what the input holds.</summary>
    public void Release() => owner?.Dispose();

    /// <inheritdoc/>
    public override string ToString() => input.Name;
}
