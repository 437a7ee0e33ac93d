namespace DeidPS.Store.Ingest;

/// <summary>Where a project, a label or a setting came from, in the order they are asked.</summary>
public enum RoutingSource
{
    /// <summary>The request that fetched the study: beats whatever the object says (R5).</summary>
    Plan,

    /// <summary>A rule of the site or the receiver.</summary>
    Custom,

    /// <summary>A text such as <c>Project:LUNG</c> in a comment.</summary>
    Assignment,

    /// <summary>The whole value of Study Description or Accession Number, which counts when it is a project's name.</summary>
    WholeValue,

    /// <summary>A keyed pseudonym of a value that identifies the patient or the study (R8).</summary>
    Pseudonym,

    /// <summary>The receiver's default project.</summary>
    Default,
}
