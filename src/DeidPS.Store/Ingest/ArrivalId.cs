using System.Globalization;
using System.Security.Cryptography;

namespace DeidPS.Store.Ingest;

/// <summary>Ids of arrivals (workflow section 4, P5): when, and four digits that tell two of one moment apart. Fit for names of folders.</summary>
internal static class ArrivalId
{
    /// <summary>A new id.</summary>
    public static string Create(DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyyMMdd'T'HHmmss'.'fff'Z'}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}");
}
