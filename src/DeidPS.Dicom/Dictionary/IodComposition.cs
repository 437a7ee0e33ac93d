namespace DeidPS.Dicom;

/// <summary>What an IOD is made of (PS3.3 Annex A).</summary>
/// <param name="Modules">Tables whose attributes stand in the data set itself.</param>
/// <param name="Mandatory">Those of usage M.</param>
/// <param name="FunctionalGroups">Functional group macros.</param>
internal sealed record IodComposition(List<IodBlock> Modules, List<IodBlock> Mandatory, List<IodBlock> FunctionalGroups);
