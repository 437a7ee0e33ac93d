namespace DeidPS.Net;

/// <summary>Level of a query or retrieve, (0008,0052) (PS3.4 C.6).</summary>
public enum QueryLevel
{
    /// <summary>PATIENT; Patient Root only.</summary>
    Patient,

    /// <summary>STUDY.</summary>
    Study,

    /// <summary>SERIES.</summary>
    Series,

    /// <summary>IMAGE: composite object instances.</summary>
    Image,
}
