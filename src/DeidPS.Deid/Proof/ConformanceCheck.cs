using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Proof;

/// <summary>Checks one object's form: required attributes, values by VR, private blocks, file meta information, the record of the de-identification.</summary>
/// <param name="findings">Takes what is wrong.</param>
/// <param name="originals">What originals lacked already, and had in a form that is none; null when there are none.</param>
internal sealed class ConformanceCheck(FindingList findings, NeedleSet? originals)
{
    private static readonly System.Buffers.SearchValues<char> s_codeCharacters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _");
    private static readonly DicomTag s_temporal = new(0x00280303);

    public void Check(DicomFile file)
    {
        var isDirectory = file.FileMeta?.GetText(DicomTags.MediaStorageSOPClassUID) == DicomUids.MediaStorageDirectory;
        Meta(file, isDirectory);
        Dataset(file.Dataset, isDirectory);
        if (isDirectory)
        {
            return;
        }

        Required(file.Dataset);
        Record(file.Dataset);
    }

    private void Meta(DicomFile file, bool isDirectory)
    {
        if (file.FileMeta is not { } meta)
        {
            findings.Add("(0002,0000)", FindingRule.FileMeta, FindingConfidence.Certain);
            return;
        }

        if (!isDirectory)
        {
            Same(DicomTags.MediaStorageSOPClassUID, DicomTags.SOPClassUID);
            Same(DicomTags.MediaStorageSOPInstanceUID, DicomTags.SOPInstanceUID);
        }

        foreach (var element in meta)
        {
            // AE titles, network addresses and private information are of the previous writer (deid-profile: PS3.10 7.1).
            if (element.Tag.Element > 0x0013 && !element.IsEmpty)
            {
                findings.Add(element.Tag.ToString(), FindingRule.FileMeta, FindingConfidence.Certain);
            }

            Value(meta, element);
        }

        void Same(DicomTag metaTag, DicomTag tag)
        {
            if (meta.GetText(metaTag) != file.Dataset.GetText(tag))
            {
                findings.Add(metaTag.ToString(), FindingRule.FileMeta, FindingConfidence.Certain);
            }
        }
    }

    /// <summary>Required attributes that a data set lacks: without SOP class and instance nobody knows what else is required.</summary>
    public static IEnumerable<(string SopClassUid, DicomTag Tag)> Missing(DicomDataset dataset)
    {
        var sopClass = dataset.GetText(DicomTags.SOPClassUID) ?? string.Empty;
        var root = IodDefinition.For(sopClass).Root;
        foreach (var tag in root.Required.Union([DicomTags.SOPClassUID, DicomTags.SOPInstanceUID]))
        {
            var element = dataset.Find(tag);
            if (element is null || (element.IsEmpty && root.TypeOf(tag) is AttributeType.Type1 or AttributeType.None))
            {
                yield return (sopClass, tag);
            }
        }
    }

    private void Required(DicomDataset dataset)
    {
        foreach (var place in Missing(dataset))
        {
            // What originals of that kind lacked already is none of the policy's doing; without originals nobody knows whose it is.
            var isVital = place.Tag == DicomTags.SOPClassUID || place.Tag == DicomTags.SOPInstanceUID;
            if (isVital || originals?.Missing.Contains(place) != true)
            {
                findings.Add(place.Tag.ToString(), FindingRule.MissingAttribute, isVital || originals is not null ? FindingConfidence.Certain : FindingConfidence.Possible);
            }
        }
    }

    private void Record(DicomDataset dataset)
    {
        var removed = dataset.GetText(DicomTags.PatientIdentityRemoved);
        if (removed != "YES")
        {
            // NO is an honest record that nobody judged the pixels; nothing is none.
            findings.Add(DicomTags.PatientIdentityRemoved.ToString(), FindingRule.DeidentificationRecord, removed == "NO" ? FindingConfidence.Possible : FindingConfidence.Certain);
        }

        var codes = CodesOf(dataset);
        if (codes.Count == 0 && string.IsNullOrEmpty(dataset.GetText(DicomTags.DeidentificationMethod)))
        {
            findings.Add(DicomTags.DeidentificationMethod.ToString(), FindingRule.DeidentificationRecord, FindingConfidence.Certain);
        }

        // The option that was claimed tells what must be said of dates (PS3.15 E.3.6).
        var temporal = dataset.GetText(s_temporal);
        var expected = codes.Contains("113106") ? "UNMODIFIED" : codes.Contains("113107") ? "MODIFIED" : codes.Contains("113100") ? "REMOVED" : null;
        if (string.IsNullOrEmpty(temporal) || (expected is not null && temporal != expected))
        {
            findings.Add(s_temporal.ToString(), FindingRule.DeidentificationRecord, FindingConfidence.Certain);
        }
    }

