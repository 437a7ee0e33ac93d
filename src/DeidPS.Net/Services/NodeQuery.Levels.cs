using System.Runtime.CompilerServices;
using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>The way from level to level, as a hierarchical query has to go it (PS3.4 C.4.1.1.3.1), and the steps after a miss.</summary>
public sealed partial class NodeQuery
{
    private static readonly DicomTag[] s_patientTags =
        [QueryKeys.PatientName, RetrieveIdentifier.PatientId, QueryKeys.IssuerOfPatientId, QueryKeys.PatientBirthDate, QueryKeys.PatientSex];

    /// <summary>Answers at the level of studies or below.</summary>
    private async IAsyncEnumerable<QueryAnswer> LevelAsync(QueryFilter filter, QueryLevel level, Func<bool>? isEnough, [EnumeratorCancellation] CancellationToken stop)
    {
        if (level == QueryLevel.Study || (_options.IsRelational && Fallback is null))
        {
            await foreach (var answer in (level == QueryLevel.Study ? StudiesAsync(filter, isEnough, stop) : AnswersAsync(filter, level, null, isEnough, stop)).ConfigureAwait(false))
            {
                yield return answer;
            }

            yield break;
        }

        // The answers above are read to their end first: an association carries one request at a time.
        var above = await ListAsync(LevelAsync(filter, level - 1, null, stop)).ConfigureAwait(false);
        foreach (var parent in above)
        {
            if (isEnough?.Invoke() == true)
            {
                yield break;
            }

            if (Below(filter, level, parent) is { } below)
            {
                await foreach (var answer in AnswersAsync(below, level, parent, isEnough, stop).ConfigureAwait(false))
                {
                    yield return answer;
                }
            }
        }
    }

    /// <summary>The query within an answer of the level above; null when that answer has no UID to ask by.</summary>
    private QueryFilter? Below(QueryFilter filter, QueryLevel level, QueryAnswer parent)
    {
        if (parent.GetText(RetrieveIdentifier.Study) is not { Length: > 0 } study)
        {
            return null;
        }

        var within = new QueryFilter
        {
            PatientID = node.Model == QueryModel.PatientRoot ? parent.GetText(RetrieveIdentifier.PatientId) : null,
            StudyInstanceUID = [study],
            Modality = filter.Modality,
            SeriesInstanceUID = level == QueryLevel.Series ? filter.SeriesInstanceUID : parent.GetText(RetrieveIdentifier.Series),
            SOPInstanceUID = filter.SOPInstanceUID,
            ReturnTags = filter.ReturnTags,
        };
        return level == QueryLevel.Image && string.IsNullOrEmpty(within.SeriesInstanceUID) ? null : within;
    }

    /// <summary>Studies; after a miss by the other spellings of the accession number, then by patient and date.</summary>
    private async IAsyncEnumerable<QueryAnswer> StudiesAsync(QueryFilter filter, Func<bool>? isEnough, [EnumeratorCancellation] CancellationToken stop)
    {
        var count = 0;
        await foreach (var answer in PlainStudiesAsync(filter, isEnough, stop).ConfigureAwait(false))
        {
            count++;
            yield return answer;
        }

        if (count > 0 || Fallback is null)
        {
            yield break;
        }

        foreach (var (step, filters) in Fallback.Steps(filter))
        {
            var found = new List<QueryAnswer>();
            foreach (var other in filters)
            {
                found.AddRange(await ListAsync(PlainStudiesAsync(other, null, stop)).ConfigureAwait(false));
            }

            found = [.. found.DistinctBy(a => a.GetText(RetrieveIdentifier.Study) is { Length: > 0 } uid ? uid : (object)a)];
            foreach (var answer in found)
            {
                yield return answer.FoundBy(step, found.Count > 1 || !HasModality(answer, filter.Modality));
            }

            if (found.Count > 0)
            {
                yield break;
            }
        }
    }

    /// <summary>Studies by one query, or in Patient Root patient by patient unless the node agrees to relational queries.</summary>
    private async IAsyncEnumerable<QueryAnswer> PlainStudiesAsync(QueryFilter filter, Func<bool>? isEnough, [EnumeratorCancellation] CancellationToken stop)
    {
        if (node.Model == QueryModel.StudyRoot || _options.IsRelational)
        {
            await foreach (var answer in AnswersAsync(filter, QueryLevel.Study, null, isEnough, stop).ConfigureAwait(false))
            {
                yield return answer;
            }

            yield break;
        }

        if (!filter.NamesPatient)
        {
            throw new DimseException("DicomValueInvalid", $"{node} is registered for Patient Root, which finds studies by their patient only.", "Give -PatientId or -PatientName, or register the node with -Model StudyRoot or -UseRelationalQueries.");
        }

        foreach (var patient in await ListAsync(AnswersAsync(filter, QueryLevel.Patient, null, null, stop)).ConfigureAwait(false))
        {
            if (isEnough?.Invoke() == true)
            {
                yield break;
            }

            var within = filter with { PatientID = patient.GetText(RetrieveIdentifier.PatientId), PatientName = null, PatientBirthDate = null };
            await foreach (var answer in AnswersAsync(within, QueryLevel.Study, patient, isEnough, stop).ConfigureAwait(false))
            {
                yield return answer;
            }
        }
    }

    /// <summary>Patients by keys of their studies, which no query of patients matches.</summary>
    private async IAsyncEnumerable<QueryAnswer> PatientsOfStudiesAsync(QueryFilter filter, [EnumeratorCancellation] CancellationToken stop)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var study in await ListAsync(StudiesAsync(filter, null, stop)).ConfigureAwait(false))
        {
            if (PatientKey(study.GetText(RetrieveIdentifier.PatientId), study.GetText(QueryKeys.IssuerOfPatientId)) is { Length: > 0 } key && !seen.Add(key))
            {
                continue;
            }

            yield return new QueryAnswer(study.ToDataset(s_patientTags)) { Step = study.Step, NeedsReview = study.NeedsReview };
        }
    }

    /// <summary>True when a series of the study has the modality.</summary>
    private async Task<bool> HasSeriesAsync(QueryAnswer study, QueryFilter filter, CancellationToken stop) =>
        Below(filter with { SeriesInstanceUID = null, SOPInstanceUID = null }, QueryLevel.Series, study) is { } within
        && (await ListAsync(AnswersAsync(within, QueryLevel.Series, study, null, stop)).ConfigureAwait(false)).Count > 0;

    private static bool HasModality(QueryAnswer answer, string? modality) =>
        modality is not null && answer.Find(QueryKeys.ModalitiesInStudy)?.Values.Any(v => QueryCheck.Matches(modality, v)) == true;

    private static async Task<List<QueryAnswer>> ListAsync(IAsyncEnumerable<QueryAnswer> answers)
    {
        var list = new List<QueryAnswer>();
        await foreach (var answer in answers.ConfigureAwait(false))
        {
            list.Add(answer);
        }

        return list;
    }
}
