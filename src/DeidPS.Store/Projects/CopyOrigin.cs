namespace DeidPS.Store.Projects;

/// <summary>Where objects come from that are given to another project.</summary>
/// <param name="Project">Id of the project that made them.</param>
/// <param name="PatientKey">Pseudonym of their patient: the same in all projects of the store, whatever they call the subject.</param>
public sealed record CopyOrigin(string Project, string PatientKey);
