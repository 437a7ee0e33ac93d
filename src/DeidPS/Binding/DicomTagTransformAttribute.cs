using System.Collections;
using System.Management.Automation;
using DeidPS.Dicom;
using DictionaryEntry = DeidPS.Dicom.DictionaryEntry;

namespace DeidPS;

/// <summary>
/// Turns what a user types after <c>-Tag</c> into <see cref="TagSelector"/>s: keywords, wildcards, numbers, private elements, paths, and
/// objects that carry a tag, such as the output of Get-DicomTag and Get-DicomHeader.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DicomTagTransformAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        try
        {
            return Selectors(inputData).ToArray();
        }
        catch (TagSelectorException exception)
        {
            throw new ArgumentTransformationMetadataException($"{exception.Message} {exception.RecommendedAction}", exception);
        }
    }

    private static IEnumerable<TagSelector> Selectors(object? input)
    {
        var value = input is PSObject wrapped ? wrapped.BaseObject : input;
        return value switch
        {
            null => [],
            TagSelector selector => [selector],
            DicomTag tag => [TagSelector.For(tag)],
            DictionaryEntry entry => [TagSelector.Parse(entry.PrivateCreator is null ? entry.TagText : PrivateText(entry))],
            HeaderRow row => [TagSelector.Parse(row.Depth == 0 ? "/" + row.TagPath : row.TagPath)],
            HeaderDifference row => [TagSelector.Parse(row.Depth == 0 ? "/" + row.TagPath : row.TagPath)],
            string text => [TagSelector.Parse(text)],
            IEnumerable many => many.Cast<object?>().SelectMany(Selectors),

            // A bare 00100010 is a number to PowerShell, and its leading zeros are gone.
            int or long => throw new ArgumentTransformationMetadataException("A tag of digits is read as numbers by PowerShell; put it in quotes: '(0010,0010)' or '00100010'."),
            _ => [TagSelector.Parse(value.ToString() ?? string.Empty)],
        };
    }

    /// <summary>(0029,xx10) of a creator as (0029,{creator}10).</summary>
    private static string PrivateText(DictionaryEntry entry) =>
        $"{entry.TagText[..6]}{{{entry.PrivateCreator}}}{entry.TagText[8..]}";
}
