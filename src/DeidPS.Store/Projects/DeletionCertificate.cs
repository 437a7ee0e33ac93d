namespace DeidPS.Store.Projects;

/// <summary>
/// What a deletion took, for the file on information governance (workflow section 14): counts and hashes, nothing that names anybody. Kept in the catalogue
/// after the data are gone.
/// </summary>
public sealed record DeletionCertificate
{
    /// <summary>Its id, which the audit trail names.</summary>
    public required string Id { get; init; }

    /// <summary>The project.</summary>
    public required string Project { get; init; }

    /// <summary>What was deleted.</summary>
    public required DeletionScope Scope { get; init; }

    /// <summary>When the last of it was gone.</summary>
    public DateTimeOffset Issued { get; init; }

    /// <summary>Archived sessions.</summary>
    public long Sessions { get; init; }

    /// <summary>Their instances.</summary>
    public long Instances { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Entries of the prearchive that waited for the project.</summary>
    public long Entries { get; init; }

    /// <summary>Their instances.</summary>
    public long EntryInstances { get; init; }

    /// <summary>Encrypted originals that were held back of those sessions and entries.</summary>
    public long Held { get; init; }

    /// <summary>
    /// SHA-256 over the manifests of the sessions, one after the other: of the hash so far and the hash of the next <c>session.json</c>, each as 64
    /// hexadecimal digits; 64 zeros at the beginning. Who has a backup of the manifests can make it again.
    /// </summary>
    public string Manifests { get; init; } = new('0', 64);
}
