namespace DeidPS.Net;

/// <summary>Which way of asking found a study.</summary>
public enum QueryStep
{
    /// <summary>The keys as they were given.</summary>
    Exact,

    /// <summary>Another spelling of the accession number: without blanks, hyphens and leading zeros, or with another prefix.</summary>
    NormalisedAccession,

    /// <summary>Patient ID and date, without the accession number.</summary>
    PatientAndDate,
}
