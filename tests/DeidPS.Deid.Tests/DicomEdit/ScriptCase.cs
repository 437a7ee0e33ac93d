namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>A script, an object before it and what must hold after it.</summary>
/// <param name="Rule">Section of the specification.</param>
/// <param name="Title">What is shown.</param>
/// <param name="Script">The script; a version line is put before it when it has none.</param>
/// <param name="Before">Elements, as <c>address=value</c> or <c>address VR=value</c>; <c>address[n]</c> alone makes an empty item.</param>
/// <param name="After">
/// <c>address=value</c>; <c>-address</c>: absent; <c>address#n</c>: n items; <c>!load Id</c>: refused with that finding;
/// <c>~load Id</c>: loads with that warning; <c>=load</c>: loads without any finding; <c>!fail text</c>: the object fails
/// with a message that holds the text; <c>!reject</c>; <c>?Kind</c>: a warning at run time.
/// </param>
public sealed record ScriptCase(string Rule, string Title, string Script, string[] Before, string[] After)
{
    public override string ToString() => $"§{Rule} {Title}";
}
