using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>
/// An object that came from the network and is in memory. It is never written as it is: what nobody can vouch for is held encrypted,
/// and where there is no key for that, not at all.
/// </summary>
/// <param name="name">What the result calls it. It holds neither an original UID nor any other value: for example <c>STORE 3/17</c>, the seventeenth object of the third association.</param>
/// <param name="open">
/// Opens the object, with <see cref="DicomReadOptions.KeepPartial"/> where it can, so that a damaged object can be held too: its
/// <see cref="DicomFile.Failure"/> makes it Damaged. Called once.
/// </param>
/// <param name="isAcknowledged">True when the sender is told that the object is kept: then the copy is on the disk before the result is known.</param>
public sealed class MemoryInput(string name, Func<DicomFile> open, bool isAcknowledged = false) : AnonymiseInput(name, string.Empty)
{
    internal override bool RequiresPolicy => true;

    internal override bool IsDurable => isAcknowledged;

    /// <summary>There are no folders that could be kept.</summary>
    internal override OutputLayout DefaultLayout => OutputLayout.Uid;

    internal override DicomFile Open()
    {
        try
        {
            return open();
        }
        catch (DicomParseException error) when (error.ErrorId == DicomParseException.NotDicom)
        {
            // Somebody sent it as an object: it is no other kind of file, which could be passed over.
            throw new DicomParseException(DicomParseException.ParseError, error.Offset, "no element can be read");
        }
    }

    internal override AnonymiseResult Quarantine(AnonymiseResult result, DicomFile? file, QuarantineFolder? folder, CancellationToken stop)
    {
        if (file is null)
        {
            return result with { Message = $"{result.Message} Nothing of it was kept." };
        }

        return folder is { CanHold: true }
            ? folder.Hold(result, file, stop)
            : result with { Message = $"{result.Message} It was not kept: there is no key to encrypt it with.", RecommendedAction = "Give the site's key with -KeyPath, then have the object sent again." };
    }
}
