using System.Buffers;
using System.Text;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Profile;

/// <content>What happens to values. A value that cannot be read gives null, and the caller falls back to removal or a dummy.</content>
internal sealed partial class ProfileWalk
{
    /// <summary>Longer values are neither dates nor UIDs nor words that a list could know.</summary>
    private const int LongestText = 64 * 1024;

    /// <summary>Timezone Offset From UTC.</summary>
    private static readonly DicomTag s_timezone = new(0x00080201);

    private string? _lastDate;
    private string? _lastShifted;

    private static readonly SearchValues<byte> s_temporal = SearchValues.Create("0123456789.:+- \\\0"u8);

    private DicomElement? Removed(DicomElement element)
    {
        _context.Changes.Record(ChangeAction.Removed, element.Dataset!, element.Tag, element, null);
        return null;
    }

    private DicomElement Emptied(DicomElement element, ProfileRule rule)
    {
        if (element.IsEmpty)
        {
            return element;
        }

        var vr = VROf(element, rule);
        var empty = vr == DicomVR.SQ ? DicomElement.CreateSequence(element.Tag) : DicomElement.Create(element.Tag, vr, default);
        _context.Changes.Record(ChangeAction.Emptied, element.Dataset!, element.Tag, element, empty);
        return empty;
    }

    private DicomElement Dummied(DicomElement element, ProfileRule rule)
    {
        var vr = VROf(element, rule);
        if (vr == DicomVR.SQ)
        {
            return Changed(element, DummySequences.For(element, Pseudonymiser.Uid));
        }

        if (vr == DicomVR.UI)
        {
            var original = IsReadable(element) ? Ascii(element) : string.Empty;
            return Replaced(element, vr, Padded(Pseudonymiser.Uid(original.Length == 0 ? "2.25.0" : original), 0));
        }

        return Replaced(element, vr, DummyValues.Of(element.Tag, vr)!.Value);
    }

    /// <summary>The VR a replacement gets: as encoded, else as the dictionary says.</summary>
    private static DicomVR VROf(DicomElement element, ProfileRule rule)
    {
        if (element.IsSequence || rule.VR == DicomVR.SQ)
        {
            return DicomVR.SQ;
        }

        return element.VR is DicomVR.UN or DicomVR.None || element.IsEncapsulated ? rule.VR : element.VR;
    }

    /// <summary>Keeps a value that is what its VR says; a sequence as a frame.</summary>
    private DicomElement? Kept(DicomElement element, ProfileRule rule, ProfileFrame frame)
    {
        if (element.IsSequence)
        {
            WalkItems(element, frame.Place.Items(element.Tag), Inside(element.Tag, frame));
            return element;
        }

        if (element.IsEmpty)
        {
            return element;
        }

        var vr = VROf(element, rule);
        return vr switch
        {
            DicomVR.SQ => null,
            _ when IsCarrier(element, rule.VR) => null,
            DicomVR.DA or DicomVR.DT or DicomVR.TM => IsTemporal(element) ? element : null,
            DicomVR.SH when element.Tag == s_timezone => IsTemporal(element) ? element : null,
            DicomVR.AS when _isBasic && _profile.Settings.MaximumAge is { } maximum => Age(element, maximum),
            _ => element,
        };
    }

    private DicomElement? Cleaned(DicomElement element, ProfileRule rule, ProfileFrame frame)
    {
        switch (rule.Kind)
        {
            case CleanKind.Date:
                return Shifted(element, VROf(element, rule));
            case CleanKind.Words when element.IsSequence:
                WalkItems(element, frame.Place.Items(element.Tag), ContentPlace.Descriptor);
                return element;
            case CleanKind.Words:
                return Worded(element, rule);
            case CleanKind.StructuredContent when element.IsSequence && frame.Content == ContentPlace.ContentItem:
                // The cleaner went into content of content itself, but not into preparation steps there.
                WalkItems(element, frame.Place.Items(element.Tag), element.Tag.Value == 0x00400610 ? ContentPlace.None : ContentPlace.ContentItem);
                return element;
            case CleanKind.StructuredContent or CleanKind.Graphics when element.IsSequence:
                frame.Postpone(element);
                return element;
            default:
                return null;
        }
    }

    private DicomElement? Worded(DicomElement element, ProfileRule rule)
    {
        var vr = VROf(element, rule);
        if (element.IsEmpty)
        {
            return element;
        }

        if (!vr.IsText() || !IsReadable(element))
        {
            return null;
        }

        var text = element.Text ?? string.Empty;
        string? cleaned;
        if (vr.IsBackslashDelimited())
        {
            var values = text.Split('\\');
            var isAnyLeft = false;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = values[i].Length == 0 ? string.Empty : Fitting(_profile.Settings.Words.Clean(element.Tag, values[i]), vr) ?? string.Empty;
                isAnyLeft |= values[i].Length > 0;
            }

            cleaned = isAnyLeft ? string.Join('\\', values) : null;
        }
        else
        {
            cleaned = Fitting(_profile.Settings.Words.Clean(element.Tag, text), vr);
        }

