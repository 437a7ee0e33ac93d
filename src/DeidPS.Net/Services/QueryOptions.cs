namespace DeidPS.Net;

/// <summary>What extended negotiation of queries is about (PS3.4 C.5.1.1.1): proposed as the node is registered, and used as far as the node agrees.</summary>
/// <param name="IsRelational">Keys of all levels may be matched at once, and unique keys of higher levels be left out.</param>
/// <param name="IsCombinedDateTime">A range of dates and a range of times are one range.</param>
/// <param name="IsFuzzy">Person names are matched semantically.</param>
/// <param name="IsTimezone">Dates and times are in the time zone that the request names in (0008,0201).</param>
internal readonly record struct QueryOptions(bool IsRelational, bool IsCombinedDateTime, bool IsFuzzy, bool IsTimezone)
{
    /// <summary>What the node is registered for.</summary>
    public static QueryOptions Of(DicomNode node) => new(node.UseRelationalQueries, node.UseCombinedDateTime, node.UseFuzzyMatching, node.UseTimezone);

    /// <summary>What both sides agreed on; a side that says nothing agrees to nothing (PS3.7 D.3.3.5).</summary>
    public static QueryOptions Agreed(QueryOptions proposed, ReadOnlySpan<byte> answer) => new(
        proposed.IsRelational && At(answer, 0), proposed.IsCombinedDateTime && At(answer, 1), proposed.IsFuzzy && At(answer, 2), proposed.IsTimezone && At(answer, 3));

    /// <summary>The field of the proposal; empty when nothing is asked for.</summary>
    public ReadOnlyMemory<byte> ToBytes() => this == default ? default : new[] { One(IsRelational), One(IsCombinedDateTime), One(IsFuzzy), One(IsTimezone) };

    private static bool At(ReadOnlySpan<byte> answer, int index) => index < answer.Length && answer[index] == 1;

    private static byte One(bool value) => value ? (byte)1 : (byte)0;
}
