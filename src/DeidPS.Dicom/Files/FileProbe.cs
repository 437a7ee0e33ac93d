using System.Buffers.Binary;

namespace DeidPS.Dicom;

/// <summary>Finds out what a file is before the first element is read: preamble, meta information, encoding.</summary>
internal static class FileProbe
{
    /// <summary>132 when the file has a preamble and DICM, 4 when it starts with DICM, else 0.</summary>
    public static long FindStart(ByteSource source)
    {
        if (source.Length >= 132 && source.Keep(0, 132, DicomReader.ReadAhead).Span[128..].SequenceEqual("DICM"u8))
        {
            return 132;
        }

        return source.Length >= 4 && source.Keep(0, 4, DicomReader.ReadAhead).Span.SequenceEqual("DICM"u8) ? 4 : 0;
    }

    public static bool StartsWithFileMeta(ByteSource source, long start) =>
        source.Length - start >= 8 && BinaryPrimitives.ReadUInt16LittleEndian(source.Keep(start, 8, DicomReader.ReadAhead).Span) == 2;

    /// <summary>The transfer syntax that (0002,0010) names, checked against the first element, or the one the bytes look like.</summary>
    /// <exception cref="DicomParseException">NotDicom, or DicomParseError behind a DICM, when nothing names a syntax and the bytes look like none.</exception>
    public static DicomTransferSyntax ChooseSyntax(ByteSource source, long start, string? uid, List<DicomReadWarning> warnings)
    {
        var named = string.IsNullOrEmpty(uid) ? null : DicomTransferSyntax.Find(uid);
        if (named is { IsDeflated: true } || (named is not null && source.Length - start < 8))
        {
            return named;
        }

        var seen = source.Length - start < 8 ? null : Guess(source, start);
        if (named is not null)
        {
            if (seen is not null && Contradicts(source, start, seen, named))
            {
                warnings.Add(new DicomReadWarning(start, "the data set is not encoded as (0002,0010) says", true));
                return seen;
            }

            return named;
        }

        if (uid is not null)
        {
            warnings.Add(new DicomReadWarning(start, uid.Length == 0 ? "(0002,0010) is empty" : "(0002,0010) names a transfer syntax that is not known", true) { ErrorId = DicomParseException.UnsupportedTransferSyntax });
            return seen ?? DicomTransferSyntax.ExplicitLittleEndian;
        }

        if (seen is null)
        {
            // A file that said DICM or has meta information is a damaged DICOM file: nobody may pass over it as some other kind.
            throw start > 0
                ? DicomParseException.Damaged(start, "no transfer syntax is named and the data set looks like none")
                : new DicomParseException(DicomParseException.NotDicom, start, "this is not a DICOM file");
        }

        warnings.Add(new DicomReadWarning(start, "no transfer syntax is named; it was told from the first element", false));
        return seen;
    }

    /// <summary>Looks whether a bare data set can be in the transfer syntax it was sent in. It is read as that all the same, but is suspect if not.</summary>
    public static void CheckSyntax(ByteSource source, DicomTransferSyntax named, List<DicomReadWarning> warnings)
    {
        if (!named.IsDeflated && source.Length >= 8 && Guess(source, 0) is { } seen && Contradicts(source, 0, seen, named))
        {
            warnings.Add(new DicomReadWarning(0, "the data set is not encoded in the transfer syntax it was sent in", true));
        }
    }

    /// <summary>Letters of a VR that read as an implicit length make more than 16,000 bytes: no first element is that long.</summary>
    private static bool Contradicts(ByteSource source, long start, DicomTransferSyntax seen, DicomTransferSyntax named) =>
        seen.Encoding != named.Encoding && (!named.IsExplicitVR || (!Fits(source, start, named.Encoding) && !IsOfDictionary(source, start, named.Encoding)));

    /// <summary>True when tag and VR of the first element go together: objects rarely begin with a high group, but nothing forbids it.</summary>
    private static bool IsOfDictionary(ByteSource source, long start, DatasetEncoding encoding)
    {
        var bytes = source.Keep(start, 8, DicomReader.ReadAhead).Span;
        var vr = (DicomVR)BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        return vr.IsKnown() && vr == DicomDictionary.VROf(DicomReader.ReadTag(bytes, encoding.IsBigEndian));
    }

    private static DicomTransferSyntax? Guess(ByteSource source, long start)
    {
        foreach (var syntax in (DicomTransferSyntax[])[DicomTransferSyntax.ExplicitLittleEndian, DicomTransferSyntax.ExplicitBigEndian, DicomTransferSyntax.ImplicitLittleEndian])
        {
            if (Fits(source, start, syntax.Encoding))
            {
                return syntax;
            }
        }

        return null;
    }

    /// <summary>True when the first element makes sense in an encoding: a low group, a VR or a known tag, a length within the file.</summary>
    private static bool Fits(ByteSource source, long start, DatasetEncoding encoding)
    {
        var left = source.Length - start;
        var bytes = source.Keep(start, 8, DicomReader.ReadAhead).Span;
        var tag = DicomReader.ReadTag(bytes, encoding.IsBigEndian);
        if (tag.Group is not (0x0004 or 0x0008 or 0x0010 or 0x0018 or 0x0020 or 0x0028))
        {
            return false;
        }

        if (!encoding.IsExplicitVR)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            return DicomDictionary.VROf(tag) != DicomVR.None && (length == uint.MaxValue || length <= left - 8);
        }

        var vr = (DicomVR)BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (!vr.IsKnown())
        {
            return false;
        }

        var shortLength = encoding.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        return vr.HasLongLength() || shortLength <= left - 8;
    }
}
