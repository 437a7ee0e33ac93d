using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>One object on its way into the walk: where it comes from, and where it goes when nobody can vouch for it.</summary>
public abstract class AnonymiseInput
{
    private protected AnonymiseInput(string name, string relativeFolder)
    {
        Name = name;
        RelativeFolder = relativeFolder;
    }

    /// <summary>What the result calls its source: a full path, or a name that holds no value of the object.</summary>
    public string Name { get; }

    /// <summary>The folder below the input root; empty for none.</summary>
    public string RelativeFolder { get; }

    /// <summary>True when the object is on no disk as it is, or only encrypted, and must not get there: a run whose policies do nothing holds it back.</summary>
    internal virtual bool RequiresPolicy => false;

    /// <summary>True when somebody is told that the object is kept once it is written: it is on the disk by then, whatever the run says.</summary>
    internal virtual bool IsDurable => false;

    /// <summary>How output folders are laid out unless the run says.</summary>
    internal virtual OutputLayout DefaultLayout => OutputLayout.Relative;

    /// <summary>Reads the object's header. Called once; the walk disposes what it gets.</summary>
    /// <exception cref="DicomParseException">It cannot be read.</exception>
    internal abstract DicomFile Open();

    /// <summary>Sees to it that an object which is not released is not lost.</summary>
    /// <param name="result">Why it is not released.</param>
    /// <param name="file">The object, changed by the policies as it may be; null when it could not be opened.</param>
    /// <param name="folder">Where quarantined objects of the run go; null when it has no such folder.</param>
    /// <param name="stop">Stops between blocks; nothing is left behind.</param>
    /// <returns>The result, with the path at which the object lies now.</returns>
    internal abstract AnonymiseResult Quarantine(AnonymiseResult result, DicomFile? file, QuarantineFolder? folder, CancellationToken stop);
}
