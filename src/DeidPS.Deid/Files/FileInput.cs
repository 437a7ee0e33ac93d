using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>A file on the disk. It is quarantined as a copy, since the original stays where it is.</summary>
/// <param name="path">Its full path.</param>
/// <param name="relativeFolder">Its folder below the input root; empty for none.</param>
public sealed class FileInput(string path, string relativeFolder) : AnonymiseInput(path, relativeFolder)
{
    internal override DicomFile Open() => DicomFile.Open(Name);

    internal override AnonymiseResult Quarantine(AnonymiseResult result, DicomFile? file, QuarantineFolder? folder, CancellationToken stop) =>
        folder is null ? result : folder.Add(result, stop);
}
