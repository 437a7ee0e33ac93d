using System.Security.Cryptography;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Sends instances to a node over one association after the other. A context is proposed for every SOP class in the transfer syntax of the
/// instance, and another for native ones in the syntaxes every node takes. A connection that breaks is opened again, and what a node is too busy
/// for is tried again, each time after a longer wait. A node that fails again and again is left in peace for a while: what is sent meanwhile
/// fails at once.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="secrets">Passcode and certificate password; null for none.</param>
/// <param name="retries">How often one instance is tried again after the connection broke or the node had no room.</param>
public sealed class InstanceSender(DicomNode node, AssociationSecrets? secrets, int retries) : IAsyncDisposable
{
    /// <summary>Instances in a row that the node could not be reached for before it is left in peace.</summary>
    private const int FailuresBeforeRest = 3;

    private readonly BlockingThreads _threads = new();
    private Association? _association;
    private NetworkException? _lastFailure;
    private int _failures;
    private long _restsUntil;

    /// <summary>Wait before the first repetition, doubled for each further one, up to five minutes, give or take a fifth. Default 2 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a node that cannot be reached is left in peace. Default 30 s.</summary>
    public TimeSpan RestTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The contexts a set of instances needs, in groups that fit one association (PS3.8 9.3.2.2: at most 128).</summary>
    /// <param name="instances">SOP class and transfer syntax of each.</param>
    /// <returns>For each instance the number of its group, and the contexts of the groups.</returns>
    public static (int[] GroupOf, IReadOnlyList<IReadOnlyList<PresentationContext>> Groups) Plan(IReadOnlyList<(string SopClass, DicomTransferSyntax Syntax)> instances)
    {
        ArgumentNullException.ThrowIfNull(instances);
        var groupOf = new int[instances.Count];
        List<List<PresentationContext>> groups = [[]];
        var seen = new Dictionary<(string, string), int>();
        for (var i = 0; i < instances.Count; i++)
        {
            var (sopClass, syntax) = instances[i];
            if (!IsUid(sopClass))
            {
                // Proposed, it could cost all others their association; alone it is told when its turn comes.
                continue;
            }

            if (!seen.TryGetValue((sopClass, syntax.Uid), out var group))
            {
                if (groups[^1].Count + 2 > PresentationContext.Maximum)
                {
                    groups.Add([]);
                }

                group = groups.Count - 1;
                groups[group].AddRange(Contexts(sopClass, syntax));
                seen[(sopClass, syntax.Uid)] = group;
            }

            groupOf[i] = group;
        }

        return (groupOf, groups);
    }

    /// <summary>Sends one instance.</summary>
    /// <param name="file">The instance.</param>
    /// <param name="contexts">What is proposed when an association has to be opened.</param>
    /// <param name="stop">Ends it; the association is then aborted.</param>
    public Task<SendOutcome> SendAsync(DicomFile file, IReadOnlyList<PresentationContext> contexts, CancellationToken stop) => SendAsync(file, contexts, null, stop);

