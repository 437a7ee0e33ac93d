using System.Net;
using System.Net.Sockets;
using DeidPS.Net;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Store.Catalog;
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
}
