using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>An object that was held encrypted (<see cref="HeldFile"/>). It is decrypted in memory only; held again, it stays where it is.</summary>
/// <param name="path">Its full path.</param>
/// <param name="relativeFolder">Its folder below the input root; empty for none.</param>
/// <param name="key">The site's key; null when the run has none, and then it cannot be read.</param>
public sealed class HeldInput(string path, string relativeFolder, DeidKey? key) : AnonymiseInput(path, relativeFolder)
{
    internal override bool RequiresPolicy => true;

    internal override DicomFile Open() => HeldFile.Open(Name, key);

    internal override AnonymiseResult Quarantine(AnonymiseResult result, DicomFile? file, QuarantineFolder? folder, CancellationToken stop) =>
        result with { QuarantinePath = Name };
}