        return string.IsNullOrEmpty(cleaned) ? null : cleaned == text ? element : Texted(element, vr, cleaned);
    }

    private static string? Fitting(string? text, DicomVR vr) =>
        text is null || (vr.MaximumCharacters() is > 0 and var most && text.Length > most) ? null : text;

    /// <summary>A text in the character set of its data set; null when it cannot be written there.</summary>
    private DicomElement? Texted(DicomElement element, DicomVR vr, string text)
    {
        try
        {
            return Changed(element, DicomElement.CreateText(element.Tag, vr, text, element.Dataset!.CharacterSet));
        }
        catch (DicomValueException)
        {
            return null;
        }
    }

    /// <summary>Moves dates; times of day and zones stay. Null when a value is no date or leaves the calendar.</summary>
    private DicomElement? Shifted(DicomElement element, DicomVR vr)
    {
        if (element.IsEmpty)
        {
            return element;
        }

        if (!IsReadable(element))
        {
            return null;
        }

        switch (vr)
        {
            case DicomVR.TM:
                return _profile.Settings.Times == TimeHandling.Keep && IsTemporal(element) ? element : null;
            case DicomVR.SH:
                // A zone moves no date.
                return element.Tag == s_timezone && IsTemporal(element) ? element : null;
            case DicomVR.DA or DicomVR.DT:
                break;
            default:
                return null;
        }

        var text = Ascii(element);
        if (text.Length == 0)
        {
            return element;
        }

        // The dates of one object are mostly one date.
        if (text != _lastDate)
        {
            _lastShifted = DateShift.ApplyAll(text, Patient.OffsetDays);
            _lastDate = text;
        }

        var shifted = _lastShifted;
        return shifted is null ? null : Replaced(element, element.VR == DicomVR.UN ? vr : element.VR, Padded(shifted, (byte)' '));
    }

    private DicomElement? Age(DicomElement element, int maximum)
    {
        if (!IsReadable(element))
        {
            return null;
        }

        var text = Ascii(element);
        var values = text.Split('\\');
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i].Trim();
            if (value.Length == 0)
            {
                continue;
            }

            if (AgeCap.Apply(value, maximum) is not { } capped)
            {
                return null;
            }

            values[i] = capped;
        }

        var result = string.Join('\\', values);
        return result == text ? element : Replaced(element, DicomVR.AS, Padded(result, (byte)' '));
    }

    /// <summary>Maps UIDs by value; those registered by DICOM stay. Null when the value is none.</summary>
    private DicomElement? NewUid(DicomElement element, ProfileRule rule)
    {
        if (element.IsEmpty)
        {
            return element;
        }

        if (!IsReadable(element))
        {
            return null;
        }

        var text = Ascii(element);
        if (text.Length == 0)
        {
            return element;
        }

        var mapped = text.Contains('\\', StringComparison.Ordinal)
            ? string.Join('\\', Array.ConvertAll(text.Split('\\'), Pseudonymiser.Uid))
            : Pseudonymiser.Uid(text);
        return mapped == text ? element : Replaced(element, VROf(element, rule), Padded(mapped, 0));
    }

    private DicomElement Replaced(DicomElement element, DicomVR vr, ReadOnlyMemory<byte> bytes) =>
        !element.IsSequence && !element.IsEncapsulated && !element.IsBulk && element.VR == vr && element.Bytes.Span.SequenceEqual(bytes.Span)
            ? element
            : Changed(element, DicomElement.Create(element.Tag, vr, bytes));

    private DicomElement Changed(DicomElement before, DicomElement after)
    {
        _context.Changes.Record(ChangeAction.Changed, before.Dataset!, before.Tag, before, after);
        return after;
    }

    /// <summary>True when the value is in memory and of a size that text has.</summary>
    private static bool IsReadable(DicomElement element) =>
        !element.IsSequence && !element.IsEncapsulated && !element.IsBulk && element.Length <= LongestText;

    private static string Ascii(DicomElement element)
    {
        var bytes = element.Bytes.Span;
        while (bytes.Length > 0 && bytes[^1] is 0 or (byte)' ')
        {
            bytes = bytes[..^1];
        }

        return Encoding.Latin1.GetString(bytes);
    }

    private static byte[] Padded(string text, byte padding)
    {
        var bytes = new byte[(text.Length + 1) & ~1];
        Encoding.Latin1.GetBytes(text, bytes);
        if (text.Length < bytes.Length)
        {
            bytes[^1] = padding;
        }

        return bytes;
    }

    /// <summary>True when a value has no character but those of dates, times and zones: a name can hide in none of them.</summary>
    private static bool IsTemporal(DicomElement element) =>
        IsReadable(element) && element.Bytes.Span.IndexOfAnyExcept(s_temporal) < 0;
}
