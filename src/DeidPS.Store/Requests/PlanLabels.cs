using System.Globalization;
using System.Text.RegularExpressions;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Requests;

/// <summary>
/// Gives labels where a plan has none (C7): the next <c>subjNNN</c> of the project, the same for the same patient, and <c>subject_NNN</c> for its sessions in the order of their dates.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="project">The project.</param>
/// <param name="batch">The plan.</param>
internal sealed partial class PlanLabels(DeidStore store, string project, string batch)
{
    /// <summary>Studies of one transaction.</summary>
    private const int ChunkSize = 200;

    private readonly Dictionary<string, string> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nextSession = new(StringComparer.Ordinal);
    private SiteSettings _settings = new();
    private int? _nextSubject;

    /// <summary>Gives labels.</summary>
    /// <param name="studies">The studies that lack one.</param>
    /// <param name="stop">Stops.</param>
    public void Assign(IReadOnlyList<UnlabelledStudy> studies, CancellationToken stop)
    {
        if (studies.Count == 0)
        {
            return;
        }

        _settings = store.Settings();
        var labelled = new List<(UnlabelledStudy Study, string Subject)>(studies.Count);
        InChunks(
            studies.OrderBy(s => s.Line).ThenBy(s => s.Part),
            (tx, study) =>
            {
                labelled.Add((study, study.Subject ?? SubjectOf(tx, study.PatientKey)));
                Write(tx, study.Id, labelled[^1].Subject, study.Session);
            },
            stop);
        InChunks(
            labelled.Where(s => s.Study.Session is null).OrderBy(s => s.Subject, StringComparer.Ordinal).ThenBy(s => s.Study.Order, StringComparer.Ordinal),
            (tx, one) => Write(tx, one.Study.Id, one.Subject, SessionOf(tx, one.Subject)),
            stop);
    }

    /// <summary>Others get their turn between chunks: a plan counts once it is whole.</summary>
    private void InChunks<T>(IEnumerable<T> items, Action<CatalogTransaction, T> label, CancellationToken stop)
    {
        foreach (var some in items.Chunk(ChunkSize))
        {
            stop.ThrowIfCancellationRequested();
            store.Write(tx =>
            {
                // Another plan may have taken numbers meanwhile.
                _nextSubject = null;
                foreach (var item in some)
                {
                    label(tx, item);
                }
            });
        }
    }

    private static void Write(CatalogTransaction tx, string id, string subject, string? session) => tx.Execute(
        "update request set subject = @subject, subjectfolded = @SubjectFolded, session = @session, sessionfolded = @SessionFolded where id = @id",
        new { id, subject, SubjectFolded = ProjectBook.Fold(subject), session, SessionFolded = session is null ? null : ProjectBook.Fold(session) });

    /// <summary>What the patient is called in the project, in what was requested for it, or in this plan; else the next number.</summary>
    private string SubjectOf(CatalogTransaction tx, string patientKey)
    {
        if (_subjects.TryGetValue(patientKey, out var known))
        {
            return known;
        }

        var place = new { project, patientKey, batch };
        var found = tx.Query<string>("select label from subject where project = @project and patientkey = @patientKey order by created limit 1", place)
            .Concat(tx.Query<string>($"select subject from request where project = @project and patientkey = @patientKey and subject is not null and (batch = @batch or state not in ('Blocked', 'Cancelled')) order by batch, line, part limit 1", place))
            .FirstOrDefault() ?? NextSubject(tx);
        return _subjects[patientKey] = found;
    }

    private string NextSubject(CatalogTransaction tx)
    {
        _nextSubject ??= 1 + tx.Query<string>("select distinct label from subject where project = @project union select distinct subject from request where project = @project and subject is not null union select distinct subject from entry where project = @project", new { project })
            .Select(label => SubjectNumber().Match(label)).Where(m => m.Success && int.TryParse(m.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(m => int.Parse(m.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        while (true)
        {
            var label = FormattableString.Invariant($"subj{_nextSubject++:000}");

            // The label that pushed data come with is one that nobody chose.
            if (!_settings.IsPushedLabel(label, string.Empty))
            {
                return label;
            }
        }
    }

    private string SessionOf(CatalogTransaction tx, string subject)
    {
        var number = _nextSession.GetValueOrDefault(subject, 1);
        while (true)
        {
            var suffix = FormattableString.Invariant($"_{number++:000}");
            var label = subject[..Math.Min(subject.Length, LabelRules.Longest - suffix.Length)] + suffix;
            var place = new { project, Folded = ProjectBook.Fold(label) };
            if (tx.Number("select (select count(*) from session where project = @project and folded = @Folded) + (select count(*) from request where project = @project and sessionfolded = @Folded) + (select count(*) from entry where project = @project and upper(session) = @Folded)", place) == 0
                && !ShareBook.IsTaken(tx, store, project, label))
            {
                _nextSession[subject] = number;
                return label;
            }
        }
    }

    [GeneratedRegex("^subj([0-9]{1,9})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex SubjectNumber();
}
