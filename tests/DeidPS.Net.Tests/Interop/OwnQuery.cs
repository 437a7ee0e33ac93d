using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Interop;

/// <summary>Our side of C-FIND, C-MOVE and C-GET, one request at a time.</summary>
internal static class OwnQuery
{
    /// <summary>All answers to a query; fails unless it ends with success.</summary>
    public static async Task<List<DicomDataset>> FindAsync(DicomNode node, QueryLevel level, params IEnumerable<(DicomTag Tag, string Value)> keys)
    {
        await using var association = await Association.RequestAsync(node, [FindScu.Context(node.Model)], null, default);
        var answers = new List<DicomDataset>();
        DimseResponse? end = null;
        await foreach (var answer in FindScu.QueryAsync(association, node.Model, RetrieveIdentifier.Of(level, keys), null, e => end = e))
        {
            answers.Add(answer);
        }

        await association.ReleaseAsync(default);
        Assert.Equal(StatusClass.Success, end!.Status.Class);
        return answers;
    }

    /// <summary>The distinct values of an attribute in the answers, sorted.</summary>
    public static IEnumerable<string> Values(this IEnumerable<DicomDataset> answers, DicomTag tag) => answers.Select(a => a.GetText(tag) ?? string.Empty).Order(StringComparer.Ordinal);

    /// <summary>Moves study by study over one association and returns the responses.</summary>
    public static async Task<List<DimseResponse>> MoveAsync(DicomNode node, string destination, IEnumerable<string> studies)
    {
        await using var association = await Association.RequestAsync(node, [MoveScu.Context(node.Model)], null, default);
        var responses = new List<DimseResponse>();
        foreach (var study in studies)
        {
            responses.Add(await MoveScu.MoveAsync(association, node.Model, RetrieveIdentifier.Of(QueryLevel.Study, (RetrieveIdentifier.Study, study)), destination, null, default));
        }

        await association.ReleaseAsync(default);
        return responses;
    }

    /// <summary>Gets study by study over one association and returns the responses.</summary>
    public static async Task<List<DimseResponse>> GetAsync(DicomNode node, IInstanceSink sink, IReadOnlyList<PresentationContext> contexts, IEnumerable<string> studies)
    {
        await using var association = await Association.RequestAsync(node, contexts, null, default);
        var store = new StoreScp(sink, new MemoryBudget(64 * 1024 * 1024));
        var responses = new List<DimseResponse>();
        foreach (var study in studies)
        {
            responses.Add(await GetScu.GetAsync(association, node.Model, RetrieveIdentifier.Of(QueryLevel.Study, (RetrieveIdentifier.Study, study)), store, null, default));
        }

        await association.ReleaseAsync(default);
        return responses;
    }
}
