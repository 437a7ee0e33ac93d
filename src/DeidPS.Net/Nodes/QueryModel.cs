namespace DeidPS.Net;

/// <summary>Information model of query and retrieve (PS3.4 C.6).</summary>
public enum QueryModel
{
    /// <summary>Study Root (PS3.4 C.6.2).</summary>
    StudyRoot,

    /// <summary>Patient Root (PS3.4 C.6.1).</summary>
    PatientRoot,
}
