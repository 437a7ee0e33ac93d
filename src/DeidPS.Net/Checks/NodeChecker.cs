using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Finds out, step by step, why a node refuses: name, TCP, TLS, association, echo, query and retrieval models, storage, our own port, and the
/// way back of C-MOVE. Stores nothing at the node.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="secrets">Passcode and certificate password; null for none.</param>
/// <param name="onFinding">Gets each step as soon as it is known.</param>
public sealed class NodeChecker(DicomNode node, AssociationSecrets? secrets, Func<NodeFinding, ValueTask> onFinding)
{
    private static readonly QueryModel[] s_models = [QueryModel.StudyRoot, QueryModel.PatientRoot];

    private bool _goesOn = true;
    private bool _moves;

    /// <summary>True to ask about every storage SOP class in every transfer syntax: some thirty associations more.</summary>
    public bool IsDetailed { get; init; }

    /// <summary>True to leave out our own port and the way back.</summary>
    public bool SkipsReturn { get; init; }

    /// <summary>Study of which one image may be asked for; null: one of the last days, if the node has any.</summary>
    public string? StudyInstanceUid { get; init; }

    /// <summary>How long an image may take to come back after the node says that it was sent. Default 10 s.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks. What is wrong with the node is a finding, not an exception.</summary>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        var connection = new ConnectionCheck(node, secrets, DateTimeOffset.UtcNow);
        await StepAsync("Name", () => connection.NameAsync(stop)).ConfigureAwait(false);
        await StepAsync("TCP", () => connection.TcpAsync(stop)).ConfigureAwait(false);
        await StepAsync("TLS", () => connection.TlsAsync(stop)).ConfigureAwait(false);
        await AssociationAsync(connection, stop).ConfigureAwait(false);
        await StorageAsync(stop).ConfigureAwait(false);
        if (SkipsReturn)
        {
            return;
        }

        // Our own port is looked at whatever the node does.
        var isAnswered = _goesOn;
        var way = new ReturnCheck(node, secrets, connection.OwnAddress) { QuietTime = QuietTime, StudyInstanceUid = StudyInstanceUid };
        await using (way.ConfigureAwait(false))
        {
            _goesOn = true;
            await StepAsync("Receiver", () => way.ReceiverAsync(stop)).ConfigureAwait(false);
            _goesOn &= isAnswered;
            await StepAsync("Move to self", () => _moves ? way.MoveAsync(stop) : Task.FromResult(new NodeFinding("Move to self", NodeCheckStatus.NotOffered, $"the node offers no C-MOVE {node.Model}"))).ConfigureAwait(false);
        }
    }

    private async Task AssociationAsync(ConnectionCheck connection, CancellationToken stop)
    {
        Association? association = null;
        try
        {
            await StepAsync("Association", async () =>
            {
                association = await OpenAsync(connection, stop).ConfigureAwait(false);
                var name = association.Info.PeerImplementationVersionName;
                return new NodeFinding("Association", NodeCheckStatus.Passed, $"accepted{(name.Length > 0 ? " by " + name : string.Empty)}{(association.Info.IsSecure ? ", with TLS" : string.Empty)}");
            }).ConfigureAwait(false);
            await StepAsync("Echo", () => EchoAsync(association!, stop)).ConfigureAwait(false);
            foreach (var model in s_models)
            {
                await OfferAsync($"Query {model}", association, SopClasses.Find(model)).ConfigureAwait(false);
                await OfferAsync($"C-MOVE {model}", association, SopClasses.Move(model)).ConfigureAwait(false);
                await OfferAsync($"C-GET {model}", association, SopClasses.Get(model)).ConfigureAwait(false);
            }

            _moves = association?.ContextFor(SopClasses.Move(node.Model)) is not null;
            if (association is { IsEstablished: true })
            {
                await association.ReleaseAsync(stop).ConfigureAwait(false);
            }
        }
        catch (NetworkException)
        {
            // Everything was answered; how the node says goodbye changes nothing.
        }
        finally
        {
            if (association is not null)
            {
                await association.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<Association> OpenAsync(ConnectionCheck connection, CancellationToken stop)
    {
        IReadOnlyList<PresentationContext> contexts = [EchoScu.Context, .. s_models.SelectMany(model => new[] { FindScu.Context(model), MoveScu.Context(model), GetScu.Contexts(model, [], [])[0] })];
        try
        {
            return await Association.RequestAsync(node, contexts, secrets, stop).ConfigureAwait(false);
        }
        catch (NetworkException error) when (error.ErrorId is NetworkException.AssociationAborted or NetworkException.NetworkTimeout && node.Tls is null)
        {
            if (await connection.SpeaksTlsAsync(stop).ConfigureAwait(false))
            {
                throw new NetworkException(error.ErrorId, "The port speaks TLS, and we did not.", "Connect with -UseTls.", error);
            }

            throw;
        }
    }

    private async Task<NodeFinding> EchoAsync(Association association, CancellationToken stop)
    {
        if (association.ContextFor(SopClasses.Verification) is null)
        {
            return new NodeFinding("Echo", NodeCheckStatus.NotOffered, "verification is not offered to us", "Every DICOM application has to offer it (PS3.4 A): ask the node's administrator.");
        }

        var response = await EchoScu.EchoAsync(association, stop).ConfigureAwait(false);
        return response.Status.Class == StatusClass.Success
            ? new NodeFinding("Echo", NodeCheckStatus.Passed, "answered")
            : new NodeFinding("Echo", NodeCheckStatus.Failed, $"answered with {response.Status}", response.Status.Remedy ?? "Look into the log of the node.");
    }

    private ValueTask OfferAsync(string step, Association? association, string sopClass) => onFinding(
        association is null ? new NodeFinding(step, NodeCheckStatus.Skipped)
        : association.ContextFor(sopClass) is not null ? new NodeFinding(step, NodeCheckStatus.Passed, "offered")
        : new NodeFinding(step, NodeCheckStatus.NotOffered, "not offered to us", "Ask the node's administrator whether it is meant to be offered to our AE title."));

    private async Task StorageAsync(CancellationToken stop)
    {
        IReadOnlyList<NodeFinding> findings = [];
        await StepAsync("Storage", async () =>
        {
            findings = await new StorageCheck(node, secrets).RunAsync(IsDetailed, stop).ConfigureAwait(false);
            return findings[0];
        }).ConfigureAwait(false);
        foreach (var finding in findings.Count > 0 ? findings.Skip(1) : SyntaxFamily.All.Select(f => new NodeFinding("Storage " + f.Name, NodeCheckStatus.Skipped)))
        {
            await onFinding(finding).ConfigureAwait(false);
        }
    }

    private async Task StepAsync(string step, Func<Task<NodeFinding>> check)
    {
        var finding = new NodeFinding(step, NodeCheckStatus.Skipped);
        if (_goesOn)
        {
            try
            {
                finding = await check().ConfigureAwait(false);
            }
            catch (DeidException error)
            {
                // The line to the node is broken or never was; a step that merely failed keeps nobody from trying the next.
                finding = new NodeFinding(step, NodeCheckStatus.Failed, error.Message, error.RecommendedAction);
                _goesOn = false;
            }
        }

        await onFinding(finding).ConfigureAwait(false);
    }
}
