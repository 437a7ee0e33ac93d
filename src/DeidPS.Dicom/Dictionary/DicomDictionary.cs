namespace DeidPS.Dicom;

/// <summary>
/// The data dictionary: every attribute of PS3.6 and PS3.7, and the private attributes vendors have published.
/// VRs of standard attributes come from constant tables; names are read from the embedded text when first asked for.
/// </summary>
public static class DicomDictionary
{
    /// <summary>The attributes of the standard in the order of their tags, repeating groups included.</summary>
    public static IEnumerable<DictionaryEntry> Standard => StandardDictionary.Instance.All();

    /// <summary>The published private attributes.</summary>
    public static IEnumerable<DictionaryEntry> Private => PrivateDictionary.Instance.All();

    /// <summary>
    /// Finds the attribute of a tag: the exact tag, then group length (gggg,0000), then private creators (gggg,0010-00FF) of odd groups,
    /// then repeating groups and elements (50xx, 60xx: even groups 00 to 1E, PS3.5 7.6).
    /// </summary>
    /// <returns>Null when the standard does not define the tag; also for every private data element.</returns>
    public static DictionaryEntry? Find(DicomTag tag)
    {
        var exact = IndexOf(tag.Value);
        if (exact >= 0)
        {
            return StandardDictionary.Instance.Exact(exact);
        }

        if (tag.IsGroupLength)
        {
            return StandardDictionary.GroupLength;
        }

        if (tag.IsPrivate)
        {
            return tag.IsPrivateCreator ? StandardDictionary.PrivateCreator : null;
        }

        var repeating = FindRepeating(tag);
        return repeating < 0 ? null : StandardDictionary.Instance.Repeating(repeating);
    }

    /// <summary>Finds a standard attribute by its keyword, upper and lower case alike; null when there is none.</summary>
    public static DictionaryEntry? FindKeyword(string keyword)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        return StandardDictionary.Instance.Keyword(keyword);
    }

    /// <summary>Finds a private attribute. Blanks around the creator and the block byte of the tag are ignored.</summary>
    /// <param name="creator">The value of the private creator element that reserves the block (PS3.5 7.8.1).</param>
    /// <param name="tag">The tag in any block: (0019,1023) and (0019,4223) are the same element.</param>
    public static DictionaryEntry? FindPrivate(string creator, DicomTag tag)
    {
        ArgumentNullException.ThrowIfNull(creator);
        return PrivateDictionary.Instance.Find(creator, tag);
    }

    /// <summary>
    /// The VR of a standard attribute, from constant tables and without allocating. A choice is narrowed to what is usual:
    /// "US or SS", "US or OW" and "US or SS or OW" give US, "OB or OW" gives OW (PS3.5 Annex A); a reader that knows the data set can do better.
    /// </summary>
    /// <returns><see cref="DicomVR.None"/> when the tag is unknown or has no VR (items and delimiters).</returns>
    public static DicomVR VROf(DicomTag tag)
    {
        var exact = IndexOf(tag.Value);
        if (exact >= 0)
        {
            return (DicomVR)DicomVRTable.VRs[exact];
        }

        if (tag.IsGroupLength)
        {
            return DicomVR.UL;
        }

        if (tag.IsPrivate)
        {
            return tag.IsPrivateCreator ? DicomVR.LO : DicomVR.None;
        }

        var repeating = FindRepeating(tag);
        return repeating < 0 ? DicomVR.None : (DicomVR)DicomVRTable.RepeatingVRs[repeating];
    }

    /// <summary>The VR of a published private attribute, a choice narrowed as in <see cref="VROf"/>; <see cref="DicomVR.None"/> when it is unknown.</summary>
    /// <param name="creator">The value of the private creator element; blanks around it are ignored.</param>
    /// <param name="tag">The tag in any block.</param>
    public static DicomVR PrivateVROf(string creator, DicomTag tag)
    {
        ArgumentNullException.ThrowIfNull(creator);
        return PrivateDictionary.Instance.VROf(creator, tag);
    }

    /// <summary>
    /// Lists the attributes a pattern names: a keyword or name, a tag <c>(gggg,eeee)</c> or <c>ggggeeee</c>, each with the wildcards <c>*</c> and <c>?</c>,
    /// or a private tag <c>(gggg,{creator}ee)</c>. Letter case does not matter; without a wildcard the whole word has to agree.
    /// </summary>
    /// <returns>Standard attributes first, in the order of their tags, then private ones.</returns>
    public static IEnumerable<DictionaryEntry> Search(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return DictionarySearch.Run(pattern.Trim());
    }

    private static int IndexOf(uint tag)
    {
        var tags = DicomVRTable.Tags;
        var low = 0;
        var high = tags.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            if (tags[middle] == tag)
            {
                return middle;
            }

            if (tags[middle] < tag)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    private static int FindRepeating(DicomTag tag)
    {
        // Curves and overlays repeat in sixteen even groups only (PS3.5 7.6).
        if ((tag.Group >> 8) is 0x50 or 0x60 && (tag.Group & 0xFF) > 0x1E)
        {
            return -1;
        }

        var masks = DicomVRTable.RepeatingMasks;
        var tags = DicomVRTable.RepeatingTags;
        for (var i = 0; i < masks.Length; i++)
        {
            if ((tag.Value & masks[i]) == tags[i])
            {
                return i;
            }
        }

        return -1;
    }
}
