using System.Runtime.CompilerServices;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>C-FIND (PS3.7 9.1.2, PS3.4 C.4.1).</summary>
public static class FindScu
{
    /// <summary>Extended negotiation of queries (PS3.4 C.5.1.1.1): relational queries, date and time together, fuzzy names, time zones.</summary>
    /// <param name="model">The information model.</param>
    /// <param name="isRelational">Keys of higher levels may be left out.</param>
    /// <param name="isDateTime">Date and time ranges are matched as one.</param>
    /// <param name="isFuzzy">Person names are matched semantically.</param>
    public static PresentationContext Context(QueryModel model, bool isRelational = false, bool isDateTime = false, bool isFuzzy = false) => new()
    {
        AbstractSyntax = SopClasses.Find(model),
        TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid, DicomTransferSyntax.ImplicitLittleEndian.Uid],
        ExtendedInformation = isRelational || isDateTime || isFuzzy ? new[] { One(isRelational), One(isDateTime), One(isFuzzy), (byte)0 } : default,
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
    public static async IAsyncEnumerable<DicomDataset> QueryAsync(
        Association association, QueryModel model, DicomDataset identifier, int? maximum, Action<DimseResponse> onEnd, [EnumeratorCancellation] CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(onEnd);
        using var request = await DimseRequest.SendAsync(association, SopClasses.Find(model), new DimseCommand { Operation = DimseOperation.FindRequest }, identifier, stop).ConfigureAwait(false);
        var count = 0;
        long? cancelled = null;
        while (true)
        {
            if (Environment.TickCount64 - cancelled > association.TimeoutSec * 1000L)
            {
                // The node goes on and on; we have what we wanted.
                await association.AbortAsync().ConfigureAwait(false);
                onEnd(new DimseResponse { Status = DimseStatus.Describe(DimseStatus.Cancel, DimseService.Find) });
                yield break;
            }

            var message = await request.ReceiveAsync().ConfigureAwait(false);
            var answer = message.Command.HasDataset ? await request.ReadIdentifierAsync(message).ConfigureAwait(false) : null;
            if (DimseStatus.Describe(message.Command.Status, DimseService.Find).Class != StatusClass.Pending)
            {
                onEnd(DimseRequest.Result(message.Command, DimseService.Find));
                yield break;
            }

            if (answer is null)
            {
                // An answer that is lost must not look like none (PS3.4 C.4.1.1.4: pending carries an identifier).
                throw await DimseRequest.MisplacedAsync(association, "an answer without identifier").ConfigureAwait(false);
            }

            // What is still on its way after the cancel is dropped.
            if (maximum is null || count < maximum)
            {
                yield return answer;
                if (++count == maximum)
                {
                    cancelled = Environment.TickCount64;
                    await request.CancelAsync().ConfigureAwait(false);
                }
            }
        }
    }

    private static byte One(bool value) => value ? (byte)1 : (byte)0;
}
