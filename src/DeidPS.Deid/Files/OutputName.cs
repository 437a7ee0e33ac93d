using System.Globalization;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>Names output files by what the policies made of the object, never by how the input was called.</summary>
internal static class OutputName
{
    /// <summary>Relative path of an output.</summary>
    /// <param name="layout">How folders are laid out.</param>
    /// <param name="folders">The judged folders of the input.</param>
    /// <param name="result">The data set after the policies.</param>
    /// <param name="ordinal">The input's place in the run, for objects that have no UID.</param>
    public static string For(OutputLayout layout, FolderNames folders, DicomDataset result, int ordinal)
    {
        var uid = SafeUid(result.GetText(DicomTags.SOPInstanceUID));
        var name = (uid ?? string.Create(CultureInfo.InvariantCulture, $"no-uid-{ordinal:D6}")) + ".dcm";
        return layout == OutputLayout.Relative
            ? Path.Combine(folders.OutputFolder(result), name)
            : Path.Combine(
                SafeUid(result.GetText(DicomTags.StudyInstanceUID)) ?? "study",
                SafeUid(result.GetText(DicomTags.SeriesInstanceUID)) ?? "series",
                name);
    }

    /// <summary>The UID when it is one (PS3.5 9.1): digits and dots, at most 64, so that a hostile value cannot name a path.</summary>
    public static string? SafeUid(string? uid)
    {
        if (uid is not { Length: > 0 and <= 64 })
        {
            return null;
        }

        foreach (var c in uid)
        {
            if (!char.IsAsciiDigit(c) && c != '.')
            {
                return null;
            }
        }

        return uid.Trim('.').Length == uid.Length ? uid : null;
    }
}
