using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>What the node has: asked before anything is transferred.</summary>
public sealed partial class StudyRetriever
{
    /// <summary>Transfer syntaxes taken with C-GET (PS3.5 A), those that need no decoding first.</summary>
    private static readonly string[] s_transferSyntaxes =
    [
        DicomTransferSyntax.ExplicitLittleEndian.Uid, DicomTransferSyntax.ImplicitLittleEndian.Uid, DicomTransferSyntax.ExplicitBigEndian.Uid, DicomTransferSyntax.DeflatedExplicitLittleEndian.Uid,
        "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81",
        "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.92", "1.2.840.10008.1.2.4.93", "1.2.840.10008.1.2.4.100", "1.2.840.10008.1.2.4.101",
        "1.2.840.10008.1.2.4.102", "1.2.840.10008.1.2.4.103", "1.2.840.10008.1.2.4.104", "1.2.840.10008.1.2.4.105", "1.2.840.10008.1.2.4.106", "1.2.840.10008.1.2.4.107", "1.2.840.10008.1.2.4.108",
        "1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.4.111", "1.2.840.10008.1.2.4.112", "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203", "1.2.840.10008.1.2.5",
    ];

    /// <summary>Asks what a node has of a study; nothing is transferred.</summary>
    /// <param name="node">The node.</param>
    /// <param name="secrets">Passcode and certificate password; null for none.</param>
    /// <param name="request">Which study; instances named in it are not asked about.</param>
    /// <param name="stop">Cancels at the node, then ends.</param>
    /// <exception cref="DeidException">It could not be asked.</exception>
    public static async Task<StudyContent> AskAsync(DicomNode node, AssociationSecrets? secrets, RetrieveRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(request);
        var retriever = new StudyRetriever(node, secrets, new InstanceCollector(static (_, file, _) => Refuse(file)), new MemoryBudget(1)) { _patient = PatientOf(node, request) };
        var manifest = await retriever.ManifestAsync(request, stop).ConfigureAwait(false);
        return new StudyContent { IsAnswered = manifest.IsAnswered, Expected = manifest.Expected, Series = manifest.Series.Count, Instances = manifest.IsListed ? [.. manifest.Instances.Keys] : null };
    }

    /// <summary>Nothing was asked for.</summary>
    private static ValueTask<StoreOutcome> Refuse(DicomFile file)
    {
        file.Dispose();
        return ValueTask.FromResult(new StoreOutcome(DimseStatus.NotAuthorized, "not asked for"));
    }

    /// <summary>The patient to be named in every request; null where the node's model needs none.</summary>
    private static string? PatientOf(DicomNode node, RetrieveRequest request) => node.Model == QueryModel.PatientRoot && !string.IsNullOrEmpty(request.PatientID) ? request.PatientID : null;

    private async Task<RetrieveManifest> ManifestAsync(RetrieveRequest request, CancellationToken stop)
    {
        var manifest = new RetrieveManifest();
        if (request.Instances.Count > 0)
        {
            // What was missing once is asked for by name.
            foreach (var instance in request.Instances)
            {
                manifest.Instances[instance.SOPInstanceUID] = instance;
                manifest.Series.TryAdd(instance.SeriesInstanceUID, new ManifestSeries(null));
            }

            manifest.IsListed = true;
            manifest.Close(request.IsHeld);
            return manifest;
        }

        var association = await Association.RequestAsync(node, [FindScu.Context(node.Model, QueryOptions.Of(node))], secrets, stop).ConfigureAwait(false);
        await using (association.ConfigureAwait(false))
        {
            if (association.ContextFor(SopClasses.Find(node.Model)) is null)
            {
                // A node that cannot be asked is retrieved from all the same; it is just not known whether all came.
                await association.ReleaseAsync(stop).ConfigureAwait(false);
                return manifest;
            }

            await ReadSeriesAsync(association, request, manifest, stop).ConfigureAwait(false);
            manifest.IsListed = manifest.IsAnswered && manifest.Series.Count > 0;
            foreach (var (uid, series) in manifest.Wanted)
            {
                manifest.IsListed &= await ReadInstancesAsync(association, request, uid, series, manifest, stop).ConfigureAwait(false);
            }

            await association.ReleaseAsync(stop).ConfigureAwait(false);
        }

        manifest.Close(request.IsHeld);
        return manifest;
    }

