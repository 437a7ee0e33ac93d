using System.Runtime.CompilerServices;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>C-FIND (PS3.7 9.1.2, PS3.4 C.4.1).</summary>
public static class FindScu
{
    /// <summary>Longest a node may take, besides <see cref="Association.TimeoutSec"/>, to end a query that was cancelled because there are enough answers; then the association is cut.</summary>
    private static readonly TimeSpan s_cancelLimit = TimeSpan.FromSeconds(5);

    /// <summary>The context that has to be proposed, with extended negotiation (PS3.4 C.5.1.1.1) as the arguments say.</summary>
    /// <param name="model">The information model.</param>
    /// <param name="isRelational">Keys of higher levels may be left out.</param>
    /// <param name="isDateTime">Date and time ranges are matched as one.</param>
    /// <param name="isFuzzy">Person names are matched semantically.</param>
    /// <param name="isTimezone">Dates and times are in the time zone that the request names.</param>
    public static PresentationContext Context(QueryModel model, bool isRelational = false, bool isDateTime = false, bool isFuzzy = false, bool isTimezone = false) =>
        Context(model, new QueryOptions(isRelational, isDateTime, isFuzzy, isTimezone));

    /// <summary>The context that has to be proposed.</summary>
    internal static PresentationContext Context(QueryModel model, QueryOptions options) => new()
    {
        AbstractSyntax = SopClasses.Find(model),
        TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid, DicomTransferSyntax.ImplicitLittleEndian.Uid],
        ExtendedInformation = options.ToBytes(),
    };

    /// <summary>Runs a query.</summary>
    /// <param name="association">An association with the model's context.</param>
    /// <param name="model">The information model.</param>
    /// <param name="identifier">Matching and return keys, with (0008,0052).</param>
    /// <param name="maximum">Answers after which the query is cancelled; null for all.</param>
    /// <param name="onEnd">Gets the last response: cancelled when the maximum was reached.</param>
    /// <param name="stop">Cancels the query at the peer (C-CANCEL).</param>
    /// <returns>The answers as they come.</returns>
    /// <exception cref="NetworkException">The peer is gone.</exception>
    public static IAsyncEnumerable<DicomDataset> QueryAsync(Association association, QueryModel model, DicomDataset identifier, int? maximum, Action<DimseResponse> onEnd, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(onEnd);
        var count = 0;
        return RunAsync(association, model, identifier, maximum is { } most ? () => ++count >= most : null, onEnd, stop);
    }

    /// <summary>Runs a query until the caller, asked after each answer, has enough.</summary>
    internal static async IAsyncEnumerable<DicomDataset> RunAsync(
        Association association, QueryModel model, DicomDataset identifier, Func<bool>? isEnough, Action<DimseResponse> onEnd, [EnumeratorCancellation] CancellationToken stop)
    {
        using var request = await DimseRequest.SendAsync(association, SopClasses.Find(model), new DimseCommand { Operation = DimseOperation.FindRequest }, identifier, stop).ConfigureAwait(false);
        var limit = TimeSpan.FromSeconds(association.TimeoutSec);
        var isCancelled = false;
        while (true)
        {
            var (end, answer) = await NextAsync(request, isCancelled, stop).ConfigureAwait(false);
            if (end is not null)
            {
                onEnd(end);
                yield break;
            }

            if (answer is null)
            {
                // An answer that is lost must not look like none (PS3.4 C.4.1.1.4: pending carries an identifier).
                throw await DimseRequest.MisplacedAsync(association, "an answer without identifier").ConfigureAwait(false);
            }

            // What is still on its way after the cancel is dropped.
            if (!isCancelled)
            {
                yield return answer;
                if (isEnough?.Invoke() == true)
                {
                    isCancelled = true;
                    await request.CancelAsync(limit < s_cancelLimit ? limit : s_cancelLimit).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>The next answer, or the end. A node that goes on after a cancel is cut off, which is an end too: all that was wanted is there.</summary>
    private static async Task<(DimseResponse? End, DicomDataset? Answer)> NextAsync(DimseRequest request, bool isCancelled, CancellationToken stop)
    {
        try
        {
            var message = await request.ReceiveAsync().ConfigureAwait(false);
            var answer = message.Command.HasDataset ? await request.ReadIdentifierAsync(message).ConfigureAwait(false) : null;
            var isPending = DimseStatus.Describe(message.Command.Status, DimseService.Find).Class == StatusClass.Pending;
            return isPending ? (null, answer) : (DimseRequest.Result(message.Command, DimseService.Find), null);
        }
        catch (OperationCanceledException) when (isCancelled && !stop.IsCancellationRequested)
        {
            return (new DimseResponse { Status = DimseStatus.Describe(DimseStatus.Cancel, DimseService.Find) }, null);
        }
    }
}
