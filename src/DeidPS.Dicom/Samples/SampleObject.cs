namespace DeidPS.Dicom;

/// <summary>One object of a sample set.</summary>
public sealed class SampleObject : IDisposable
{
    /// <summary>Where it goes below the destination folder, forward slashes; the folder's name is the Patient ID, as exports have it.</summary>
    public required string RelativePath { get; init; }

    /// <summary>Modality (0008,0060).</summary>
    public required string Modality { get; init; }

    /// <summary>The object itself, made in memory.</summary>
    public required DicomFile File { get; init; }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();
}
