namespace DeidPS.Dicom.Tests.Interop;

/// <summary>A class of difference between our reading and dcmdump's, with the clause that decides who is right.</summary>
/// <param name="Name">What differs, and the clause.</param>
/// <param name="Explains">True for a difference of the class.</param>
internal sealed record KnownDifference(string Name, Func<DumpDifference, bool> Explains)
{
    public static IReadOnlyList<KnownDifference> All { get; } =
    [
        new("PS3.5 6.2.2: items inside a UN of defined length are read; dcmdump leaves them as bytes", d =>
            d is { Kind: DumpDifferenceKind.Presence, Theirs: null, Ours.IsInUnknown: true }),
        new("PS3.5 6.2.2: a UN of undefined length stays UN as encoded; dcmdump calls it SQ", d =>
            d is { Kind: DumpDifferenceKind.VR, Ours: { VR: "UN", Length: -1, Source.IsSequence: true }, Theirs.VR: "SQ" }),
        new("PS3.5 6.2.2, 7.8.1: the VR of a private attribute in implicit VR is what the reader's dictionary knows of its creator", d =>
            d is { Kind: DumpDifferenceKind.VR, Ours: { Tag.IsPrivate: true, Source.Dataset.Encoding.IsExplicitVR: false }, Theirs.VR: "UN" or "SS" }),
        new("PS3.5 6.2.2: a private sequence of defined length in implicit VR, known to our dictionary; dcmdump leaves it as bytes", d =>
            d is { Kind: DumpDifferenceKind.Presence, Theirs: null, Ours.IsInImplicitPrivateSequence: true }),
        new("PS3.5 A.4: encapsulated pixel data that says OW stays OW as encoded; dcmdump calls it OB, as A.4 asks of the sender", d =>
            d is { Kind: DumpDifferenceKind.VR, Ours: { VR: "OW", Source.IsEncapsulated: true }, Theirs.VR: "OB" }),
        new("PS3.5 A.1: curve data in implicit VR is OW; dcmdump takes OB", d =>
            d is { Kind: DumpDifferenceKind.VR, Ours: { VR: "OW", Tag.Group: >= 0x5000 and < 0x5100, Tag.Element: 0x3000 }, Theirs.VR: "OB" }
            && !d.File.TransferSyntax.IsExplicitVR),
        new("PS3.5 7.1.1: an odd length is against the standard and reported as encoded; dcmdump rounds it up and adds a zero", d =>
            d is { Kind: DumpDifferenceKind.Length or DumpDifferenceKind.Value, Ours: { } ours, Theirs: { } theirs }
            && (ours.Length & 1) == 1 && theirs.Length == ours.Length + 1),
        new("PS3.3 C.11.1.1.1: 'US or SS' without a pixel representation is read as US; dcmdump prints its own xs", d =>
            d is { Kind: DumpDifferenceKind.VR or DumpDifferenceKind.Value, Ours.VR: "US", Theirs.VR: "xs" }),
        new("PS3.5 9.1: spaces inside a UID are against the standard and reported as encoded; dcmdump drops them", d =>
            d is { Kind: DumpDifferenceKind.Value, Ours: { VR: "UI", Source.Text: { } text } } && text.Replace(" ", "", StringComparison.Ordinal) == d.Theirs!.Value),
        new("PS3.10 7.1: group 0002 elements behind the length of (0002,0000) are still file meta information; dcmdump shows them in the data set", d =>
            d is { Kind: DumpDifferenceKind.Presence, Ours: null, Theirs.Tag.Group: 2 } && d.File.FileMeta!.Contains(d.Theirs.Tag)),
    ];
}
