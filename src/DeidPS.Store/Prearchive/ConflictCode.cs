namespace DeidPS.Store.Prearchive;

/// <summary>Why an entry does not fit into a project (workflow section 11).</summary>
public enum ConflictCode
{
    /// <summary>The session is there with all these instances.</summary>
    C01,

    /// <summary>The session is there, of the same study, and some instances are new.</summary>
    C02,

    /// <summary>The session label is used for another study.</summary>
    C03,

    /// <summary>The session label belongs to another subject.</summary>
    C04,

    /// <summary>The subject label belongs to another patient.</summary>
    C05,

    /// <summary>The patient has another subject label in the project.</summary>
    C06,

    /// <summary>The study is in the project under another label.</summary>
    C07,

    /// <summary>The same instance came with other content.</summary>
    C08,

    /// <summary>Series of it have the same number; both are kept.</summary>
    C09,

    /// <summary>Its modality is not that of the session.</summary>
    C10,

    /// <summary>It speaks of more than one patient.</summary>
    C11,

    /// <summary>A label is illegal, empty, or nobody chose it.</summary>
    C12,

    /// <summary>Somebody is working on the session, or it is locked.</summary>
    C13,

    /// <summary>Files of it cannot be read.</summary>
    C14,

    /// <summary>It has images of several modalities; they are kept together.</summary>
    C15,

    /// <summary>A label differs from one that is there in case only, or is a reserved name.</summary>
    C16,
}
