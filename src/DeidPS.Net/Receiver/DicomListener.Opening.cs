using System.Net;
using System.Net.Sockets;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>Opening associations as the acceptor: TLS, negotiation, rejection (PS3.8 9.2.2, states 2 and 3).</summary>
public sealed partial class DicomListener
{
    private async Task<Association?> OpenAsync(OpeningConnection connection, long number, string peer)
    {
        var socket = connection.Socket;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(_settings.AcceptTimeoutSec));
        Stream stream = new WaitingStream(socket, ownsSocket: false, _threads);
        if (_tls is not null)
        {
            stream = await _tls.AcceptAsync(stream, peer, limit.Token).ConfigureAwait(false);
        }

        var transport = new PduTransport(stream, socket);
        Association? association = null;
        try
        {
            using var link = transport.StopWith(limit.Token);
            association = await NegotiateAsync(transport, connection, number, peer).ConfigureAwait(false);
            return association;
        }
        catch (Exception error)
        {
            if (error is PduException)
            {
                // AA-1 (PS3.8 9.2.3): before there is an association nobody but the user can abort, and gives no reason.
                await transport.AbortAsync(0, AbortReason.NotSpecified).ConfigureAwait(false);
            }

            if (NetworkFailure.Describe(error, peer, "an association request", transport.IsLimitPassed, CancellationToken.None) is { } failure)
            {
                throw failure;
            }

            throw;
        }
        finally
        {
            if (association is null)
            {
                await transport.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<Association?> NegotiateAsync(PduTransport transport, OpeningConnection connection, long number, string peer)
    {
        var unit = await AssociateUnit.ReadAsync(transport, PduType.AssociateRequest, PduType.Abort).ConfigureAwait(false);
        if (unit.Type == PduType.Abort)
        {
            throw new PeerAbortException(unit.Body[2], unit.Body[3]);
        }

        var request = AssociateCodec.Decode(unit.Body, isAnswer: false);
        var endPoint = connection.Socket.RemoteEndPoint as IPEndPoint;
        var rejection = Negotiation.Reject(request, _settings, endPoint?.Address ?? IPAddress.None);
        if (rejection is null && Interlocked.Increment(ref _open) > _settings.MaximumAssociations)
        {
            Interlocked.Decrement(ref _open);
            rejection = AssociateRejection.LocalLimitExceeded;
        }

        if (rejection is { } why)
        {
            await transport.RejectAsync(why).ConfigureAwait(false);
            Interlocked.Increment(ref _rejected);
            Raise(new ListenerEvent(ListenerEventKind.Rejected, null, $"A request from {peer} was rejected: {why.Meaning}."));
            return null;
        }

        _waiting.Leave(connection);
        try
        {
            return await AcceptAsync(transport, request, endPoint, number, peer).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref _open);
            throw;
        }
    }

    private async Task<Association> AcceptAsync(PduTransport transport, AssociateParameters request, IPEndPoint? endPoint, long number, string peer)
    {
        var contexts = Negotiation.Answer(request, _settings);
        var answer = new AssociateParameters
        {
            // Both titles are to be returned as they came (PS3.8 9.3.3).
            CalledAE = request.CalledAE,
            CallingAE = request.CallingAE,
            Contexts = contexts,
            Roles = Negotiation.Roles(request, contexts),
            MaximumLength = Association.OwnMaximumLength,
            ImplementationClassUid = DicomImplementation.ClassUid,
            ImplementationVersionName = DicomImplementation.VersionName,

            // One operation at a time, said where it was asked (PS3.7 D.3.3.3.2). Who may send is decided by title, address and certificate:
            // a user name is taken note of, as D.3.3.7.2 wants it where a confirmation is asked for, and gives no right.
            OperationsWindow = request.OperationsWindow is null ? null : (1, 1),
            IsIdentityConfirmed = request.IsConfirmationAskedFor,
        };
        await transport.WriteAsync(AssociateCodec.Encode(answer, isAnswer: true)).ConfigureAwait(false);
        var info = new AssociationInfo
        {
            Number = number,
            CallingAE = request.CallingAE,
            CalledAE = request.CalledAE,
            Peer = endPoint,
            IsSecure = _tls is not null,
            PeerImplementationClassUid = request.ImplementationClassUid,
            PeerImplementationVersionName = request.ImplementationVersionName,
            Started = DateTimeOffset.UtcNow,
        };
        Interlocked.Increment(ref _associations);
        Raise(new ListenerEvent(ListenerEventKind.Accepted, info, $"Association {number} from {peer} was accepted."));
        return new Association(transport, peer, info, contexts, request.MaximumLength)
        {
            TimeoutSec = _settings.IdleTimeoutSec, IdleTimeoutSec = _settings.IdleTimeoutSec, AcceptTimeoutSec = _settings.AcceptTimeoutSec,
        };
    }
}
