namespace DeidPS.Store.Ingest;

/// <summary>What the session's label is made of where no rule and no text gives one. It is a pseudonym in either case (R8).</summary>
public enum SessionFallback
{
    /// <summary>Patient ID, as XNAT's own receivers do: sessions of one patient get one label, and a person has to part them.</summary>
    PatientId,

    /// <summary>Study ID, then Accession Number, as XNAT's query plugin does: each study has a label of its own.</summary>
    StudyIdThenAccessionNumber,
}
