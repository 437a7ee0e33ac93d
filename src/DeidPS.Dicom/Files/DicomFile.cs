namespace DeidPS.Dicom;

/// <summary>
/// A DICOM file (PS3.10 7), or a bare data set without preamble and file meta information. The header is in memory, bulk
/// values stay in the source, which is open until this object is disposed.
/// </summary>
public sealed partial class DicomFile : IDisposable
{
    private static readonly DicomReadOptions s_identify = new() { Last = DicomTags.SOPClassUID };
    private static readonly byte[] s_prefix = "DICM"u8.ToArray();

    private readonly ByteSource? _source;
    private readonly List<DicomReadWarning> _warnings = [];
    private ByteSource? _inflated;
    private long _datasetStart;
    private long _datasetEnd;
    private bool _beginsAsFile;

    /// <summary>Behind the last element of the data set as it is stored; zeros that a writer padded the file with come after it.</summary>
    private long _elementsEnd;

    private DicomFile(ByteSource? source) => _source = source;

    /// <summary>The elements of group 0002; null for a bare data set.</summary>
    public DicomDataset? FileMeta { get; private set; }

    /// <summary>The data set.</summary>
    public DicomDataset Dataset { get; private set; } = new();

    /// <summary>The transfer syntax: as (0002,0010) says, else as the bytes look.</summary>
    public DicomTransferSyntax TransferSyntax { get; private set; } = DicomTransferSyntax.ExplicitLittleEndian;

    /// <summary>True when the file begins with 128 bytes and <c>DICM</c>.</summary>
    public bool HasPreamble { get; private set; }

    /// <summary>What the reader tolerated, with byte offsets.</summary>
    public IReadOnlyList<DicomReadWarning> Warnings => _warnings;

    /// <summary>True when the reader had to guess: such an object must not be passed on as sound.</summary>
    public bool IsSuspect => Failure is not null || _warnings.Exists(w => w.IsSuspect);

    /// <summary>With <see cref="DicomReadOptions.KeepPartial"/>: the error that ended the reading; null when all was read.</summary>
    public DicomParseException? Failure { get; private set; }

    /// <summary>Size of the source in bytes; 0 for a file made in memory.</summary>
    public long SourceLength => _source?.Length ?? 0;

    /// <summary>True when preamble, meta and data set are as they were read.</summary>
    public bool IsModified => Dataset.IsModified || FileMeta is { IsModified: true };

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="DicomParseException">Not DICOM, damaged or cut short; the message names the byte offset.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static DicomFile Open(string path, DicomReadOptions? options = null) => Open(new FileSource(path), options);

    /// <summary>Tells what a file holds; of a sound one no more is read than that takes.</summary>
    /// <param name="path">Path of the file.</param>
    /// <returns>SOP class as the data set says, else as the meta information does, and transfer syntax. Null where no class is named.</returns>
    /// <exception cref="DicomParseException">Not DICOM, or damaged before that is known; what comes behind is not looked at.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static (string? SopClass, DicomTransferSyntax Syntax) Identify(string path)
    {
        using var file = Open(path, s_identify);
        return (file.Dataset.GetText(DicomTags.SOPClassUID) ?? file.FileMeta?.GetText(DicomTags.MediaStorageSOPClassUID), file.TransferSyntax);
    }

    /// <summary>Reads a file that is in memory. The bytes must not change while the object is used.</summary>
    /// <exception cref="DicomParseException">Not DICOM, damaged or cut short.</exception>
    public static DicomFile Open(ReadOnlyMemory<byte> bytes, DicomReadOptions? options = null) => Open(new MemorySource(bytes), options);

    /// <summary>Reads a whole file that was written into encrypted blocks. Only the header and what is asked for is decrypted.</summary>
    /// <param name="blocks">Complete blocks; disposed with the file, and when this throws.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <exception cref="DicomParseException">Not DICOM, damaged or cut short, or a block was changed since it was written.</exception>
    public static DicomFile OpenEncrypted(EncryptedBlocks blocks, DicomReadOptions? options = null) => Open(new EncryptedSource(blocks), options);

