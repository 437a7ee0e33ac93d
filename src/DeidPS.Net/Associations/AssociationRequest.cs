using System.Net.Sockets;
using System.Security.Authentication;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>Opening an association as the requestor: name, TCP, TLS, negotiation (PS3.8 7.1, 9.2.2).</summary>
public sealed partial class Association
{
    private static long s_lastNumber;

    /// <summary>Requests an association.</summary>
    /// <param name="node">The peer.</param>
    /// <param name="contexts">What is proposed, 1 to 128; IDs are given here.</param>
    /// <param name="secrets">Passcode and certificate password; null for none.</param>
    /// <param name="stop">Ends the attempt.</param>
    /// <exception cref="NetworkException">NodeUnreachable, AssociationRejected, NetworkTimeout, AssociationAborted.</exception>
    public static Task<Association> RequestAsync(DicomNode node, IReadOnlyList<PresentationContext> contexts, AssociationSecrets? secrets, CancellationToken stop) =>
        RequestAsync(node, contexts, secrets, null, stop);

    /// <summary>Requests an association for much data.</summary>
    /// <param name="node">The peer.</param>
    /// <param name="contexts">What is proposed.</param>
    /// <param name="secrets">Passcode and certificate password.</param>
    /// <param name="threads">Threads to wait on while the association is busy; null for the pool's.</param>
    /// <param name="stop">Ends the attempt.</param>
    internal static async Task<Association> RequestAsync(DicomNode node, IReadOnlyList<PresentationContext> contexts, AssociationSecrets? secrets, BlockingThreads? threads, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(contexts.Count, PresentationContext.Maximum);
        var (stream, socket) = await NodeConnection.OpenAsync(node, secrets ?? AssociationSecrets.None, stop, threads).ConfigureAwait(false);
        var transport = new PduTransport(stream, socket);
        var peer = node.ToString();
        using var link = transport.StopWith(stop);
        try
        {
            // ARTIM (PS3.8 9.1.5) runs over the whole answer, so a peer cannot stretch it byte by byte.
            transport.Arm(node.AcceptTimeoutSec);
            var proposal = Proposal(node, contexts, secrets);
            await transport.WriteAsync(AssociateCodec.Encode(proposal, isAnswer: false)).ConfigureAwait(false);
            var answer = await ReadAnswerAsync(transport, peer).ConfigureAwait(false);
            transport.Disarm();
            return Establish(node, transport, socket, proposal, answer);
        }
        catch (Exception error)
        {
            var passed = transport.IsLimitPassed;
            if (error is PduException invalid)
            {
                await transport.AbortAsync(2, invalid.Reason).ConfigureAwait(false);
            }

            await transport.DisposeAsync().ConfigureAwait(false);
            if (transport.BytesRead == 0 && !passed && !stop.IsCancellationRequested && error is IOException or AuthenticationException)
            {
                throw node.Tls is { } tls ? NetworkFailure.AfterHandshake(peer, tls.Certificate is not null, error) : NetworkFailure.NeverAnswered(peer, error);
            }

            if (NetworkFailure.Describe(error, peer, "the answer to our association request", passed, stop) is { } failure)
            {
                throw failure;
            }

            throw;
        }
    }

    private static AssociateParameters Proposal(DicomNode node, IReadOnlyList<PresentationContext> contexts, AssociationSecrets? secrets) => new()
    {
        CalledAE = node.CalledAE,
        CallingAE = node.CallingAE,
        Contexts = [.. contexts.Select((c, i) => c with { Id = (byte)((2 * i) + 1) })],
        MaximumLength = OwnMaximumLength,
        ImplementationClassUid = DicomImplementation.ClassUid,
        ImplementationVersionName = DicomImplementation.VersionName,
        UserName = node.UserName,
        Passcode = secrets?.Passcode,
    };

    private static async Task<AssociateParameters> ReadAnswerAsync(PduTransport transport, string peer)
    {
        var unit = await AssociateUnit.ReadAsync(transport, PduType.AssociateAccept, PduType.AssociateReject, PduType.Abort).ConfigureAwait(false);
        switch (unit.Type)
        {
            case PduType.AssociateAccept:
                return AssociateCodec.Decode(unit.Body, isAnswer: true);
            case PduType.AssociateReject:
                var rejection = new AssociateRejection(unit.Body[1], unit.Body[2], unit.Body[3]);
                throw new NetworkException(
                    NetworkException.AssociationRejected,
                    $"{peer} rejected the association ({(rejection.IsTransient ? "for now" : "for good")}): {rejection.Meaning}.",
                    rejection.Remedy) { IsTransient = rejection.IsTransient };
            default:
                throw new PeerAbortException(unit.Body[2], unit.Body[3]);
        }
    }

    private static Association Establish(DicomNode node, PduTransport transport, Socket socket, AssociateParameters proposal, AssociateParameters answer)
    {
        var answered = answer.Contexts.ToDictionary(c => c.Id);
        var contexts = proposal.Contexts.Select(proposed => Merge(proposed, answered.GetValueOrDefault(proposed.Id), answer)).ToList();
        var info = new AssociationInfo
        {
            Number = Interlocked.Increment(ref s_lastNumber),
            CallingAE = proposal.CallingAE,
            CalledAE = proposal.CalledAE,
            Peer = socket.RemoteEndPoint as System.Net.IPEndPoint,
            IsSecure = node.Tls is not null,
            PeerImplementationClassUid = answer.ImplementationClassUid,
            PeerImplementationVersionName = answer.ImplementationVersionName,
            Started = DateTimeOffset.UtcNow,
        };
        return new Association(transport, node.ToString(), info, contexts, answer.MaximumLength)
        {
            IsRequestor = true,
            IsIdentityConfirmed = answer.IsIdentityConfirmed,
            TimeoutSec = node.TimeoutSec,
            IdleTimeoutSec = node.IdleTimeoutSec,
            AcceptTimeoutSec = node.AcceptTimeoutSec,
        };
    }

    private static PresentationContext Merge(PresentationContext proposed, PresentationContext? answered, AssociateParameters answer)
    {
        if (answered is null)
        {
            return proposed;
        }

        // A peer that "accepts" what nobody proposed has not accepted anything.
        var syntax = answered.AcceptedTransferSyntax;
        var result = syntax is not null && !proposed.TransferSyntaxes.Contains(syntax) ? PresentationContextResult.TransferSyntaxesNotSupported : answered.Result;
        var roles = answer.Roles.GetValueOrDefault(proposed.AbstractSyntax, (Scu: true, Scp: false));
        return proposed with
        {
            Result = result,
            AcceptedTransferSyntax = result == PresentationContextResult.Accepted ? syntax : null,
            IsScu = proposed.IsScu && roles.Scu,
            IsScp = proposed.IsScp && roles.Scp,
            ExtendedInformation = answer.Extended.GetValueOrDefault(proposed.AbstractSyntax),
        };
    }
}
