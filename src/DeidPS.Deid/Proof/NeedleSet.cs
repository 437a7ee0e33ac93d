using System.Collections.Frozen;

namespace DeidPS.Deid.Proof;

/// <summary>The identifiers of all originals, ready to be searched for. Immutable.</summary>
/// <param name="Words">Searched for in text as it reads.</param>
/// <param name="Numbers">Searched for in text without blanks and hyphens: numbers are grouped in many ways.</param>
/// <param name="Pictures">Whose picture it is, by <see cref="PictureMark"/>.</param>
internal sealed record NeedleSet(NeedleAutomaton Words, NeedleAutomaton Numbers, FrozenDictionary<ulong, FrozenSet<int>> Pictures);