    private static HashSet<string> CodesOf(DicomDataset dataset)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in dataset.Find(DicomTags.DeidentificationMethodCodeSequence)?.Items ?? [])
        {
            if (item.GetText(new DicomTag(0x00080102)) == "DCM" && item.GetText(new DicomTag(0x00080100)) is { } code)
            {
                codes.Add(code);
            }
        }

        return codes;
    }

    private void Dataset(DicomDataset dataset, bool isDirectory)
    {
        foreach (var element in dataset)
        {
            var tag = element.Tag;
            if (tag.Group is 0x0000 or 0x0002 || (tag.Group == 0x0004 && !isDirectory))
            {
                Add(dataset, tag, FindingRule.MisplacedGroup);
            }
            else if (tag.IsPrivate)
            {
                PrivateBlock(dataset, tag);
            }

            foreach (var item in element.Items)
            {
                Dataset(item, isDirectory);
            }

            Value(dataset, element);
        }
    }

    private void PrivateBlock(DicomDataset dataset, DicomTag tag)
    {
        if (tag.IsPrivateCreator)
        {
            var isUsed = false;
            for (var i = 0; i < dataset.Count && !isUsed; i++)
            {
                isUsed = dataset[i].Tag.Group == tag.Group && dataset[i].Tag.Element >> 8 == tag.Element;
            }

            if (!isUsed)
            {
                Add(dataset, tag, FindingRule.PrivateBlock);
            }
        }
        else if (!tag.IsGroupLength && string.IsNullOrEmpty(dataset.CreatorOf(tag)))
        {
            Add(dataset, tag, FindingRule.PrivateBlock);
        }
    }

    private void Value(DicomDataset dataset, DicomElement element)
    {
        var vr = element.VR;
        if (!vr.IsText() || element.IsSequence || element.IsEncapsulated || element.IsBulk || element.IsEmpty)
        {
            return;
        }

        if (vr.UsesCharacterSet())
        {
            dataset.CharacterSet.Decode(element.Bytes.Span, vr, out var isLossless);
            if (!isLossless)
            {
                Add(dataset, element.Tag, FindingRule.CharacterSet);
                return;
            }
        }

        foreach (var value in element.Values)
        {
            if (value.Length > 0 && !IsLegal(vr, value))
            {
                // What stood there before is none of the policy's doing, and identifies nobody by its form: a person looks.
                var isOfOriginal = originals?.Malformed.Contains((element.Tag, value)) == true;
                findings.Add(FindingList.PathOf(dataset, element.Tag), FindingRule.ValueForm, isOfOriginal ? FindingConfidence.Possible : FindingConfidence.Certain, recommendation: Recommendations.OfForm(vr));
                return;
            }
        }
    }

    /// <summary>Whether a value has the form of its VR (PS3.5 Table 6.2-1).</summary>
    internal static bool IsLegal(DicomVR vr, string value)
    {
        if (vr == DicomVR.PN)
        {
            var groups = value.Split('=');
            return groups.Length <= 3 && Array.TrueForAll(groups, static g => g.Length <= 64 && g.AsSpan().Count('^') <= 4);
        }

        if (vr.MaximumCharacters() is > 0 and var limit && value.Length > limit && new StringInfo(value).LengthInTextElements > limit)
        {
            return false;
        }

        var culture = CultureInfo.InvariantCulture;
        return vr switch
        {
            DicomVR.DA => IsDay(value),
            DicomVR.DT => IsDateTime(value),
            DicomVR.TM => IsTime(value),
            DicomVR.AS => value.Length == 4 && !value.AsSpan(0, 3).ContainsAnyExceptInRange('0', '9') && value[3] is 'D' or 'W' or 'M' or 'Y',
            DicomVR.CS => !value.AsSpan().ContainsAnyExcept(s_codeCharacters),
            DicomVR.UI => IsUid(value),
            DicomVR.IS => int.TryParse(value.Trim(), NumberStyles.AllowLeadingSign, culture, out _),
            DicomVR.DS => double.TryParse(value.Trim(), NumberStyles.Float, culture, out var number) && double.IsFinite(number),
            DicomVR.LO or DicomVR.SH or DicomVR.AE => !value.AsSpan().ContainsAnyInRange('\0', '\u001F'),
            _ => true,
        };
    }

    private static bool IsDay(string value) => value.Length == 8 && DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDateTime(string value)
    {
        var zone = value.AsSpan().IndexOfAny('+', '-');
        var stem = zone < 0 ? value : value[..zone];
        var digits = stem.AsSpan().IndexOf('.') is >= 0 and var dot ? dot : stem.Length;
        return digits >= 4 && digits % 2 == 0 && !stem.AsSpan(0, digits).ContainsAnyExceptInRange('0', '9')
            && (digits < 8 || IsDay(stem[..8])) && (digits <= 8 || IsTime(stem[8..])) && (zone < 0 || value.Length == zone + 5);
    }

    private static bool IsTime(string value)
    {
        var dot = value.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? value : value[..dot];
        return whole.Length is 2 or 4 or 6 && (dot < 0 || whole.Length == 6) && !whole.AsSpan().ContainsAnyExceptInRange('0', '9')
            && string.CompareOrdinal(whole[..2], "24") < 0 && (whole.Length < 4 || string.CompareOrdinal(whole, 2, "60", 0, 2) < 0)
            && (dot < 0 || (value.Length - dot is > 1 and <= 7 && !value.AsSpan(dot + 1).ContainsAnyExceptInRange('0', '9')));
    }

    private static bool IsUid(string value)
    {
        foreach (var range in value.AsSpan().Split('.'))
        {
            var part = value.AsSpan()[range];
            if (part.IsEmpty || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0'))
            {
                return false;
            }
        }

        return true;
    }

    private void Add(DicomDataset dataset, DicomTag tag, FindingRule rule) => findings.Add(FindingList.PathOf(dataset, tag), rule, FindingConfidence.Certain);
}
