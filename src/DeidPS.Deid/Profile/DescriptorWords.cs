using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <summary>Words that may stay in descriptive attributes (PS3.15 E.3.5). Immutable.</summary>
public sealed class DescriptorWords
{
    /// <summary>The shipped list: UK English and common vendor protocol words.</summary>
    public static DescriptorWords Shipped { get; } = new();

    /// <summary>SHA-256 over all words, lower-case hexadecimal, for the policy's hash.</summary>
    public string Digest => string.Empty;

    /// <summary>Keeps the words of a text that are on the list and replaces everything else.</summary>
    /// <param name="tag">The attribute: lists can be for one attribute only.</param>
    /// <param name="text">One value.</param>
    /// <returns>The cleaned text; null when nothing worth keeping is left.</returns>
    public string? Clean(DicomTag tag, string text) => null;
}
