using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Net.Tests.Peers;

/// <summary>A file as the network sees it: SOP class, instance and transfer syntax.</summary>
internal sealed record CorpusInstance(string Path, string SopClass, string SopInstance, string TransferSyntax, string Study, string Series)
{
    /// <summary>Name in tables of known refusals: folder and file.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!) + "/" + System.IO.Path.GetFileName(Path);

    /// <summary>
    /// Sound files of the corpus that C-STORE can name: those with SOP class and instance in the data set and a transfer syntax in the file meta
    /// information. Of files with the same SOP instance the first, since an archive keeps one.
    /// </summary>
    public static IReadOnlyList<CorpusInstance> Corpus { get; } = [.. Dicom.Tests.Interop.Corpus.Readable.Select(Read).OfType<CorpusInstance>().DistinctBy(i => i.SopInstance)];

    /// <summary>The sample study's files, which any clone has.</summary>
    public static IReadOnlyList<CorpusInstance> Samples(TemporaryFolder folder) => [.. Dicom.Tests.Interop.Corpus.GeneratedFiles(folder).Select(Read).OfType<CorpusInstance>()];

    /// <summary>The corpus where it is, and the sample study.</summary>
    public static IReadOnlyList<CorpusInstance> All(TemporaryFolder folder) => [.. Corpus, .. Samples(folder)];

    /// <summary>The instance in a file; null when the file names none.</summary>
    public static CorpusInstance? Read(string path)
    {
        using var file = DicomFile.Open(path);
        var syntax = file.FileMeta?.GetText(DicomTags.TransferSyntaxUID);
        var sopClass = file.Dataset.GetText(DicomTags.SOPClassUID);
        var instance = file.Dataset.GetText(DicomTags.SOPInstanceUID);
        if (string.IsNullOrEmpty(syntax) || string.IsNullOrEmpty(sopClass) || string.IsNullOrEmpty(instance))
        {
            return null;
        }

        return new CorpusInstance(path, sopClass, instance, syntax, Text(file, DicomTags.StudyInstanceUID), Text(file, DicomTags.SeriesInstanceUID));
    }

    /// <summary>The bytes behind preamble and file meta information, as they are: deflated where the syntax is.</summary>
    public byte[] DatasetBytes() => DatasetBytes(Path);

    /// <inheritdoc cref="DatasetBytes()"/>
    public static byte[] DatasetBytes(string path) => DatasetBytes(File.ReadAllBytes(path), (_, _) => false);

    /// <summary>
    /// The same of a file that a receiver wrote, whose meta group length is right: so it tells apart elements of group 0002 that came in the data set itself, which
    /// storescu makes of a file whose group length is too small.
    /// </summary>
    public byte[] StoredBytes() => StoredBytes(File.ReadAllBytes(Path));

    /// <inheritdoc cref="StoredBytes()"/>
    public static byte[] StoredBytes(byte[] file) => DatasetBytes(file, (start, position) => position == start + 12 + BitConverter.ToInt32(file, start + 8));

    private static byte[] DatasetBytes(byte[] bytes, Func<int, int, bool> isEnd)
    {
        var start = bytes.AsSpan(0, Math.Min(132, bytes.Length)).EndsWith("DICM"u8) ? 132 : 0;
        var position = start;
        while (position + 8 <= bytes.Length && BitConverter.ToUInt16(bytes, position) == 2 && !isEnd(start, position))
        {
            var isLong = bytes.AsSpan(position + 4, 2).SequenceEqual("OB"u8) || bytes.AsSpan(position + 4, 2).SequenceEqual("UN"u8);
            position += isLong ? 12 + BitConverter.ToInt32(bytes, position + 8) : 8 + BitConverter.ToUInt16(bytes, position + 6);
        }

        return bytes[position..];
    }

    private static string Text(DicomFile file, DicomTag tag) => file.Dataset.GetText(tag) ?? string.Empty;
}
