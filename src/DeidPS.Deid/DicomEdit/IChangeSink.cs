using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit;

/// <summary>Hears of every element a script changes. Called from the thread that applies the script.</summary>
public interface IChangeSink
{
    /// <summary>One change.</summary>
    /// <param name="action">What happened.</param>
    /// <param name="dataset">The data set or item the element stands or stood in.</param>
    /// <param name="tag">The element.</param>
    /// <param name="before">The element as it was; null when it was added.</param>
    /// <param name="after">The element as it is; null when it was removed.</param>
    void Record(ChangeAction action, DicomDataset dataset, DicomTag tag, DicomElement? before, DicomElement? after);
}
