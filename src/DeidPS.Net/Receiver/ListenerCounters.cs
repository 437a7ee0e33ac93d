namespace DeidPS.Net;

/// <summary>Counts of a receiver since it was started.</summary>
/// <param name="Associations">Associations accepted.</param>
/// <param name="Open">Of these, open now.</param>
/// <param name="Rejected">Requests rejected.</param>
/// <param name="Failed">Connections and associations that ended before their time.</param>
/// <param name="Instances">Instances answered with success or a warning.</param>
/// <param name="Refused">Instances answered with a failure.</param>
/// <param name="Bytes">Bytes of the data sets of both.</param>
public sealed record ListenerCounters(long Associations, long Open, long Rejected, long Failed, long Instances, long Refused, long Bytes);