    private async Task ReadSeriesAsync(Association association, RetrieveRequest request, RetrieveManifest manifest, CancellationToken stop)
    {
        var identifier = Identifier(
            QueryLevel.Series, (RetrieveIdentifier.Study, request.StudyInstanceUID), (RetrieveIdentifier.Series, request.SeriesInstanceUID ?? string.Empty), (DicomTags.Modality, string.Empty),
            (DicomTags.SeriesDescription, string.Empty), (RetrieveIdentifier.SeriesNumber, string.Empty), (RetrieveIdentifier.SeriesInstances, string.Empty));
        var answers = FindScu.QueryAsync(association, node.Model, identifier, null, end => manifest.IsAnswered = ThrowIfFailed(end.Status), stop);
        var isWhole = true;
        await foreach (var answer in answers.ConfigureAwait(false))
        {
            if (UidOf(answer, RetrieveIdentifier.Series) is not { } uid)
            {
                isWhole = false;
            }
            else
            {
                manifest.Series[uid] = new ManifestSeries(answer) { Excluded = request.Exclude?.Invoke(answer) };
            }
        }

        // A series without a name is one that would be missed.
        manifest.IsAnswered &= isWhole;
    }

    /// <summary>Lists a series; false when the node does not list images, or lists fewer than it counts.</summary>
    private async Task<bool> ReadInstancesAsync(Association association, RetrieveRequest request, string uid, ManifestSeries series, RetrieveManifest manifest, CancellationToken stop)
    {
        var identifier = Identifier(
            QueryLevel.Image, (RetrieveIdentifier.Study, request.StudyInstanceUID), (RetrieveIdentifier.Series, uid), (RetrieveIdentifier.SopInstance, string.Empty), (RetrieveIdentifier.SopClass, string.Empty));
        var isWhole = true;
        var hasGap = false;
        var count = 0;
        var answers = FindScu.QueryAsync(association, node.Model, identifier, null, end => isWhole = end.Status.Class == StatusClass.Success, stop);
        await foreach (var answer in answers.ConfigureAwait(false))
        {
            if (UidOf(answer, RetrieveIdentifier.SopInstance) is not { } instance)
            {
                hasGap = true;
                continue;
            }

            count++;
            var reference = new InstanceReference
            {
                PatientID = _patient,
                StudyInstanceUID = request.StudyInstanceUID,
                SeriesInstanceUID = uid,
                SOPInstanceUID = instance,
                SOPClassUID = answer.GetText(RetrieveIdentifier.SopClass) is { Length: > 0 } sopClass ? sopClass : null,
            };
            manifest.Add(reference, request.Exclude?.Invoke(new QueryAnswer(answer, new QueryAnswer(series.Answer!)).ToDataset()));
        }

        return isWhole && !hasGap && count > 0 && count >= (series.Count ?? 0);
    }

    /// <summary>A unique key of an answer; null where the node gives none, or something that is no UID and cannot be asked for.</summary>
    private static string? UidOf(DicomDataset answer, DicomTag tag) =>
        answer.GetText(tag) is { Length: > 0 and <= 64 } uid && uid.All(static c => char.IsAsciiDigit(c) || c == '.') ? uid : null;

    private bool ThrowIfFailed(DimseStatus status)
    {
        if (status.Class is StatusClass.Failure)
        {
            throw DimseException.For(status, DimseService.Find, node.ToString());
        }

        return status.Class == StatusClass.Success;
    }

    private IReadOnlyList<PresentationContext> GetContexts(RetrieveManifest manifest)
    {
        var told = manifest.Instances.Values.Select(i => i.SOPClassUID).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var all = manifest.IsListed && manifest.Instances.Values.All(i => i.SOPClassUID is not null);
        var others = all ? [] : LikelyClasses.Of(manifest.Wanted.Select(w => w.Value.Text(DicomTags.Modality)?.Trim()).OfType<string>());
        return GetScu.Contexts(node.Model, [.. told.Concat(others).Distinct(StringComparer.Ordinal).Take(PresentationContext.Maximum - 1)], s_transferSyntaxes, node.UseRelationalQueries);
    }
}
