using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Ingest;

/// <summary>What filters of series leave out, by what an object says before any policy changed it.</summary>
internal static class LeftOut
{
    /// <summary>The result for an object that a filter leaves out; null when it is wanted. Of one that cannot be read to its end only what is there counts.</summary>
    /// <param name="filters">The filters that hold for it.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="file">The object.</param>
    public static AnonymiseResult? Of(IReadOnlyList<SeriesFilter> filters, string name, DicomFile file) =>
        SeriesFilter.LeftOutBy(filters, file.Dataset, isPlan: file.Failure is not null) is not var (filter, rule)
            ? null
            : new AnonymiseResult
            {
                Source = name, Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.SeriesFilter, Message = $"The series filter '{filter}' leaves it out: {rule}.", SOPClassUID = file.Dataset.GetText(DicomTags.SOPClassUID), Policies = [],
            };
}
