using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>Identifiers of queries: the keys of each level, all of them to be returned (PS3.4 C.6.1.1, C.6.2.1).</summary>
internal static class QueryKeys
{
    public static readonly DicomTag PatientName = new(0x00100010);
    public static readonly DicomTag IssuerOfPatientId = new(0x00100021);
    public static readonly DicomTag PatientBirthDate = new(0x00100030);
    public static readonly DicomTag PatientSex = new(0x00100040);
    public static readonly DicomTag StudyDate = new(0x00080020);
    public static readonly DicomTag StudyTime = new(0x00080030);
    public static readonly DicomTag AccessionNumber = new(0x00080050);
    public static readonly DicomTag ModalitiesInStudy = new(0x00080061);
    public static readonly DicomTag StudyDescription = new(0x00081030);

    private static readonly DicomTag s_timezone = new(0x00080201);

    /// <summary>Numbers of related studies, series and instances.</summary>
    private static readonly DicomTag[] s_patientKeys = [PatientSex, IssuerOfPatientId];
    private static readonly DicomTag[] s_patientCounts = [new(0x00201200), new(0x00201202), new(0x00201204)];

    /// <summary>Retrieve AE title, institution, numbers of series and instances.</summary>
    private static readonly DicomTag[] s_studyKeys = [new(0x00080054), new(0x00080080), new(0x00201206), new(0x00201208)];

    /// <summary>Description, number, number of instances.</summary>
    private static readonly DicomTag[] s_seriesKeys = [DicomTags.SeriesDescription, new(0x00200011), RetrieveIdentifier.SeriesInstances];

    /// <summary>The identifier of a request.</summary>
    /// <param name="part">Its keys; unique keys of the levels above are in its filter.</param>
    /// <param name="level">The level.</param>
    /// <param name="model">The information model.</param>
    /// <param name="options">What was agreed on.</param>
    /// <param name="zone">Offset from UTC of the dates and times asked for.</param>
    public static DicomDataset Identifier(QueryPart part, QueryLevel level, QueryModel model, QueryOptions options, TimeSpan zone)
    {
        var identifier = new DicomDataset();
        if (part.Repertoire.Length > 0)
        {
            identifier.SetText(DicomTags.SpecificCharacterSet, part.Repertoire);
        }

        identifier.SetText(RetrieveIdentifier.QueryRetrieveLevel, level.ToString().ToUpperInvariant());
        if (options.IsTimezone)
        {
            identifier.SetText(s_timezone, FormattableString.Invariant($"{(zone < TimeSpan.Zero ? '-' : '+')}{zone:hhmm}"));
        }

        // In a hierarchical query a level is asked for by its own keys and the unique keys above it (PS3.4 C.4.1.1.3.1); in Study Root the patient belongs to the study.
        Patient(identifier, part, isWhole: options.IsRelational || level == QueryLevel.Patient || (level == QueryLevel.Study && model == QueryModel.StudyRoot), model);
        if (level == QueryLevel.Patient)
        {
            Ask(identifier, s_patientCounts);
        }
        else
        {
            Study(identifier, part, level, isWhole: options.IsRelational || level == QueryLevel.Study);
            Lower(identifier, part.Filter, level, options.IsRelational);
        }

        Ask(identifier, part.Filter.ReturnTags);
        return identifier;
    }

    private static void Patient(DicomDataset identifier, QueryPart part, bool isWhole, QueryModel model)
    {
        if (isWhole || model == QueryModel.PatientRoot)
        {
            identifier.SetText(RetrieveIdentifier.PatientId, part.Filter.PatientID ?? string.Empty);
        }

        if (isWhole)
        {
            identifier.SetText(PatientName, part.Name ?? string.Empty);
            SetRange(identifier, PatientBirthDate, DicomVR.DA, part.Filter.PatientBirthDate?.ToQueryValue());
            Ask(identifier, s_patientKeys);
        }
    }

    private static void Study(DicomDataset identifier, QueryPart part, QueryLevel level, bool isWhole)
    {
        var filter = part.Filter;
        identifier.SetText(RetrieveIdentifier.Study, string.Join('\\', filter.StudyInstanceUID));
        if (isWhole)
        {
            SetRange(identifier, StudyDate, DicomVR.DA, filter.StudyDate?.ToQueryValue());
            SetRange(identifier, StudyTime, DicomVR.TM, part.TimeKey);
            identifier.SetText(AccessionNumber, filter.AccessionNumber ?? string.Empty);
            identifier.SetText(ModalitiesInStudy, level == QueryLevel.Study ? filter.Modality ?? string.Empty : string.Empty);
            identifier.SetText(StudyDescription, filter.StudyDescription ?? string.Empty);
            Ask(identifier, s_studyKeys);
        }
    }

    private static void Lower(DicomDataset identifier, QueryFilter filter, QueryLevel level, bool isRelational)
    {
        if (level is QueryLevel.Series or QueryLevel.Image)
        {
            identifier.SetText(RetrieveIdentifier.Series, filter.SeriesInstanceUID ?? string.Empty);
            if (level == QueryLevel.Series || isRelational)
            {
                identifier.SetText(DicomTags.Modality, filter.Modality ?? string.Empty);
                Ask(identifier, s_seriesKeys);
            }
        }

        if (level == QueryLevel.Image)
        {
            identifier.SetText(RetrieveIdentifier.SopInstance, filter.SOPInstanceUID ?? string.Empty);
            Ask(identifier, [RetrieveIdentifier.SopClass, new DicomTag(0x00200013)]);
        }
    }

    /// <summary>Asks for attributes to be returned; what a node does not know it leaves out (PS3.4 C.2.2.1.3).</summary>
    private static void Ask(DicomDataset identifier, IReadOnlyList<DicomTag> tags)
    {
        foreach (var tag in tags.Where(tag => !identifier.Contains(tag)))
        {
            var vr = identifier.VRFor(tag);
            identifier.Set(vr == DicomVR.SQ ? DicomElement.CreateSequence(tag) : DicomElement.Create(tag, vr, ReadOnlyMemory<byte>.Empty));
        }
    }

    /// <summary>A range is no value of its VR, so it is written as it stands, padded to even length.</summary>
    private static void SetRange(DicomDataset identifier, DicomTag tag, DicomVR vr, string? range)
    {
        var text = range ?? string.Empty;
        identifier.Set(DicomElement.Create(tag, vr, System.Text.Encoding.ASCII.GetBytes(text.Length % 2 == 0 ? text : text + " ")));
    }
}
