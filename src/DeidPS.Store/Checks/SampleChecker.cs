using System.Text.RegularExpressions;
using DeidPS.Deid.Pixels;
using DeidPS.Deid.Proof;
using DeidPS.Deid.Proof.Report;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Store.Access;
using DeidPS.Store.Audit;
using DeidPS.Store.Catalog;
using DeidPS.Store.Lookup;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Checks;

/// <summary>Checks a sample of what a project holds (workflow section 15, D2 to D7), in the name of the store's caller, and records what it found.</summary>
/// <param name="store">The store.</param>
/// <param name="request">Which, and how.</param>
/// <param name="key">The site's key, for the look-up table and for the seals of objects; null where that is not asked for.</param>
public sealed class SampleChecker(DeidStore store, SampleRequest request, DeidKey? key)
{
    /// <summary>Pictures of a series into which text may be burnt; of another one is made.</summary>
    private const int MostPictures = 3;

    /// <summary>Modalities into whose pictures machines write.</summary>
    private static readonly string[] s_written = ["US", "IVUS", "OT", "SC", "XC", "ES", "RF", "XA"];

    private readonly IReadOnlyList<Regex> _patterns = [.. request.Patterns.Select(Compile)];

    /// <summary>Told how many instances of how many are done; null for nobody.</summary>
    public Action<int, int>? OnProgress { get; init; }

    /// <summary>Chooses what is checked: spread evenly from the first to the last, the same each time while nothing comes or goes.</summary>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied; StoreValueInvalid without a reason where one is needed.</exception>
    public IReadOnlyList<SampleItem> Choose() => store.Read(tx =>
    {
        var project = Demand(tx);
        if (request.Entry is not null)
        {
            return [new SampleItem(ReviewBook.EntryOf(tx, project, request.Entry), true)];
        }

        if (request.Session is not null)
        {
            return [new SampleItem(SessionBook.Find(tx, store, new AccessRequest { Action = StoreAction.CheckData, Project = project }, request.Session).Id, false)];
        }

        var all = SampleItem.In(tx, project, request.IsPrearchive);
        var chosen = (request.PerModality ? all.GroupBy(a => a.Group).Select(g => g.Select(a => a.Item)) : [all.Select(a => a.Item)]).SelectMany(g => Spread([.. g.Distinct()])).ToHashSet();
        return (IReadOnlyList<SampleItem>)[.. all.Select(a => a.Item).Distinct().Where(chosen.Contains)];
    });

    /// <summary>Checks one.</summary>
    /// <param name="item">One of <see cref="Choose"/>.</param>
    /// <param name="stop">Stops between instances; nothing is recorded then.</param>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied, StoreBusy.</exception>
    public SampleResult Check(SampleItem item, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(item);
        var (row, files, groups) = store.Read(tx =>
        {
            Demand(tx);
            return (Row(tx, item), item.FilesOf(tx), item.IsEntry ? MachineGroup.OfEntry(tx, item.Id) : MachineGroup.OfSession(tx, item.Id));
        });
        var check = new DataCheck(new DataCheckOptions { Known = request.WithKnownValues ? Known(row) : null, OwnPatterns = _patterns, FaceModalities = request.FaceModalities, KeepValues = request.WithValues, Keys = key is null ? [] : [key, key.ForProject(row.Project)] });
        var (index, series) = Look(item, row, store.Layout.Full(files.Folder), check, stop);
        var sample = new DeidSample
        {
            Project = row.Project, Entry = item.IsEntry ? item.Id : null, Subject = row.Subject, Session = row.Session, Modalities = index.Modalities, Manufacturers = [.. groups.Select(g => g.Manufacturer).Distinct(StringComparer.Ordinal)],
            State = StateOf(check.Findings), Instances = index.Objects.Count, Series = series.Count, Shown = series.Count(s => s.Pictures.Any(p => p.Note.Length == 0)), Findings = check.Findings, IsRecorded = request.IsRecorded,
        };
        return new SampleResult(store.Write(tx => Record(tx, item, files, sample)), request.WithPictures ? series : []);
    }

