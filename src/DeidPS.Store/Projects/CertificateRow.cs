using System.Text.Json;
using DeidPS.Store.Catalog;

namespace DeidPS.Store.Projects;

/// <summary>A row of the table of certificates. While the deletion is under way, issued is 0 and the content counts what went so far.</summary>
internal sealed class CertificateRow
{
    public string Id { get; init; } = string.Empty;

    public string Content { get; init; } = string.Empty;

    /// <summary>Writes a certificate anew.</summary>
    /// <param name="tx">The transaction that also deletes what is counted.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="subject">The subject whose deletion is under way, folded; null for none, and always null once it is issued.</param>
    public static void Write(CatalogTransaction tx, DeletionCertificate certificate, string? subject) => tx.Execute(
        "insert into certificate (id, project, scope, issued, content) values (@Id, @Project, @Scope, @Issued, @Content) on conflict (id) do update set scope = @Scope, issued = @Issued, content = @Content",
        new
        {
            certificate.Id, certificate.Project, Scope = subject is null ? certificate.Scope.ToString() : $"{certificate.Scope} {subject}", Issued = certificate.Issued == default ? 0 : certificate.Issued.ToUnixTimeMilliseconds(),
            Content = JsonSerializer.Serialize(certificate, CertificateContext.Default.DeletionCertificate),
        });

    /// <summary>The certificate of a deletion that is under way; null when none is.</summary>
    public static DeletionCertificate? Pending(CatalogTransaction tx, string project, DeletionScope scope, string? subject) => tx.Find<CertificateRow>(
        "select id, content from certificate where project = @project and scope = @Scope and issued = 0", new { project, Scope = subject is null ? scope.ToString() : $"{scope} {subject}" })?.Parse();

    /// <summary>A certificate by id.</summary>
    public static DeletionCertificate Load(CatalogTransaction tx, string id) => tx.Find<CertificateRow>("select id, content from certificate where id = @id", new { id })!.Parse();

    /// <summary>The certificate.</summary>
    public DeletionCertificate Parse() => JsonSerializer.Deserialize(Content, CertificateContext.Default.DeletionCertificate)!;
}
