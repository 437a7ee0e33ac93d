using System.Globalization;
using DeidPS.Dicom;
using DeidPS.Net;

namespace DeidPS.Store.Requests;

/// <summary>What becomes of a request after an attempt (workflow sections 6.4, 6.5, 6.7 and 17).</summary>
internal sealed record RequestVerdict(RequestState State, RequestReason Reason)
{
    /// <summary>A study is looked at again so often at most because it still grows.</summary>
    private const int MostChecks = 6;

    /// <summary>Attempts that an archive gets which is unable to process a request (Cxxx).</summary>
    private const int MostTries = 2;

    /// <summary>When it is tried again; null for at once, or not.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>True when the attempt counts.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>True when it counts as one of the few that an archive gets which is unable to process.</summary>
    public bool IsTry { get; init; }

    /// <summary>True when it was looked at for growth.</summary>
    public bool IsCheck { get; init; }

    /// <summary>True when nothing of what came is there any more.</summary>
    public bool ForgetsKnown { get; init; }

    /// <summary>True when the archive is left alone until somebody has set it up.</summary>
    public bool HaltsNode { get; init; }

    /// <summary>True when the request has ended.</summary>
    public bool IsFinal => State is RequestState.Complete or RequestState.Failed or RequestState.Cancelled or RequestState.PartialAccepted;

    /// <summary>Decides.</summary>
    /// <param name="row">The request, with this attempt counted.</param>
    /// <param name="result">What came; null when nothing could be asked.</param>
    /// <param name="failure">What it ended with.</param>
    /// <param name="error">The error it ended with; null for none.</param>
    /// <param name="facts">What it depends on beside.</param>
    public static RequestVerdict Of(RequestRecord row, RetrieveResult? result, RetrieveFailure failure, DeidException? error, VerdictFacts facts)
    {
        if (result is { IsComplete: true })
        {
            return Complete(row, result, facts);
        }

        if (result is { Expected: 0, Received: 0 } && row.Received == 0)
        {
            return new RequestVerdict(RequestState.Failed, RequestReason.NoImages);
        }

        var again = facts.Now + facts.Backoff((int)Math.Max(1, row.Attempts));
        RequestVerdict Again(RequestState state, RequestReason reason) =>
            row.Attempts >= facts.MaxAttempts ? new RequestVerdict(RequestState.Failed, reason) : new RequestVerdict(state, reason) { NextTry = again };

        return failure.Kind switch
        {
            RetrieveFailureKind.Success or RetrieveFailureKind.Warning => Again(RequestState.Incomplete, RequestReason.MissingInstances),
            RetrieveFailureKind.Transient => Again(RequestState.Waiting, failure.SlowsDown ? RequestReason.OutOfResources : error is null or NetworkException or DimseException ? RequestReason.ArchiveFailed : RequestReason.StoreFailed),
            RetrieveFailureKind.TransientTwice when row.Tries + 1 >= MostTries => new RequestVerdict(RequestState.Failed, RequestReason.ArchiveFailed) { IsTry = true },
            RetrieveFailureKind.TransientTwice => Again(RequestState.Waiting, RequestReason.ArchiveFailed) with { IsTry = true },
            RetrieveFailureKind.Transport when facts.IsBreakerOpen => new RequestVerdict(RequestState.Waiting, RequestReason.Transport) { NextTry = again, Counts = false },
            RetrieveFailureKind.Transport => Again(RequestState.Waiting, RequestReason.Transport),
            RetrieveFailureKind.PermanentNode => new RequestVerdict(RequestState.Queued, RequestReason.Configuration) { Counts = false, HaltsNode = true },
            _ => new RequestVerdict(RequestState.Failed, RequestReason.ArchiveFailed),
        };
    }

    /// <summary>What is missing or went wrong, in words; null when there is nothing to say.</summary>
    public static string? Describe(RetrieveResult? result, DeidException? error)
    {
        if (error is not null)
        {
            return error.Message;
        }

        if (result is null or { IsComplete: true })
        {
            return null;
        }

        var there = result.Received + result.Held;
        return result.Expected is { } expected ? FormattableString.Invariant($"{Math.Max(result.Missing.Count, expected - there)} of {expected} instances are missing.") : "It is not known whether everything arrived.";
    }

    /// <summary>What the archive answered, four hexadecimal digits; null when it was no status.</summary>
    public static string? Code(RetrieveResult? result, DeidException? error) =>
        ((error as DimseException)?.Status ?? result?.LastFailure)?.Code.ToString("X4", CultureInfo.InvariantCulture);

    private static RequestVerdict Complete(RequestRecord row, RetrieveResult result, VerdictFacts facts)
    {
        if (result is { Expected: 0, Received: 0, Held: 0 })
        {
            return new RequestVerdict(RequestState.Failed, RequestReason.Filtered);
        }

        // A young study is complete when nothing has come to it for a while.
        return facts.IsYoung && row.Checks < MostChecks && (row.Checks == 0 || result.Received > 0)
            ? new RequestVerdict(RequestState.Incomplete, RequestReason.Growing) { NextTry = facts.Now + facts.GrowthCheck, Counts = false, IsCheck = true }
            : new RequestVerdict(RequestState.Complete, RequestReason.None);
    }
}