    /// <summary>What findings say together.</summary>
    internal static CheckState StateOf(IReadOnlyList<DataFinding> findings) =>
        findings.Any(f => f.Severity == DataSeverity.High) ? CheckState.Failed
        : findings.Any(f => f.Severity == DataSeverity.Medium && DataCheck.IsAboutPixels(f.Rule)) ? CheckState.NeedsCleaning
        : findings.Any(f => f.Severity == DataSeverity.Medium) ? CheckState.Unchecked
        : CheckState.Passed;

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new StoreException(StoreException.StoreValueInvalid, "A pattern is no regular expression, or one that looks ahead, behind or back.", @"Write it as in RJ\d{6,}.");
        }
    }

    private IEnumerable<SampleItem> Spread(IReadOnlyList<SampleItem> items) =>
        Enumerable.Range(0, Math.Min(request.SampleSize, items.Count)).Select(i => items[(int)((long)i * items.Count / Math.Min(request.SampleSize, items.Count))]);

    /// <summary>Checking is allowed, pictures of what is archived are for readers, and values of the source for data managers.</summary>
    private string Demand(CatalogTransaction tx)
    {
        var project = new ReviewBook(store).Allowed(tx, request.Project, StoreAction.CheckData);
        if (request.WithPictures && request.Entry is null && !request.IsPrearchive)
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.ReadSessions, Project = project });
        }

        if (request.WithKnownValues || request.WithValues)
        {
            store.Demand(tx, new AccessRequest { Action = StoreAction.SeeIdentifiers, Project = project });
            if (string.IsNullOrWhiteSpace(request.Reason))
            {
                throw new StoreException(StoreException.StoreValueInvalid, "Using or showing values of the source needs a reason.", "Give -Reason.");
            }
        }

        return project;
    }

    private static ReviewRow Row(CatalogTransaction tx, SampleItem item) =>
        ReviewRow.Of(tx, item) ?? throw new StoreException(StoreException.StoreItemNotFound, $"{item.Id} is not there any more.", "Get-DeidReview lists what there is.");

    /// <summary>What the look-up table knows of the study; each look is on record there.</summary>
    private OriginalIdentifiers Known(ReviewRow row)
    {
        var known = new OriginalIdentifiers();
        var table = new LookupBook(store, key ?? throw new StoreException(StoreException.KeyMismatch, "The look-up table cannot be read without the site's key.", "Give -KeyPath."));
        foreach (var original in table.Find(new LookupRequest { Project = row.Project, Entry = row.IsEntry == 1 ? row.Id : null, Session = row.Session, Reason = request.Reason! }))
        {
            var dataset = new DicomDataset();
            foreach (var (tag, vr, text) in ((uint, DicomVR, string?)[])[(0x00100020, DicomVR.LO, original.PatientID), (0x00080050, DicomVR.SH, original.AccessionNumber), (0x0020000D, DicomVR.UI, original.StudyInstanceUID)])
            {
                if (text is not null)
                {
                    dataset.SetText(new DicomTag(tag), text, vr);
                }
            }

            using var file = DicomFile.Create(dataset, DicomTransferSyntax.ExplicitLittleEndian);
            known.Add(file);
        }

        return known;
    }

    /// <summary>Looks at every instance, and at frames of every series.</summary>
    private (ObjectIndex Index, IReadOnlyList<ContactSheetSeries> Series) Look(SampleItem item, ReviewRow row, string folder, DataCheck check, CancellationToken stop)
    {
        try
        {
            var index = ObjectIndex.Read(folder, stop);
            AddFlags(row, check);
            for (var i = 0; i < index.Unreadable; i++)
            {
                check.Add("file", FindingRule.Unreadable, DataSeverity.High);
            }

            for (var i = 0; i < index.Objects.Count; i++)
            {
                stop.ThrowIfCancellationRequested();
                check.Add(index.Objects[i].Path, stop);
                OnProgress?.Invoke(i + 1, index.Objects.Count);
            }

            if (index.Objects.Count == 0)
            {
                // Of an entry everything may have been held back; a session without files is damaged.
                check.Add("file", FindingRule.Unreadable, item.IsEntry ? DataSeverity.Medium : DataSeverity.High);
            }

            return (index, index.Series().Select((s, i) => Picture(s, i + 1, check, stop)).ToList());
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Changed(item);
        }
    }

    /// <summary>What was to be known at arrival and nobody accepted. A label that nobody chose identifies nobody.</summary>
    private static void AddFlags(ReviewRow row, DataCheck check)
    {
        var open = (EntryFlags)(row.Flags & ~row.Reviewed) & ~(EntryFlags.DefaultLabel | EntryFlags.Late);
        foreach (var flag in Enum.GetValues<EntryFlags>().Where(f => f != EntryFlags.None && open.HasFlag(f)))
        {
            check.Add($"flags: {flag}", FindingRule.OpenFlag, flag is EntryFlags.ResidualIdentifier or EntryFlags.SeveralPatients ? DataSeverity.High : DataSeverity.Medium);
        }
    }

    /// <summary>Looks at frames of a series: the middle one, and of what machines write into the first and last instance too.</summary>
    private ContactSheetSeries Picture(IGrouping<string, IndexedObject> series, int ordinal, DataCheck check, CancellationToken stop)
    {
        var instances = series.OrderBy(o => o.InstanceNumber ?? int.MaxValue).ThenBy(o => o.Path, StringComparer.Ordinal).ToList();
        int[] shown = s_written.Contains(instances[0].Modality) && instances.Count > 1 ? [.. new[] { 0, instances.Count / 2, instances.Count - 1 }.Distinct().Take(MostPictures)] : [instances.Count / 2];
        var pictures = new List<ContactSheetPicture>();
        foreach (var number in shown)
        {
            stop.ThrowIfCancellationRequested();
            pictures.Add(PictureReader.Read(instances[number].Path, request.WithPictures, out var problem));
            if (problem is FrameProblem.NotDecoded or FrameProblem.Damaged)
            {
                check.Add(DicomTags.PixelData.ToString(), problem == FrameProblem.Damaged ? FindingRule.PixelsDamaged : FindingRule.NotDecoded, DataSeverity.Medium);
            }
        }

        return new ContactSheetSeries(ordinal, instances[0].Modality, instances.Count, pictures);
    }

    /// <summary>Records what was found, unless it was changed meanwhile: then nobody knows what was looked at.</summary>
    private DeidSample Record(CatalogTransaction tx, SampleItem item, (string Folder, string Mark) files, DeidSample sample)
    {
        Demand(tx);
        if (item.FilesOf(tx) != files)
        {
            throw Changed(item);
        }

        if (request.WithValues)
        {
            store.Record(tx, new AuditEvent { Action = "ShowIdentifiers", Project = sample.Project, Item = item.Id, Reason = request.Reason }.With("findings", sample.Findings.Count(f => f.Value is not null)));
        }

        var (state, reason) = Verdict(Row(tx, item), sample);
        sample = sample with { State = state };
        if (!request.IsRecorded)
        {
            return sample;
        }

        tx.Execute(
            $"update {item.Table} set checkstate = @State, checked = @Now, checkedby = @Identity, checkreason = @reason, checkhigh = @High, checkmedium = @Medium, checklow = @Low where id = @Id",
            new { State = state.ToString(), store.Now, store.Caller.Identity, reason, High = (long)sample.High, Medium = (long)sample.Medium, Low = (long)sample.Low, item.Id });
        store.Record(
            tx,
            new AuditEvent { Action = item.IsEntry ? "CheckEntry" : "CheckSession", Project = sample.Project, Item = item.Id }.With("state", sample.State).With("instances", sample.Instances)
                .With("high", sample.High).With("medium", sample.Medium).With("low", sample.Low).With("pictures", request.WithPictures));
        return sample;
    }

    /// <summary>
    /// What a person passed stands as long as no more is found than he knew of. What failed or has to be cleaned stands until a person lifts it or the files are others: a check that looks for
    /// less finds less.
    /// </summary>
    private static (CheckState State, string? Reason) Verdict(ReviewRow before, DeidSample sample) => (before.Checked is null ? CheckState.Unchecked : Enum.Parse<CheckState>(before.CheckState)) switch
    {
        CheckState.Passed when before.CheckReason is not null && sample.High <= before.CheckHigh && sample.Medium <= before.CheckMedium => (CheckState.Passed, before.CheckReason),
        CheckState.Failed => (CheckState.Failed, before.CheckReason),
        CheckState.NeedsCleaning => (sample.State == CheckState.Failed ? CheckState.Failed : CheckState.NeedsCleaning, before.CheckReason),
        _ => (sample.State, null),
    };

    private static StoreException Changed(SampleItem item) => new(StoreException.StoreBusy, $"{item.Id} was changed while it was being checked.", "Check it again.");
}
