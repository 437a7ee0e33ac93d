using System.Net;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>What a receiver accepts: verification, and storage in the transfer syntax the peer likes best (PS3.8 9.3.3.2, PS3.4 A, B).</summary>
internal static class Negotiation
{
    /// <summary>Whether the request is rejected as a whole; null when it is not.</summary>
    public static AssociateRejection? Reject(AssociateParameters request, ListenerSettings settings, IPAddress peer)
    {
        if ((request.ProtocolVersion & 1) == 0)
        {
            return AssociateRejection.ProtocolVersionNotSupported;
        }

        if (request.ApplicationContext != AssociateCodec.DicomApplicationContext)
        {
            return AssociateRejection.ApplicationContextNotSupported;
        }

        if (settings.AllowedPeers.Count > 0 && !settings.AllowedPeers.Any(rule => rule.Allows(request.CallingAE, peer)))
        {
            return AssociateRejection.CallingAENotRecognized;
        }

        return settings.AllowAnyCalledAE || request.CalledAE == settings.AETitle ? null : AssociateRejection.CalledAENotRecognized;
    }

    /// <summary>The answer to each proposed context. A requestor that does not want to send finds nobody here who would send to it.</summary>
    public static List<PresentationContext> Answer(AssociateParameters request, ListenerSettings settings) =>
        [.. request.Contexts.Select(context => IsSender(request, context) ? Answer(context, settings) : context with { Result = PresentationContextResult.UserRejection })];

    /// <summary>The roles granted of those proposed: we receive, so the requestor is SCU and nothing else (PS3.7 D.3.3.4.2).</summary>
    public static Dictionary<string, (bool Scu, bool Scp)> Roles(AssociateParameters request, IEnumerable<PresentationContext> answered) =>
        answered.Where(c => c.IsAccepted && request.Roles.ContainsKey(c.AbstractSyntax)).DistinctBy(c => c.AbstractSyntax).ToDictionary(c => c.AbstractSyntax, _ => (true, false), StringComparer.Ordinal);

    private static bool IsSender(AssociateParameters request, PresentationContext context) => !request.Roles.TryGetValue(context.AbstractSyntax, out var roles) || roles.Scu;

    private static PresentationContext Answer(PresentationContext context, ListenerSettings settings)
    {
        if (context.AbstractSyntax != SopClasses.Verification && !IsStorage(context.AbstractSyntax, settings))
        {
            return context with { Result = PresentationContextResult.AbstractSyntaxNotSupported };
        }

        var syntax = context.TransferSyntaxes.FirstOrDefault(uid => DicomTransferSyntax.Find(uid) is not null);
        return syntax is null
            ? context with { Result = PresentationContextResult.TransferSyntaxesNotSupported }
            : context with { Result = PresentationContextResult.Accepted, AcceptedTransferSyntax = syntax };
    }

    private static bool IsStorage(string uid, ListenerSettings settings)
    {
        if (DicomUids.FindSopClass(uid) is { } known)
        {
            // A directory lists patients and files of a medium; it is never sent.
            return known.Keyword != "MediaStorageDirectoryStorage";
        }

        return settings.AllowUnknownSopClasses && DicomUids.Find(uid) is null;
    }
}
