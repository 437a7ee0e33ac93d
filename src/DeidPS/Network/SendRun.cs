using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS;

/// <summary>Sends files to one node: a result for each in the order they came in, a row of the report for each as soon as it is known.</summary>
/// <param name="node">The node.</param>
/// <param name="sender">Sends; goes on from one set of files to the next.</param>
/// <param name="report">The report, begun; null for none.</param>
/// <param name="stamp">Text for the comments of what is sent; null for none.</param>
internal sealed class SendRun(DicomNode node, InstanceSender sender, SendReport? report, string? stamp)
{
    private static readonly DicomTag s_patientComments = new(0x00104000);
    private static readonly DicomTag s_studyComments = new(0x00324000);

    /// <summary>Called after each file that was tried; null for nobody.</summary>
    public Action<PipelineSink>? OnDone { get; init; }

    /// <summary>Row of a report for a file as it is now; null when it is not there or cannot be looked at.</summary>
    public static SendReportRow? RowOf(string path, DicomNode node, string? stamp)
    {
        try
        {
            var file = new FileInfo(path);
            return new SendReportRow
            {
                Path = path, Bytes = file.Length, Modified = file.LastWriteTimeUtc, HostName = node.HostName, Port = node.Port, CalledAE = node.CalledAE, Stamp = stamp ?? string.Empty,
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Sends.</summary>
    /// <param name="items">Files; those that have a result already only pass through.</param>
    /// <param name="sink">Takes results and errors.</param>
    /// <param name="stop">Aborts what is on its way.</param>
    public async Task SendAsync(IReadOnlyList<SendItem> items, PipelineSink sink, CancellationToken stop)
    {
        foreach (var item in items.Where(i => i.Result is null))
        {
            stop.ThrowIfCancellationRequested();
            Inspect(item);
        }

        // Files whose contexts fit one association go together, whatever lies between them; what comes out keeps the order.
        var ready = items.Where(i => i.Result is null).ToList();
        var (groupOf, groups) = InstanceSender.Plan([.. ready.Select(i => (i.SopClass, i.Syntax!))]);
        var next = await WriteAsync(items, 0, sink).ConfigureAwait(false);
        try
        {
            for (var group = 0; group < groups.Count; group++)
            {
                using var queue = new SendQueue([.. ready.Where((_, i) => groupOf[i] == group)]);
                while (queue.Take() is { } item)
                {
                    await SendAsync(item, queue, groups[group], stop).ConfigureAwait(false);
                    OnDone?.Invoke(sink);
                    next = await WriteAsync(items, next, sink).ConfigureAwait(false);
                }

                await sender.ReleaseAsync(stop).ConfigureAwait(false);
            }
        }
        finally
        {
            await sender.DisposeAsync().ConfigureAwait(false);
        }

        await WriteAsync(items, next, sink).ConfigureAwait(false);
    }

    private static async Task<int> WriteAsync(IReadOnlyList<SendItem> items, int next, PipelineSink sink)
    {
        while (next < items.Count && items[next].Result is { } result)
        {
            await sink.VerboseAsync(FormattableString.Invariant(
                $"{result.Source}: {result.Status}{(result.Reason == SendReason.None ? string.Empty : $" ({result.Reason})")} in {result.Attempts} attempt(s), as {result.TransferSyntax ?? "nothing"}{(result.IsTranscoded ? $", transcoded from {result.SourceTransferSyntax}" : string.Empty)}{(result.Answer is { } answer ? $"; the node answered {answer}" : string.Empty)}.")).ConfigureAwait(false);
            await sink.WriteAsync(result).ConfigureAwait(false);
            if (items[next].Error is { } error)
            {
                await sink.ErrorAsync(error, result.Source).ConfigureAwait(false);
            }

            next++;
        }

        return next;
    }

    private static SendReason ReasonOf(DeidException error) => error switch
    {
        NetworkException { ErrorId: NetworkException.AssociationRejected } => SendReason.NotAccepted,
        NetworkException => SendReason.NotReached,
        DimseException { Status: not null } => SendReason.Refused,
        _ => SendReason.NotReadable,
    };

    private void Inspect(SendItem item)
    {
        try
        {
            var (sopClass, syntax) = DicomFile.Identify(item.Path);
            (item.SopClass, item.Syntax) = (sopClass ?? string.Empty, syntax);
            if (item.SopClass.Length == 0)
            {
                throw new DimseException(DimseException.DimseFailure, "The object names no SOP class, so it cannot be sent.", "Look at it with Get-DicomHeader; have it exported again.");
            }
        }
        catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
        {
            Fail(item, Blank(item) with { Reason = SendReason.NotReadable }, error);
        }
    }

    private async Task SendAsync(SendItem item, SendQueue queue, IReadOnlyList<PresentationContext> contexts, CancellationToken stop)
    {
        try
        {
            using var file = queue.Open();
            if (stamp is not null)
            {
                file.Dataset.SetText(s_patientComments, stamp);
                file.Dataset.SetText(s_studyComments, stamp);
            }

            var outcome = await sender.SendAsync(file, contexts, queue.OpenNext, stop).ConfigureAwait(false);
            var result = Blank(item) with
            {
                Status = outcome.IsSent ? SendStatus.Sent : SendStatus.Failed,
                Reason = outcome.Error is { } why ? ReasonOf(why) : SendReason.None,
                Answer = outcome.Status,
                Bytes = file.SourceLength,
                TransferSyntax = outcome.TransferSyntax?.Name,
                IsTranscoded = outcome.TransferSyntax is { } sentIn && sentIn.Uid != file.TransferSyntax.Uid,
                Attempts = outcome.Attempts,
            };
            if (outcome.Error is { } error)
            {
                Fail(item, result, error);
                return;
            }

            item.Result = result;
            Record(result);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DicomParseException)
        {
            Fail(item, Blank(item) with { Reason = SendReason.NotReadable }, error);
        }
    }

    private DicomSendResult Blank(SendItem item) => new()
    {
        Source = item.Path, Node = node, Status = SendStatus.Failed, SOPClassUID = item.SopClass.Length > 0 ? item.SopClass : null, SourceTransferSyntax = item.Syntax?.Name,
    };

    private void Fail(SendItem item, DicomSendResult result, Exception error)
    {
        item.Error = error;
        item.Result = result with { Message = error is DeidException ? error.Message : "The file cannot be read." };
        Record(item.Result);
    }

    private void Record(DicomSendResult result)
    {
        if (report is not null && RowOf(result.Source, node, stamp) is { } row)
        {
            report.Add(row with
            {
                IsSent = result.Status == SendStatus.Sent, Reason = result.Reason.ToString(), Answer = result.Answer?.ToString() ?? string.Empty, TransferSyntax = result.TransferSyntax ?? string.Empty,
                IsTranscoded = result.IsTranscoded, Message = result.Message ?? string.Empty,
            });
        }
    }
}
