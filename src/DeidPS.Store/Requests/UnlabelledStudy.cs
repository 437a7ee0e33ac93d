namespace DeidPS.Store.Requests;

/// <summary>A planned study without a subject or session label.</summary>
/// <param name="Id">Id of the request.</param>
/// <param name="PatientKey">Its patient.</param>
/// <param name="Subject">Subject label; null for none.</param>
/// <param name="Session">Session label; null for none.</param>
/// <param name="Line">Line of the file.</param>
/// <param name="Part">Which of the studies of the line.</param>
/// <param name="Order">Date, time and UID.</param>
internal sealed record UnlabelledStudy(string Id, string PatientKey, string? Subject, string? Session, long Line, long Part, string Order)
{
    /// <inheritdoc/>
    public override string ToString() => Id;
}
