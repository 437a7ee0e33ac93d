using DeidPS.Net.Tests.Peers;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>An archive of others as a scenario of cohorts sees it.</summary>
/// <param name="Port">Its DICOM port.</param>
/// <param name="Title">Its AE title.</param>
/// <param name="Receiver">The port of this machine that it sends to by C-MOVE.</param>
/// <param name="Instances">What it holds.</param>
internal sealed record CohortArchive(int Port, string Title, int Receiver, IReadOnlyList<CorpusInstance> Instances);
