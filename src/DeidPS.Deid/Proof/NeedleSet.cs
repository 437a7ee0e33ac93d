using System.Collections.Frozen;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>The identifiers of all originals, ready to be searched for. Immutable.</summary>
/// <param name="Words">Searched for in text as it reads.</param>
/// <param name="Numbers">Searched for in text without blanks and hyphens: numbers are grouped in many ways.</param>
/// <param name="Pictures">Whose picture it is, by <see cref="PictureMark"/>.</param>
/// <param name="Missing">Required attributes that an original of a SOP class already lacked.</param>
/// <param name="Malformed">Values of originals that their VR does not allow, but for dates.</param>
internal sealed record NeedleSet(
    NeedleAutomaton Words,
    NeedleAutomaton Numbers,
    FrozenDictionary<ulong, FrozenSet<int>> Pictures,
    FrozenSet<(string SopClassUid, DicomTag Tag)> Missing,
    FrozenSet<(DicomTag Tag, string Value)> Malformed);
