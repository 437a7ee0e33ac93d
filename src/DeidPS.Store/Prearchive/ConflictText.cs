namespace DeidPS.Store.Prearchive;

/// <summary>Conflicts in words, with what to do.</summary>
internal static class ConflictText
{
    /// <summary>What a code means.</summary>
    public static string Of(ConflictCode code) => code switch
    {
        ConflictCode.C01 => "the session is archived already, with all these instances",
        ConflictCode.C02 => "the session is archived already; some of these instances may be new",
        ConflictCode.C03 => "the session label is used for another study",
        ConflictCode.C04 => "the session label belongs to another subject",
        ConflictCode.C05 => "the subject label belongs to another patient",
        ConflictCode.C06 => "the patient has another subject label in the project",
        ConflictCode.C07 => "the study is in the project under another session label",
        ConflictCode.C08 => "an instance came again with other content",
        ConflictCode.C09 => "series of it have the same number",
        ConflictCode.C10 => "its modality is not that of the session",
        ConflictCode.C11 => "it speaks of more than one patient",
        ConflictCode.C12 => "a label is illegal, or nobody chose it",
        ConflictCode.C13 => "the session is locked, or somebody is working on it",
        ConflictCode.C15 => "it has images of several modalities",
        ConflictCode.C14 => "files of it cannot be read",
        _ => "a label differs from one that is there in case only",
    };

    /// <summary>What to do about it.</summary>
    public static string Remedy(ConflictCode code) => code switch
    {
        ConflictCode.C01 => "Remove the entry: Remove-DeidPrearchive.",
        ConflictCode.C02 => "Add -Append to add the new instances.",
        ConflictCode.C03 or ConflictCode.C04 or ConflictCode.C12 or ConflictCode.C16 => "Give other labels: Set-DeidPrearchiveLabel, or -Subject and -Session.",
        ConflictCode.C05 => "Give another subject label; a data manager may look up who it is.",
        ConflictCode.C06 => "Use the subject's label, or -Force -Reason when it is another person.",
        ConflictCode.C07 => "Use the session's label with -Append, or -Force -Reason to keep it twice.",
        ConflictCode.C08 => "The one that came first is kept; the other is held back, encrypted.",
        ConflictCode.C09 => "Nothing: both are kept, the second scan as <number>-<modality><k>.",
        ConflictCode.C15 => "Nothing: they stay one session.",
        ConflictCode.C13 => "Try again later, or Unlock-DeidSession.",
        _ => "Look at the entry: Get-DeidPrearchive | Format-List.",
    };

    /// <summary>Codes for a row.</summary>
    public static string Join(IEnumerable<ConflictCode> codes) => string.Join(',', codes.Distinct().Order());
}
