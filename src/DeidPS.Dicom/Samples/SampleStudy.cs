namespace DeidPS.Dicom;

/// <summary>
/// A small synthetic set of studies with invented people, so that a policy can be tried without a patient: CT, MR, US
/// multi-frame, CR, PET, SR and a secondary capture, in several transfer syntaxes and character sets, with nested sequences,
/// private blocks and, in the ultrasound, burnt-in text.
/// </summary>
/// <remarks>The same seed, number and modalities give the same bytes on any machine.</remarks>
public sealed class SampleStudy : IDisposable
{
    private static readonly (string Modality, Func<SampleContext, IEnumerable<SampleObject>> Make)[] s_makers =
    [
        ("CT", SampleComputedTomography.Make),
        ("SR", SampleReport.Make),
        ("SC", SampleCapture.Make),
        ("MR", SampleMagneticResonance.Make),
        ("US", SampleUltrasound.Make),
        ("CR", SampleRadiograph.Make),
        ("PT", SamplePositronEmission.Make),
    ];

    private SampleStudy(IReadOnlyList<SampleObject> objects, IReadOnlyList<string> identifiers)
    {
        Objects = objects;
        Identifiers = identifiers;
    }

    /// <summary>What can be asked for: Modality values, and SC for the secondary capture, whose Modality is OT.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. s_makers.Select(m => m.Modality)];

    /// <summary>The objects, in the order of <see cref="Kinds"/>.</summary>
    public IReadOnlyList<SampleObject> Objects { get; }

    /// <summary>
    /// Every planted text that tells who or where: parts of names, numbers, addresses, telephone numbers, institutions. None may
    /// be left in an object that was de-identified. Dates and UIDs stand in <see cref="Dates"/> and <see cref="Uids"/>.
    /// </summary>
    public IReadOnlyList<string> Identifiers { get; }

    /// <summary>All date and date-time values (DA, DT) of the objects, each once.</summary>
    public IReadOnlyList<string> Dates => Collect(DicomVR.DA, DicomVR.DT);

    /// <summary>All instance UIDs the objects invent, each once; the standard's own UIDs are not among them.</summary>
    public IReadOnlyList<string> Uids => [.. Collect(DicomVR.UI).Where(uid => uid.StartsWith("2.25.", StringComparison.Ordinal))];

    /// <summary>Makes one set.</summary>
    /// <param name="seed">Any number; another one gives other people, numbers, dates and UIDs.</param>
    /// <param name="number">Which set of a run, from 1: other people, studies, numbers and UIDs for each.</param>
    /// <param name="kinds">A subset of <see cref="Kinds"/>, in any case; null or empty for all.</param>
    /// <exception cref="ArgumentException">A kind that is not one of <see cref="Kinds"/>.</exception>
    public static SampleStudy Create(int seed, int number = 1, IReadOnlyCollection<string>? kinds = null)
    {
        foreach (var kind in kinds ?? [])
        {
            if (!Kinds.Contains(kind, StringComparer.OrdinalIgnoreCase))
            {
                throw new ArgumentException("A kind of object that no sample exists of.", nameof(kinds));
            }
        }

        var context = new SampleContext(seed, number);
        var objects = s_makers
            .Where(m => kinds is not { Count: > 0 } || kinds.Contains(m.Modality, StringComparer.OrdinalIgnoreCase))
            .SelectMany(m => m.Make(context)).ToList();
        return new SampleStudy(objects, [.. context.Identifiers]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var item in Objects)
        {
            item.Dispose();
        }
    }

    private List<string> Collect(params DicomVR[] vrs)
    {
        var found = new List<string>();
        foreach (var item in Objects)
        {
            Walk(item.File.Dataset);
        }

        return [.. found.Distinct(StringComparer.Ordinal)];

        void Walk(DicomDataset dataset)
        {
            foreach (var element in dataset)
            {
                if (vrs.Contains(element.VR))
                {
                    found.AddRange(element.Values.Where(v => v.Length > 0));
                }

                foreach (var item in element.Items)
                {
                    Walk(item);
                }
            }
        }
    }
}
