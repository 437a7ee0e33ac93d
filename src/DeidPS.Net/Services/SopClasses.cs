namespace DeidPS.Net;

/// <summary>UIDs of the service classes (PS3.4 A.4, C.6.1.3, C.6.2.3).</summary>
public static class SopClasses
{
    /// <summary>Verification.</summary>
    public const string Verification = "1.2.840.10008.1.1";

    /// <summary>The SOP class of a query.</summary>
    public static string Find(QueryModel model) => model == QueryModel.PatientRoot ? "1.2.840.10008.5.1.4.1.2.1.1" : "1.2.840.10008.5.1.4.1.2.2.1";

    /// <summary>The SOP class of C-MOVE.</summary>
    public static string Move(QueryModel model) => model == QueryModel.PatientRoot ? "1.2.840.10008.5.1.4.1.2.1.2" : "1.2.840.10008.5.1.4.1.2.2.2";

    /// <summary>The SOP class of C-GET.</summary>
    public static string Get(QueryModel model) => model == QueryModel.PatientRoot ? "1.2.840.10008.5.1.4.1.2.1.3" : "1.2.840.10008.5.1.4.1.2.2.3";
}
