namespace DeidPS.Dicom;

/// <summary>A storage SOP class (PS3.4 B.5, GG.3, Annex I).</summary>
/// <param name="Uid">The SOP Class UID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Keyword">Its keyword.</param>
/// <param name="Iod">The IOD it stores; empty when the tables know none.</param>
/// <param name="Modality">The usual value of (0008,0060); <c>*</c> for any, empty for none. Informative only.</param>
/// <param name="IsRetired">True when the standard no longer supports it.</param>
/// <param name="IodNote"><c>nearest</c> when the IOD is the closest current one to a retired or foreign SOP class; otherwise empty.</param>
public sealed record SopClassEntry(string Uid, string Name, string Keyword, string Iod, string Modality, bool IsRetired, string IodNote);