    /// <summary>Reads a bare data set that came off the network in a negotiated transfer syntax; the syntax is known and never guessed.</summary>
    /// <param name="dataset">All bytes of the data set; disposed with the file, and when this throws.</param>
    /// <param name="syntax">The transfer syntax of the presentation context (PS3.8 9.3.3.2).</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <returns>A file without preamble and file meta information until <see cref="EnsureFileMeta"/>.</returns>
    /// <exception cref="DicomParseException">The data set is empty, or, unless partial reading is asked for, damaged or cut short; offsets count from its first byte.</exception>
    /// <exception cref="IOException">The end of a temporary file cannot be written.</exception>
    public static DicomFile OpenDataset(DatasetBuffer dataset, DicomTransferSyntax syntax, DicomReadOptions? options = null)
    {
        DicomFile? file = null;
        try
        {
            dataset.Complete();
            file = new DicomFile(new BufferSource(dataset)) { TransferSyntax = syntax };
            file.ReadBareDataset(options ?? DicomReadOptions.Default);
            return file;
        }
        catch
        {
            file?.Dispose();
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Makes a file of a data set; file meta information follows from its SOP class and instance.</summary>
    public static DicomFile Create(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        var file = new DicomFile(null) { Dataset = dataset, TransferSyntax = syntax, HasPreamble = true };
        file.EnsureFileMeta();
        return file;
    }

    /// <summary>
    /// Gives the file a preamble and file meta information where it has none, and brings (0002,0002) and (0002,0003) in step with
    /// (0008,0016) and (0008,0018) (PS3.10 7.1).
    /// </summary>
    public void EnsureFileMeta()
    {
        if (FileMeta is null)
        {
            FileMeta = new DicomDataset { Encoding = DatasetEncoding.ExplicitLittle };
            FileMeta.Set(DicomElement.Create(DicomTags.FileMetaInformationVersion, DicomVR.OB, new byte[] { 0, 1 }));
            FileMeta.SetText(DicomTags.ImplementationClassUID, DicomImplementation.ClassUid, DicomVR.UI);
            FileMeta.SetText(DicomTags.ImplementationVersionName, DicomImplementation.VersionName, DicomVR.SH);
        }

        HasPreamble = true;
        if (!FileMeta.Contains(DicomTags.FileMetaInformationGroupLength))
        {
            FileMeta.Set(DicomElement.Create(DicomTags.FileMetaInformationGroupLength, DicomVR.UL, new byte[4]));
        }

        if (string.IsNullOrEmpty(FileMeta.GetText(DicomTags.TransferSyntaxUID)))
        {
            FileMeta.SetText(DicomTags.TransferSyntaxUID, TransferSyntax.Uid, DicomVR.UI);
        }

        Follow(DicomTags.MediaStorageSOPClassUID, DicomTags.SOPClassUID);
        Follow(DicomTags.MediaStorageSOPInstanceUID, DicomTags.SOPInstanceUID);
    }

    /// <summary>Names this product as the writer: it is, and the other fields describe who wrote the file before (PS3.10 7.1).</summary>
    /// <remarks>Also drops AE titles, network addresses and private information of the previous writer, and blanks the preamble.</remarks>
    public void ClaimAuthorship()
    {
        EnsureFileMeta();
        FileMeta!.RemoveWhere(static e => e.Tag.Element is > 0x0013);

        // An instance that the data set does not name is the original's, unless somebody set it since.
        if (string.IsNullOrEmpty(Dataset.GetText(DicomTags.SOPInstanceUID)) && FileMeta.Find(DicomTags.MediaStorageSOPInstanceUID) is { IsModified: false })
        {
            FileMeta.Remove(DicomTags.MediaStorageSOPInstanceUID);
        }

        // Setting anew also drops second elements of a tag, whose values nobody looked at.
        FileMeta.Set(DicomElement.Create(DicomTags.FileMetaInformationVersion, DicomVR.OB, new byte[] { 0, 1 }));
        foreach (var tag in (DicomTag[])[DicomTags.MediaStorageSOPClassUID, DicomTags.MediaStorageSOPInstanceUID])
        {
            if (FileMeta.GetText(tag) is { } uid && uid.All(static c => char.IsAsciiDigit(c) || c == '.'))
            {
                FileMeta.SetText(tag, uid, DicomVR.UI);
            }
            else
            {
                FileMeta.Remove(tag);
            }
        }

        FileMeta.SetText(DicomTags.TransferSyntaxUID, TransferSyntax.Uid, DicomVR.UI);
        FileMeta.SetText(DicomTags.ImplementationClassUID, DicomImplementation.ClassUid, DicomVR.UI);
        FileMeta.SetText(DicomTags.ImplementationVersionName, DicomImplementation.VersionName, DicomVR.SH);
        _blankPreamble = true;
    }

    /// <summary>Writes the file under a temporary name, verifies it and renames it.</summary>
    /// <param name="path">Final path; its folder must exist.</param>
    /// <param name="overwrite">True to replace a file of that name.</param>
    /// <param name="durable">True to wait for the disk, for the content before the rename and for the name after it: slower, and safe against power loss as well as a killed process.</param>
    /// <param name="stop">Stops between blocks; nothing is left behind.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DicomWriteException">DestinationExists or WriteFailed.</exception>
    /// <exception cref="IOException">The folder cannot be written or the disk is full.</exception>
    public long Save(string path, bool overwrite = false, bool durable = false, CancellationToken stop = default) => Save(path, overwrite, durable, null, stop);

    /// <summary>As <see cref="Save(string, bool, bool, CancellationToken)"/>, for those who limit how much work is done at once.</summary>
    /// <param name="path">Final path; its folder must exist.</param>
    /// <param name="overwrite">True to replace a file of that name.</param>
    /// <param name="durable">True to wait for the disk.</param>
    /// <param name="beforeWaiting">Called when all is written and only the disk is waited for, which is when other work may begin; null for nobody.</param>
    /// <param name="stop">Stops between blocks; nothing is left behind.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="DicomWriteException">DestinationExists or WriteFailed.</exception>
    /// <exception cref="IOException">The folder cannot be written or the disk is full.</exception>
    public long Save(string path, bool overwrite, bool durable, Action? beforeWaiting, CancellationToken stop)
    {
        using var target = new AtomicFile(path, overwrite);
        using var output = DicomOutput.For(target, stop);
        WriteTo(output);
        output.Flush();
        target.Commit(output, durable, beforeWaiting);
        return output.Length;
    }

    /// <summary>Writes the file to a stream.</summary>
    public void WriteTo(Stream stream)
    {
        using var output = DicomOutput.For(new StreamTarget(stream), default);
        WriteTo(output);
        output.Flush();
    }

    /// <summary>Writes the file into encrypted blocks, which the caller completes.</summary>
    /// <param name="blocks">Takes the bytes.</param>
    /// <param name="stop">Stops between blocks.</param>
    /// <exception cref="IOException">The disk is full or the file cannot be written.</exception>
    public void WriteTo(EncryptedBlocks blocks, CancellationToken stop = default)
    {
        using var output = DicomOutput.For(blocks, stop);
        WriteTo(output);
        output.Flush();
    }

    /// <summary>
    /// Writes the file as it was read into encrypted blocks, which the caller completes: whatever was changed since, and also when
    /// <see cref="Failure"/> ended the reading. A bare data set gets a preamble and file meta information, so that nothing is guessed later.
    /// </summary>
    /// <param name="blocks">Takes the bytes.</param>
    /// <param name="stop">Stops between blocks.</param>
    /// <exception cref="InvalidOperationException">The file was made in memory and never read.</exception>
    /// <exception cref="DicomParseException">The source ends before what was read of it.</exception>
    /// <exception cref="IOException">The disk is full or the file cannot be written.</exception>
    public void WriteOriginalTo(EncryptedBlocks blocks, CancellationToken stop = default)
    {
        var source = _source ?? throw new InvalidOperationException("The file was not read from anything.");
        using var output = DicomOutput.For(blocks, stop);
        if (!_beginsAsFile)
        {
            output.Write(stackalloc byte[128]);
            output.Write(s_prefix);
            new DicomWriter(output).Write(OriginalMeta(), DatasetEncoding.ExplicitLittle);
        }

        output.Copy(source, 0, source.Length);
        output.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inflated?.Dispose();
        _source?.Dispose();
    }

    /// <summary>Not to be told from the bytes: those of a bare data set may look like it by chance.</summary>
    private bool _hasPreambleInSource;

    private bool _blankPreamble;

    private static DicomFile Open(ByteSource source, DicomReadOptions? options)
    {
        var file = new DicomFile(source);
        try
        {
            file.Read(options ?? DicomReadOptions.Default);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Read(DicomReadOptions options)
    {
        var reader = new DicomReader(_source!, options, _warnings);
        var start = FileProbe.FindStart(_source!);
        HasPreamble = _hasPreambleInSource = start == 132;
        _beginsAsFile = start > 0 || FileProbe.StartsWithFileMeta(_source!, start);
        reader.Position = start;
        try
        {
            if (FileProbe.StartsWithFileMeta(_source!, start))
            {
                FileMeta = reader.ReadFileMeta();
                CheckMetaLength(start, reader.Position);
            }

            ReadDataset(reader, options);
        }
        catch (DicomParseException error) when (options.KeepPartial && (FileMeta is { Count: > 0 } || Dataset.Count > 0))
        {
            Failure = error;
        }

        if (FileMeta is null && Dataset.Count == 0)
        {
            throw new DicomParseException(DicomParseException.NotDicom, 0, "this is not a DICOM file");
        }
    }

    private void ReadBareDataset(DicomReadOptions options)
    {
        if (_source!.Length == 0)
        {
            throw DicomParseException.Truncated(0, "the data set is empty");
        }

        var reader = new DicomReader(_source, options, _warnings);
        FileProbe.CheckSyntax(_source, TransferSyntax, _warnings);
        try
        {
            ReadElements(reader, options);
        }
        catch (DicomParseException error) when (options.KeepPartial)
        {
            // Also when the first element is damaged: it was sent as a data set, and its bytes can be kept as such.
            Failure = error;
        }
    }

    private void ReadDataset(DicomReader reader, DicomReadOptions options)
    {
        TransferSyntax = FileProbe.ChooseSyntax(_source!, reader.Position, FileMeta?.GetText(DicomTags.TransferSyntaxUID), _warnings);
        ReadElements(reader, options);
    }

    private void ReadElements(DicomReader reader, DicomReadOptions options)
    {
        _datasetStart = reader.Position;
        _datasetEnd = _source!.Length;
        Dataset = new DicomDataset { Encoding = TransferSyntax.Encoding };
        if (TransferSyntax.IsDeflated)
        {
            var inflated = new InflateSource(_source, _datasetStart);
            _inflated = inflated;
            reader = new DicomReader(inflated, options, _warnings);
            if (inflated.TailStart >= 0)
            {
                _warnings.Add(new DicomReadWarning(inflated.TailStart, "bytes after the deflated data set", true));
            }
        }

        reader.ReadToEnd(Dataset);
        _elementsEnd = TransferSyntax.IsDeflated ? _datasetEnd : reader.ElementsEnd;
        CheckPixelForm();
    }

    /// <summary>Fragments belong to encapsulated transfer syntaxes and to no other (PS3.5 A.4): a file that mixes them is read differently by every program.</summary>
    private void CheckPixelForm()
    {
        if (Dataset.Find(DicomTags.PixelData) is { IsEmpty: false } pixels && pixels.IsEncapsulated != TransferSyntax.IsEncapsulated)
        {
            var form = pixels.IsEncapsulated ? "encapsulated" : "native";
            _warnings.Add(new DicomReadWarning(pixels.Start, $"(7FE0,0010) is {form}, which the transfer syntax is not", true));
        }
    }

    private void CheckMetaLength(long start, long end)
    {
        var element = FileMeta!.Find(DicomTags.FileMetaInformationGroupLength);
        if (element is not { VR: DicomVR.UL } || !uint.TryParse(element.Text, System.Globalization.CultureInfo.InvariantCulture, out var length))
        {
            _warnings.Add(new DicomReadWarning(start, "the file meta information has no usable group length", false));
        }
        else if (element.End + length != end)
        {
            _warnings.Add(new DicomReadWarning(start, "the file meta information group length is wrong", false));
        }
    }

    /// <summary>The file meta information of a bare data set as it was read; the data set at hand may be changed.</summary>
    private DicomDataset OriginalMeta()
    {
        var read = new DicomDataset { Encoding = TransferSyntax.Encoding };
        try
        {
            if (!TransferSyntax.IsDeflated || _inflated is not null)
            {
                new DicomReader(_inflated ?? _source!, DicomReadOptions.Inspect, []).ReadToEnd(read);
            }
        }
        catch (DicomParseException)
        {
            // What comes before the damage is enough for a name, and the name is not needed to read the file.
        }

        using var file = new DicomFile(null) { TransferSyntax = TransferSyntax };
        foreach (var tag in (DicomTag[])[DicomTags.SOPClassUID, DicomTags.SOPInstanceUID])
        {
            if (read.GetText(tag) is { Length: > 0 and <= 64 } uid && uid.All(static c => char.IsAsciiDigit(c) || c == '.'))
            {
                file.Dataset.SetText(tag, uid, DicomVR.UI);
            }
        }

        file.EnsureFileMeta();
        return file.FileMeta!;
    }

    private void Follow(DicomTag metaTag, DicomTag datasetTag)
    {
        var uid = Dataset.GetText(datasetTag);
        if (!string.IsNullOrEmpty(uid) && FileMeta!.GetText(metaTag) != uid)
        {
            FileMeta.SetText(metaTag, uid, DicomVR.UI);
        }
    }

    private void WriteTo(DicomOutput output)
    {
        WritePreamble(output);
        var writer = new DicomWriter(output);
        if (FileMeta is not null)
        {
            writer.Write(FileMeta, DatasetEncoding.ExplicitLittle);
        }

        if (_source is not null && !Dataset.IsModified && Failure is null)
        {
            // Everything after the meta information, bytes behind the last element included, as it was read.
            output.Copy(_source, _datasetStart, _datasetEnd - _datasetStart);
        }
        else if (TransferSyntax.IsDeflated)
        {
            WriteDeflated(output);
        }
        else
        {
            writer.Write(Dataset, TransferSyntax.Encoding);
        }
    }

    private void WriteDeflated(DicomOutput output)
    {
        var parts = new DatasetParts();
        new DicomWriter(parts).Write(Dataset, TransferSyntax.Encoding);
        using var stream = new DeflatingStream(new PartStream(parts.Finish(), output.Stop));
        output.Write(stream);
    }

    private void WritePreamble(DicomOutput output)
    {
        if (!HasPreamble)
        {
            return;
        }

        if (_hasPreambleInSource && !_blankPreamble)
        {
            output.Copy(_source!, 0, 132);
            return;
        }

        output.Write(stackalloc byte[128]);
        output.Write(s_prefix);
    }
}
