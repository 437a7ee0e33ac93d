using DeidPS.Deid.Files;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Store.Access;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;

namespace DeidPS.Store.Ingest;

/// <summary>
/// Takes files, or what was retrieved, into a store in the name of its caller: routed, under the site's policy, into the prearchive, as what a receiver gets.
/// Thread safe but for <see cref="End"/>.
/// </summary>
public sealed class StoreImport : IDisposable
{
    private readonly DeidStore _store;
    private readonly StorePolicies _policies;
    private readonly StoreIngest _ingest;
    private readonly HashSet<string> _entries = new(StringComparer.Ordinal);

    /// <summary>Begins an import.</summary>
    /// <param name="store">The store.</param>
    /// <param name="policies">Policies and key.</param>
    /// <param name="options">How objects are taken.</param>
    public StoreImport(DeidStore store, StorePolicies policies, IngestOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(policies);
        (_store, _policies) = (store, policies);
        _ingest = new StoreIngest(store, policies, options);
    }

    /// <summary>Makes sure that a plan can be followed: what names a project means that one and no other.</summary>
    /// <exception cref="StoreException">StoreItemNotFound, AccessDenied, StateConflict; StoreValueInvalid for a label that is none.</exception>
    public void Check(RoutingPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var label in (string?[])[plan.Subject, plan.Session])
        {
            if (label is not null)
            {
                LabelRules.Check(label);
            }
        }

        if (plan.Project is not null)
        {
            _store.Read(tx =>
            {
                var id = ProjectBook.Find(tx, plan.Project) ?? throw ProjectBook.Missing(plan.Project);
                _store.Demand(tx, new AccessRequest { Action = StoreAction.Import, Project = id });
                ProjectBook.RequireActive(new ProjectBook(_store).Load(tx, id)!);
                return id;
            });
        }
    }

    /// <summary>Takes one object.</summary>
    /// <param name="origin">Where it comes from; ended by <see cref="End"/>.</param>
    /// <param name="name">What the result calls it: a path, or a name without a value of the object.</param>
    /// <param name="open">Opens it; called once.</param>
    /// <param name="isTrial">True to say where it would go, and to take nothing.</param>
    /// <param name="stop">Stops it.</param>
    public IngestReceipt Take(IngestOrigin origin, string name, Func<DicomFile> open, bool isTrial, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(open);
        var result = new AnonymiseResult { Source = name, Status = AnonymiseStatus.Failed, Policies = [] };
        DicomFile file;
        try
        {
            file = open();
        }
        catch (DicomParseException error) when (error.ErrorId == DicomParseException.NotDicom)
        {
            return NotTaken(result with { Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.NotDicom, Message = error.Message });
        }
        catch (DicomParseException error)
        {
            return NotTaken(result with { Reason = AnonymiseReason.Damaged, ErrorId = error.ErrorId, Message = error.Message, RecommendedAction = error.RecommendedAction });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return NotTaken(result with { Reason = AnonymiseReason.Unreadable, ErrorId = "ReadFailed", Message = $"The file cannot be read ({error.GetType().Name}).", RecommendedAction = "Check that the file exists and that you may read it." });
        }

        if (file.FileMeta?.GetText(DicomTags.MediaStorageSOPClassUID) == DicomUids.MediaStorageDirectory)
        {
            file.Dispose();
            return NotTaken(result with { Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.Dicomdir, Message = "A DICOMDIR is not taken: its records name patients and files." });
        }

        return isTrial ? Try(origin, file, result) : Remember(_ingest.TakeOpened(origin, name, file, stop));
    }

    /// <summary>Everything of some origins was taken: builds their entries, unless somebody else is writing into them.</summary>
    /// <param name="origins">Ids of the origins.</param>
    /// <param name="stop">Stops between entries; those that are left are built by the next receiver.</param>
    public void End(IEnumerable<string> origins, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(origins);
        foreach (var origin in origins)
        {
            _ingest.End(origin);
        }

        string[] entries;
        lock (_entries)
        {
            entries = [.. _entries];
            _entries.Clear();
        }

        var builder = new EntryBuilder(_store);
        foreach (var entry in entries)
        {
            stop.ThrowIfCancellationRequested();
            builder.Build(entry, stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ingest.Dispose();

    private static IngestReceipt NotTaken(AnonymiseResult result) => new(null, null, result, SenderAnswer.Of(result, refusesRejected: true));

    private IngestReceipt Remember(IngestReceipt receipt)
    {
        if (receipt.Entry is not null)
        {
            lock (_entries)
            {
                _entries.Add(receipt.Entry);
            }
        }

        return receipt;
    }

    private IngestReceipt Try(IngestOrigin origin, DicomFile file, AnonymiseResult result)
    {
        using (file)
        {
            var decision = new StoreRouting(_store, _policies.Key).Now.Router.Decide(file.Dataset, new CatalogProjects(_store, origin), origin.Plan);
            var left = LeftOut.Of(_store.Read(tx => ProjectBook.Filters(tx, decision.Project, origin.Filter)), result.Source, file);
            return NotTaken(left ?? result with { Status = AnonymiseStatus.Skipped, Reason = AnonymiseReason.WhatIf, Message = "Trial run: nothing was taken." }) with { Project = decision.Project, Subject = decision.Subject?.Text, Session = decision.Session?.Text };
        }
    }
}
