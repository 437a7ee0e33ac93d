namespace DeidPS.Store.Requests;

/// <summary>What becomes of a request depends on these, beside what it ended with.</summary>
/// <param name="Now">The time.</param>
/// <param name="MaxAttempts">Attempts that a request gets.</param>
/// <param name="Backoff">Time after the n-th attempt, from 1.</param>
/// <param name="IsBreakerOpen">True while the archive counts as away: attempts then do not count.</param>
/// <param name="IsYoung">True for a study of these days, which may still grow.</param>
/// <param name="GrowthCheck">After how long such a study is looked at again.</param>
internal sealed record VerdictFacts(DateTimeOffset Now, int MaxAttempts, Func<int, TimeSpan> Backoff, bool IsBreakerOpen, bool IsYoung, TimeSpan GrowthCheck);
