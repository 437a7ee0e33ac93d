using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>
/// Sends instances to a node over one association after the other. A context is proposed for every SOP class in the transfer syntax of the
/// instance, and another for native ones in the syntaxes every node takes. A connection that breaks is opened again.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="secrets">Passcode and certificate password; null for none.</param>
/// <param name="retries">How often one instance is tried again after the connection broke.</param>
public sealed class InstanceSender(DicomNode node, AssociationSecrets? secrets, int retries) : IAsyncDisposable
{
    private Association? _association;

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
    public async Task<SendOutcome> SendAsync(DicomFile file, IReadOnlyList<PresentationContext> contexts, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(file);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                _association ??= await Association.RequestAsync(node, contexts, secrets, stop).ConfigureAwait(false);
                var context = StoreScu.ContextFor(_association, file);
                var response = await StoreScu.StoreAsync(_association, file, stop).ConfigureAwait(false);
                return new SendOutcome
                {
                    Status = response.Status,
                    TransferSyntax = context is null ? null : DicomTransferSyntax.Find(context.AcceptedTransferSyntax!),
                    Error = response.Status.Class is StatusClass.Success or StatusClass.Warning ? null : DimseException.For(response.Status, DimseService.Store, node.ToString()),
                };
            }
            catch (NetworkException error) when (error.IsTransient && attempt < retries)
            {
                await CloseAsync().ConfigureAwait(false);
            }
            catch (DeidException error)
            {
                if (_association is { IsEstablished: false })
                {
                    await CloseAsync().ConfigureAwait(false);
                }

                return new SendOutcome { Error = error };
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
