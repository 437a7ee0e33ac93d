using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Retrieves studies and makes sure they are whole: asks the node first what it has, retrieves at the node's level, then asks again for
/// what did not come, image by image (workflow: manifest, transfer, top-up). What is held from an earlier attempt, or to be left out, is not asked for. One study at a time.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="secrets">Passcode and certificate password; null for none.</param>
/// <param name="collector">Keeps what arrives: the sink of our receiver for C-MOVE, and of the association itself for C-GET.</param>
/// <param name="budget">Memory for instances on their way with C-GET.</param>
public sealed partial class StudyRetriever(DicomNode node, AssociationSecrets? secrets, InstanceCollector collector, MemoryBudget budget)
{
    /// <summary>Instances asked for by one image-level request (PS3.4 C.2.2.2.2: list of UID matching).</summary>
    private const int BatchSize = 100;

    /// <summary>Rounds after the first: three for single images, one more for whole series.</summary>
    private const int ImageRounds = 3;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50);

    private DimseStatus? _lastFailure;
    private int _requests;
    private string? _patient;

    /// <summary>How long nothing may arrive after the node says it is done before what is missing counts as missing. Default 10 s.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Folder of the encrypted temporary files with C-GET; null for the system's.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Told how many instances arrived and how many are expected, as far as that is known; null for nobody.</summary>
    public Action<int, int?>? OnProgress { get; init; }

    /// <summary>Retrieves.</summary>
    /// <param name="request">What.</param>
    /// <param name="stop">Cancels at the node, then ends.</param>
    /// <exception cref="DeidException">Nothing could be asked: the node is unreachable, rejects us, or does not know where to send to.</exception>
    public async Task<RetrieveResult> RetrieveAsync(RetrieveRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        _lastFailure = null;
        _requests = 0;
        _patient = PatientOf(node, request);
        var manifest = await ManifestAsync(request, stop).ConfigureAwait(false);
        if (manifest.Expected == 0 && !manifest.HasExclusions)
        {
            return new RetrieveResult { Expected = 0, Evidence = RetrieveEvidence.None, IsComplete = false, Series = manifest.Report(new Dictionary<string, string?>()) };
        }

        collector.Begin(request.StudyInstanceUID);
        try
        {
            var error = await TransferAsync(request, manifest, stop).ConfigureAwait(false);
            return Judge(manifest, error);
        }
        finally
        {
            collector.End();
        }
    }

    private async Task<DeidException?> TransferAsync(RetrieveRequest request, RetrieveManifest manifest, CancellationToken stop)
    {
        DeidException? error = null;
        for (var round = 0; round <= ImageRounds + 1; round++)
        {
            var identifiers = Identifiers(request, manifest, round);
            if (identifiers.Count == 0)
            {
                break;
            }

            try
            {
                error = await RoundAsync(manifest, identifiers, stop).ConfigureAwait(false);
                await SettleAsync(manifest, stop).ConfigureAwait(false);
            }
            catch (NetworkException failure) when (failure.IsTransient)
            {
                // What arrived stays; the next round asks for the rest.
                error = failure;
                await SettleAsync(manifest, stop).ConfigureAwait(false);
            }

            if (Missing(manifest) == 0)
            {
                return null;
            }
        }

        return error;
    }

    private RetrieveResult Judge(RetrieveManifest manifest, DeidException? error)
    {
        var received = collector.Received;
        var missing = Missing(manifest);
        var isAnythingKnown = received.Count > 0 || manifest.Held.Count > 0 || manifest.Expected == 0;
        var complete = missing == 0 && isAnythingKnown && (manifest.Expected is not null || (error is null && _lastFailure is null));
        return new RetrieveResult
        {
            Expected = manifest.Expected,
            Received = received.Count,
            Held = manifest.Held.Count,
            Extra = manifest.Extra(received),
            Series = manifest.Report(received),
            Missing = manifest.IsListed ? [.. Lacking(manifest).OrderBy(i => i.SeriesInstanceUID, StringComparer.Ordinal).ThenBy(i => i.SOPInstanceUID, StringComparer.Ordinal)] : [],
            Evidence = !complete ? RetrieveEvidence.None : manifest.IsListed ? RetrieveEvidence.UidVerified : manifest.Expected is null ? RetrieveEvidence.None : RetrieveEvidence.CountVerified,
            IsComplete = complete,
            Rounds = _requests,
            LastFailure = _lastFailure,
            Error = error,
        };
    }

    /// <summary>Instances that are expected and did not come; 0 also when nothing is known.</summary>
    private int Missing(RetrieveManifest manifest) =>
        manifest.IsListed ? Lacking(manifest).Count() : manifest.Expected is null ? 0 : manifest.Lacking(collector.Received);

    /// <summary>Instances that are listed, were not held before and did not come.</summary>
    private IEnumerable<InstanceReference> Lacking(RetrieveManifest manifest) => manifest.Instances.Values.Where(i => !manifest.Held.Contains(i.SOPInstanceUID) && !collector.Has(i.SOPInstanceUID));

    /// <summary>
    /// Requests of a round: the first as the node is set up, then single images that are missing, at last whole series. Where some images are held already, or
    /// are asked for by name, the first round asks for single images too.
    /// </summary>
    private List<DicomDataset> Identifiers(RetrieveRequest request, RetrieveManifest manifest, int round)
    {
        if (round == 0 && request.Instances.Count == 0 && manifest.Held.Count == 0)
        {
            return FirstIdentifiers(request, manifest);
        }

        if (!manifest.IsListed)
        {
            // Without a list nobody can say which images are missing: everything once more, twice at most.
            return round is 1 or 2 ? FirstIdentifiers(request, manifest) : [];
        }

        // The last round asks for whole series, but for those of which some images are left out or held: they would come too.
        var missing = Lacking(manifest).GroupBy(i => i.SeriesInstanceUID, StringComparer.Ordinal);
        return [.. missing.SelectMany(series => round > ImageRounds && IsWanted(manifest, series.Key) ? [SeriesIdentifier(request.StudyInstanceUID, series.Key)] : Batches(request, series.Key, series, BatchSize))];
    }

    private List<DicomDataset> FirstIdentifiers(RetrieveRequest request, RetrieveManifest manifest)
    {
        var isByStudy = node.RetrieveLevel is QueryLevel.Study or QueryLevel.Patient && request.SeriesInstanceUID is null && !manifest.HasExclusions;
        if (isByStudy || (!manifest.IsAnswered && request.SeriesInstanceUID is null))
        {
            return [Identifier(QueryLevel.Study, (RetrieveIdentifier.Study, request.StudyInstanceUID))];
        }

        if (node.RetrieveLevel == QueryLevel.Image && manifest.IsListed)
        {
            return [.. manifest.Instances.Values.GroupBy(i => i.SeriesInstanceUID, StringComparer.Ordinal).SelectMany(series => Batches(request, series.Key, series, 1))];
        }

        if (request.SeriesInstanceUID is not null && !manifest.HasExclusions)
        {
            return [SeriesIdentifier(request.StudyInstanceUID, request.SeriesInstanceUID)];
        }

        var listed = manifest.Instances.Values.ToLookup(i => i.SeriesInstanceUID, StringComparer.Ordinal);
        return [.. manifest.Wanted.SelectMany(series => IsWanted(manifest, series.Key) ? [SeriesIdentifier(request.StudyInstanceUID, series.Key)] : Batches(request, series.Key, listed[series.Key], BatchSize))];
    }

    /// <summary>True when a series may be asked for as a whole: nothing of it is left out or held.</summary>
    private static bool IsWanted(RetrieveManifest manifest, string series) =>
        manifest.Series[series].ExcludedInstances.Count == 0 && !manifest.Instances.Values.Any(i => i.SeriesInstanceUID == series && manifest.Held.Contains(i.SOPInstanceUID));

    private IEnumerable<DicomDataset> Batches(RetrieveRequest request, string series, IEnumerable<InstanceReference> instances, int size) =>
        instances.Chunk(size).Select(batch => ImageIdentifier(request.StudyInstanceUID, series, batch.Select(i => i.SOPInstanceUID)));

    /// <summary>An identifier with the unique keys of its level and of those above it; the patient is one of them in Patient Root only (PS3.4 C.6.1.1, C.6.2.1).</summary>
    private DicomDataset Identifier(QueryLevel level, params IEnumerable<(DicomTag Tag, string Value)> keys) =>
        RetrieveIdentifier.Of(level, _patient is null ? keys : keys.Prepend((RetrieveIdentifier.PatientId, _patient)));

    private DicomDataset SeriesIdentifier(string study, string series) =>
        Identifier(QueryLevel.Series, (RetrieveIdentifier.Study, study), (RetrieveIdentifier.Series, series));

    private DicomDataset ImageIdentifier(string study, string series, IEnumerable<string> instances) =>
        Identifier(QueryLevel.Image, (RetrieveIdentifier.Study, study), (RetrieveIdentifier.Series, series), (RetrieveIdentifier.SopInstance, string.Join('\\', instances)));

    /// <summary>Sends the requests of a round, all of them: one that fails says nothing about the next series.</summary>
    /// <returns>The last failure; null when there was none.</returns>
    /// <exception cref="DimseException">No request can succeed, or none did and a repetition will not help.</exception>
    private async Task<DeidException?> RoundAsync(RetrieveManifest manifest, List<DicomDataset> identifiers, CancellationToken stop)
    {
        DimseException? error = null;
        var isMove = node.RetrieveMethod == RetrieveMethod.Move;
        var contexts = isMove ? [MoveScu.Context(node.Model, node.UseRelationalQueries)] : GetContexts(manifest);
        var association = await Association.RequestAsync(node, contexts, secrets, stop).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            var store = new StoreScp(collector, budget) { SpillFolder = SpillFolder };
            foreach (var identifier in identifiers)
            {
                _requests++;
                var response = isMove
                    ? await MoveScu.MoveAsync(association, node.Model, identifier, node.EffectiveMoveDestination, _ => Report(manifest), stop).ConfigureAwait(false)
                    : await GetScu.GetAsync(association, node.Model, identifier, store, _ => Report(manifest), stop).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                error = Check(response.Status, isMove ? DimseService.Move : DimseService.Get) ?? error;
            }

            await association.ReleaseAsync(stop).ConfigureAwait(false);
        }

        return error is { Status.IsTransient: false } && collector.Count == 0 ? throw error : error;
    }

    private DimseException? Check(DimseStatus status, DimseService service)
    {
        if (status.Class == StatusClass.Success)
        {
            return null;
        }

        _lastFailure = status;
        if (status.Class is not (StatusClass.Failure or StatusClass.Cancel))
        {
            return null;
        }

        var error = DimseException.For(status, service, node.ToString());
        return status.IsConfiguration || status.Code is DimseStatus.SopClassNotSupported or DimseStatus.UnrecognizedOperation ? throw error : error;
    }

    /// <summary>Waits until everything is there, or nothing has arrived for a while: with C-MOVE images come on another association and may be late.</summary>
    private async Task SettleAsync(RetrieveManifest manifest, CancellationToken stop)
    {
        var isGet = node.RetrieveMethod == RetrieveMethod.Get;
        while (!isGet && (manifest.Expected is null || Missing(manifest) > 0) && collector.Quiet < QuietTime)
        {
            Report(manifest);
            await Task.Delay(s_tick, stop).ConfigureAwait(false);
        }

        Report(manifest);
    }

    private void Report(RetrieveManifest manifest) => OnProgress?.Invoke(collector.Count, manifest.Expected);
}