    /// <summary>Sends one instance, and has something done while the node works on it.</summary>
    /// <param name="file">The instance.</param>
    /// <param name="contexts">What is proposed when an association has to be opened.</param>
    /// <param name="onSent">Called when all of it is sent and the answer is waited for, at each attempt that comes so far; must not throw. Null for nothing.</param>
    /// <param name="stop">Ends it; the association is then aborted.</param>
    public async Task<SendOutcome> SendAsync(DicomFile file, IReadOnlyList<PresentationContext> contexts, Action? onSent, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (_lastFailure is { } last && _failures >= FailuresBeforeRest && Environment.TickCount64 < _restsUntil)
        {
            return new SendOutcome { Error = new NetworkException(last.ErrorId, $"Not tried, since the node failed for those before: {last.Message}", last.RecommendedAction) { IsTransient = true } };
        }

        for (var attempt = 0; ; attempt++)
        {
            if (_association is { IsEstablished: false })
            {
                // What ended it, such as a file that could not be read to its end, was told of another instance.
                await CloseAsync().ConfigureAwait(false);
            }

            var isFresh = _association is null;
            var outcome = await TryAsync(file, contexts, onSent, stop).ConfigureAwait(false);
            if (attempt >= retries || !IsWorthAnotherTry(outcome, attempt))
            {
                Note(outcome, isFresh && _association is null);
                return outcome with { Attempts = attempt + 1 };
            }

            // An association that had worked and was closed meanwhile is opened again at once.
            if (isFresh || outcome.Status is not null)
            {
                await Task.Delay(Wait(attempt), stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Releases the association, so that the next instance opens one with other contexts.</summary>
    public async Task ReleaseAsync(CancellationToken stop)
    {
        if (_association is { IsEstablished: true })
        {
            try
            {
                await _association.ReleaseAsync(stop).ConfigureAwait(false);
            }
            catch (NetworkException)
            {
                // Everything was answered; how the peer says goodbye changes nothing.
            }
        }

        await CloseAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    private static bool IsUid(string text) => text.Length is > 0 and <= 64 && text.All(static c => char.IsAsciiDigit(c) || c == '.');

    /// <summary>Transient failures (workflow 6.5): the line, and a node that is out of resources; what it cannot understand gets one more try.</summary>
    private static bool IsWorthAnotherTry(SendOutcome outcome, int attempt) => outcome.Status is { } status
        ? status is { Class: StatusClass.Failure, IsTransient: true } && (attempt == 0 || (status.Code & 0xF000) != 0xC000)
        : outcome.Error is NetworkException { IsTransient: true };

    private TimeSpan Wait(int attempt)
    {
        var seconds = Math.Min(300, RetryDelay.TotalSeconds * Math.Pow(2, attempt));
        return TimeSpan.FromSeconds(seconds * (0.8 + (RandomNumberGenerator.GetInt32(401) / 1000.0)));
    }

    private void Note(SendOutcome outcome, bool isUnopened)
    {
        if (outcome.Error is not NetworkException error || !(isUnopened || error.IsTransient))
        {
            (_failures, _lastFailure) = (0, null);
            return;
        }

        // What is rejected for good is a matter of configuration: asking again for each file helps nobody.
        _failures = error.IsTransient ? _failures + 1 : FailuresBeforeRest;
        _lastFailure = error;
        _restsUntil = Environment.TickCount64 + (long)RestTime.TotalMilliseconds;
    }

    private async Task<SendOutcome> TryAsync(DicomFile file, IReadOnlyList<PresentationContext> contexts, Action? onSent, CancellationToken stop)
    {
        try
        {
            StoreScu.ThrowUnlessNamed(file);
            _association ??= await Association.RequestAsync(node, contexts, secrets, _threads, stop).ConfigureAwait(false);
            var context = StoreScu.ContextFor(_association, file);
            var response = await StoreScu.StoreAsync(_association, file, onSent, stop).ConfigureAwait(false);
            return new SendOutcome
            {
                Status = response.Status,
                TransferSyntax = context is null ? null : DicomTransferSyntax.Find(context.AcceptedTransferSyntax!),
                Error = response.Status.Class is StatusClass.Success or StatusClass.Warning ? null : DimseException.For(response.Status, DimseService.Store, node.ToString()),
            };
        }
        catch (DeidException error)
        {
            if (error is NetworkException { IsTransient: true } || _association is { IsEstablished: false })
            {
                await CloseAsync().ConfigureAwait(false);
            }

            return new SendOutcome { Error = error };
        }
    }

    private static IEnumerable<PresentationContext> Contexts(string sopClass, DicomTransferSyntax syntax)
    {
        yield return new PresentationContext { AbstractSyntax = sopClass, TransferSyntaxes = [syntax.Uid] };
        if (!syntax.IsEncapsulated)
        {
            string[] others = [DicomTransferSyntax.ExplicitLittleEndian.Uid, DicomTransferSyntax.ImplicitLittleEndian.Uid];
            yield return new PresentationContext { AbstractSyntax = sopClass, TransferSyntaxes = [.. others.Where(uid => uid != syntax.Uid)] };
        }
    }

    private async Task CloseAsync()
    {
        if (_association is not null)
        {
            await _association.DisposeAsync().ConfigureAwait(false);
            _association = null;
        }
    }
}
