using System.Net;
using System.Net.Sockets;
using DeidPS.Dicom;
using DeidPS.Net;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Catalog;
using DeidPS.Store.Prearchive;
using DeidPS.Store.Projects;
using DeidPS.Store.Requests;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Store.Tests.Requests;

/// <summary>What goes wrong on our side of the queue.</summary>
public sealed class QueueFaultTests(ITestOutputHelper output)
{
    public static TheoryData<CatalogKind> Kinds => TestCatalog.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task One_study_for_two_projects_comes_to_both_one_after_the_other(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 3, Series = (1, 1), Images = (12, 12) });
        if (cohort is null)
        {
            return;
        }

        cohort.Test.Project("HEART");
        cohort.Node = cohort.Node with { Limits = cohort.Node.Limits with { MaxAssociations = 4 } };
        var (lung, heart) = (await cohort.PlanAsync(cohort.List(3)), await cohort.PlanAsync(cohort.List(3), o => o with { Project = "HEART" }));
        cohort.Start(lung.Zip(heart).SelectMany(p => (DeidRequest[])[p.First, p.Second]));
        await cohort.RunAsync();
        Assert.All(cohort.Requests(), r => Assert.Equal((RequestState.Complete, RetrieveEvidence.UidVerified, 1L, 12L), (r.State, r.Evidence, r.Attempts, r.Received)));
        Assert.Equal([("HEART", 12L), ("LUNG", 12L)], cohort.Entries().Select(e => (e.Project!, e.Instances)).Distinct().Order());
        Assert.Empty(cohort.Messages);
    }

    /// <summary>More of a study comes for two projects, to the entry that each has of it.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_rest_of_a_study_joins_the_entry_of_its_project(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 1, Series = (1, 1), Images = (3, 3) });
        if (cohort is null)
        {
            return;
        }

        cohort.Test.Project("HEART");
        for (var images = 3; images <= 5; images += 2)
        {
            cohort.Start(await cohort.PlanAsync(cohort.List(1)));
            cohort.Start(await cohort.PlanAsync(cohort.List(1), o => o with { Project = "HEART" }));
            await cohort.RunAsync();
            Assert.Equal([("HEART", (long)images), ("LUNG", images)], cohort.Entries().Select(e => (e.Project!, e.Instances)).Order());
            cohort.Pacs.Content.Grow(0, 2);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Two_plans_of_one_list_fetch_it_once(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2 });
        if (cohort is null)
        {
            return;
        }

        // Planned at the same time, so that neither knew of the other.
        var first = await cohort.PlanAsync(cohort.List(2));
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update requestbatch set iscomplete = 0"));
        var second = await cohort.PlanAsync(cohort.List(2));
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update requestbatch set iscomplete = 1"));
        Assert.All(first.Concat(second), r => Assert.Equal(RequestState.Planned, r.State));
        cohort.Start(first);
        cohort.Start(second);
        await cohort.RunAsync();
        var requests = cohort.Requests().ToLookup(r => r.Batch);
        Assert.All(requests[first[0].Batch], r => Assert.Equal(RequestState.Complete, r.State));
        Assert.All(requests[second[0].Batch], r => Assert.Equal((RequestState.Blocked, RequestReason.Duplicate), (r.State, r.Reason)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_port_in_use_ends_the_worker_and_blames_nobody(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2 });
        if (cohort is null)
        {
            return;
        }

        cohort.Start(await cohort.PlanAsync(cohort.List(2)));
        using (var other = new TcpListener(IPAddress.IPv6Any, cohort.Node.ReceiverPort))
        {
            other.Server.DualMode = true;
            other.Start();
            Assert.Equal(NetworkException.PortInUse, (await Assert.ThrowsAsync<NetworkException>(() => cohort.RunAsync())).ErrorId);
        }

        Assert.All(cohort.Requests(), r => Assert.Equal((RequestState.Queued, 0L), (r.State, r.Attempts)));
        Assert.NotEqual(QueueState.Suspended, Assert.Single(new QueueBook(cohort.Test.Admin).Status()).State);
        await cohort.RunAsync();
        Assert.All(cohort.Requests(), r => Assert.Equal(RequestState.Complete, r.State));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_node_that_is_not_registered_here_waits_for_a_machine_that_knows_it(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 1 });
        if (cohort is null)
        {
            return;
        }

        cohort.Start(await cohort.PlanAsync(cohort.List(1)));
        await cohort.RunAsync(change: o => o with { FindNode = _ => null });
        Assert.Contains("There is no node 'pacs' here", Assert.Single(cohort.Messages), StringComparison.Ordinal);
        Assert.Equal(RequestState.Queued, Assert.Single(cohort.Requests()).State);
        await cohort.RunAsync();
        Assert.Equal(RequestState.Complete, Assert.Single(cohort.Requests()).State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_cannot_be_opened_any_more_fails_and_does_not_go_round_for_ever(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2 });
        if (cohort is null)
        {
            return;
        }

        var plan = await cohort.PlanAsync(cohort.List(2));
        cohort.Start(plan);
        cohort.Node = cohort.Node with { Limits = cohort.Node.Limits with { MaxAttempts = 2 } };
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("delete from lookupkey where id = @Id", plan[0]));
        await cohort.RunAsync();
        Assert.Equal([(RequestState.Failed, RequestReason.StoreFailed, 2L), (RequestState.Complete, RequestReason.None, 1L)], cohort.Requests().Select(r => (r.State, r.Reason, r.Attempts)));
    }

    /// <summary>Somebody takes it back, and at the same time something of ours fails: it is over all the same, and not tried again.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_taken_back_is_over_although_its_end_went_wrong(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 2 });
        if (cohort is null)
        {
            return;
        }

        var plan = await cohort.PlanAsync(cohort.List(2));
        cohort.Start(plan);
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("delete from lookupkey where id = @Id", plan[0]));
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update request set iscancelled = 1 where id = @Id", plan[0]));
        await cohort.RunAsync();
        Assert.Equal([(RequestState.Cancelled, RequestReason.None), (RequestState.Complete, RequestReason.None)], cohort.Requests().Select(r => (r.State, r.Reason)));
        Assert.Equal(1, cohort.Test.Admin.Catalog.Read(tx => tx.Number("select count(*) from request where sealed is null")));
    }

    /// <summary>What comes when the request is over, or after a restart, goes to the rest of its study; what nobody asked for is taken like something pushed.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Late_images_join_their_study(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 3, Series = (1, 1), Images = (3, 3) });
        if (cohort is null)
        {
            return;
        }

        await cohort.FetchAsync(1);
        var series = cohort.Pacs.Content.SeriesOf(cohort.Pacs.Content.Study(0))[0];
        cohort.Pacs.Content.Grow(0);
        var other = cohort.Pacs.Content.SeriesOf(cohort.Pacs.Content.Study(2))[0];

        // Another worker, which has never heard of the study, listens for something else.
        cohort.Start(await cohort.PlanAsync(cohort.List(3, s => s.Number == 1)));
        using var stop = new CancellationTokenSource();
        var running = cohort.RunAsync(stop.Token, o => o with { IsContinuous = true });
        await Cohort.UntilAsync(() => cohort.Requests().All(r => r.State == RequestState.Complete));
        await SendAsync(cohort, new PacsInstance(cohort.Pacs.Content.SeriesOf(cohort.Pacs.Content.Study(0))[0], 4));
        await SendAsync(cohort, new PacsInstance(other, 1));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        new PrearchiveBook(cohort.Test.Admin).BuildIdle(CancellationToken.None);
        Assert.Equal([(null, 1L), ("LUNG", 3L), ("LUNG", 4L)], cohort.Entries().Select(e => (e.Project, e.Instances)).OrderBy(e => e.Instances));
        Assert.Equal(ArrivalEvidence.UidVerified, cohort.Entries().Single(e => e.Instances == 4).Evidence);
        Assert.Equal(3, series.Images);
    }

    /// <summary>What comes late from a study that was requested belongs to it as the rest did: with the request's filter and labels, in the name of somebody who may still import it, and not for ever.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Late_images_are_what_the_request_asked_for(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 5, Series = (1, 1), Images = (2, 2), DoseReportEvery = 1 });
        if (cohort is null)
        {
            return;
        }

        cohort.Start(await cohort.PlanAsync(cohort.List(3), o => o with { Filter = SeriesFilter.BurntIn }));
        await cohort.RunAsync();
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update request set requester = 'nobody' where line = 3"));
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute($"update request set finished = finished - {TimeSpan.FromDays(2).TotalMilliseconds} where line = 4"));
        cohort.Start(await cohort.PlanAsync(cohort.List(5, s => s.Number == 4)));
        using var stop = new CancellationTokenSource();
        var running = cohort.RunAsync(stop.Token, o => o with { IsContinuous = true });
        await Cohort.UntilAsync(() => cohort.Requests().All(r => r.State == RequestState.Complete));
        cohort.Test.Admin.Catalog.Write(tx => tx.Execute("update entry set lastinstance = 1"));
        foreach (var series in Enumerable.Range(0, 3).SelectMany(n => cohort.Pacs.Content.SeriesOf(cohort.Pacs.Content.Study(n))))
        {
            await SendAsync(cohort, new PacsInstance(series, series.IsDoseReport ? 1 : 9));
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        new PrearchiveBook(cohort.Test.Admin).BuildIdle(CancellationToken.None);
        var entries = cohort.Entries().Where(e => e.Project == "LUNG").OrderBy(e => e.Received).ToList();
        Assert.Equal([(3L, 1L), (2L, 0L), (2L, 0L)], entries.Take(3).Select(e => (e.Instances, e.Filtered)));
        Assert.Equal(2, cohort.Entries().Count(e => e.Project is null));
    }

    /// <summary>While a study may still grow nobody takes it for whole, also a project that archives by itself.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_growing_study_is_not_archived_by_itself(CatalogKind kind)
    {
        var clock = new ShiftedClock();
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 1 }, project: p => p with { Mode = PrearchiveMode.AutoArchive }, clock: clock);
        if (cohort is null)
        {
            return;
        }

        var day = DateTime.ParseExact(cohort.Pacs.Content.Study(0).Date, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeLocal);
        clock.Shift = day.AddHours(12) - DateTime.Now;
        cohort.Start(await cohort.PlanAsync(cohort.List(1)));
        await cohort.RunAsync(change: o => o with
        {
            GrowthCheck = TimeSpan.FromSeconds(8),
            OnRequest = request =>
            {
                cohort.Told.Enqueue(request);
                if (request.Reason == RequestReason.Growing)
                {
                    var entry = Assert.Single(cohort.Entries());
                    Assert.Equal((EntryState.Incomplete, 1L), (entry.State, entry.Missing));
                    cohort.Pacs.Content.Grow(0, 2);
                }

                return ValueTask.CompletedTask;
            },
        });
        Assert.Equal(RequestState.Complete, Assert.Single(cohort.Requests()).State);
        Assert.Contains(cohort.Told, r => r.Reason == RequestReason.Growing);
    }

    /// <summary>Somebody deletes what came before the rest has come: it is all fetched again.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_deleted_meanwhile_is_fetched_again(CatalogKind kind)
    {
        await using var cohort = Cohort.Create(kind, output, new PacsContentOptions { Studies = 1, Series = (1, 1), Images = (8, 8) }, new PacsFaults { DropEvery = 2, DropPoint = PacsDropPoint.BetweenSubOperations });
        if (cohort is null)
        {
            return;
        }

        cohort.Node = cohort.Node with { Limits = cohort.Node.Limits with { MaxAttempts = 1 } };
        cohort.Start(await cohort.PlanAsync(cohort.List(1)));
        for (var run = 0; run < 20 && cohort.Entries().Count == 0; run++)
        {
            await cohort.RunAsync();
            if (cohort.Entries().Count == 0)
            {
                new RequestBook(cohort.Test.Admin).Retry(cohort.Requests()[0].Id);
            }
        }

        var entry = Assert.Single(cohort.Entries());
        cohort.Pacs.Faults = new PacsFaults();
        if (cohort.Requests()[0].State != RequestState.Complete)
        {
            Assert.Equal(EntryState.Incomplete, entry.State);
            new PrearchiveBook(cohort.Test.Admin).Remove(entry.Id, "test");
            new RequestBook(cohort.Test.Admin).Retry(cohort.Requests()[0].Id);
            await cohort.RunAsync();
        }

        Assert.Equal((RequestState.Complete, 8L), (cohort.Requests()[0].State, cohort.Requests()[0].Received));
        Assert.Equal(8, Assert.Single(cohort.Entries()).Instances);
    }

    private static async Task SendAsync(Cohort cohort, PacsInstance instance)
    {
        var file = Path.Combine(cohort.Test.Beside, $"{Guid.NewGuid():N}.dcm");
        await File.WriteAllBytesAsync(file, PacsEncoder.Encode(instance, isExplicit: true));
        var node = new DicomNode { HostName = "127.0.0.1", Port = cohort.Node.ReceiverPort, CalledAE = DicomNode.DefaultCallingAE, CallingAE = FaultyPacs.AETitle };
        using var dicom = DicomFile.Open(file);
        var association = await Association.RequestAsync(node, [new PresentationContext { AbstractSyntax = instance.Series.SopClass, TransferSyntaxes = [DicomTransferSyntax.ExplicitLittleEndian.Uid] }], null, CancellationToken.None);
        await using (association)
        {
            Assert.Equal(DimseStatus.Success, (await StoreScu.StoreAsync(association, dicom, CancellationToken.None)).Status.Code);
            await association.ReleaseAsync(CancellationToken.None);
        }

        File.Delete(file);
    }
}
