namespace DeidPS.Dicom;

/// <content>The data set alone, as it goes over the network: in its own transfer syntax or in another native one.</content>
public sealed partial class DicomFile
{
    /// <summary>
    /// True when <see cref="DatasetStream"/> can give the data set in a transfer syntax: in its own always, and from one of the four native ones
    /// (implicit VR, explicit VR, big endian, deflated) in another when nothing in it is encapsulated and its form is beyond doubt.
    /// </summary>
    public bool CanTranscodeTo(DicomTransferSyntax target)
    {
        if (Failure is not null)
        {
            return false;
        }

        if (target.Uid == TransferSyntax.Uid)
        {
            return true;
        }

        return IsNative(target) && IsNative(TransferSyntax) && !IsSuspect && CanEncode(Dataset, target.IsBigEndian != TransferSyntax.IsBigEndian);
    }

    /// <summary>
    /// The data set without preamble and file meta information, to be read once from front to back: the very bytes it was read from when the
    /// transfer syntax is the file's own, nothing was changed and their number is even, else encoded anew (PS3.5 A.1 to A.5). Bulk values are read from the
    /// source when their turn comes and are never in memory whole.
    /// </summary>
    /// <param name="target">The transfer syntax.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>A stream that is read while this object lives and is not changed; only one at a time.</returns>
    /// <exception cref="DicomWriteException">UnsupportedTransferSyntax: see <see cref="CanTranscodeTo"/>.</exception>
    public Stream DatasetStream(DicomTransferSyntax target, CancellationToken stop)
    {
        if (!CanTranscodeTo(target))
        {
            throw DicomWriteException.NotTranscodable();
        }

        var isSource = _source is not null && !Dataset.IsModified && target.Uid == TransferSyntax.Uid;
        var keepsBytes = ReferenceEquals(Dataset.Encoding, target.Encoding);
        var parts = isSource ? [new DatasetPart(_source!, _datasetStart, _elementsEnd - _datasetStart, null)] : Encode(target, keepsBytes);
        if (keepsBytes && !target.IsDeflated && IsOdd(parts) && !IsSuspect && CanEncode(Dataset, swaps: false))
        {
            // A value of odd length, which nobody may send (PS3.5 7.1.1) and many do not take.
            isSource = false;
            parts = Encode(target, keepsBytes: false);
        }

        var stream = new PartStream(parts, stop);
        return target.IsDeflated && !isSource ? new DeflatingStream(stream) : stream;
    }

    private IReadOnlyList<DatasetPart> Encode(DicomTransferSyntax target, bool keepsBytes)
    {
        var parts = new DatasetParts();
        new DicomWriter(parts, keepsBytes ? null : target.Encoding).Write(Dataset, target.Encoding);
        return parts.Finish();
    }

    private static bool IsOdd(IReadOnlyList<DatasetPart> parts) => parts.Sum(static p => p.Length) % 2 != 0;

    private static bool IsNative(DicomTransferSyntax syntax) =>
        syntax == DicomTransferSyntax.ImplicitLittleEndian || syntax == DicomTransferSyntax.ExplicitLittleEndian
        || syntax == DicomTransferSyntax.ExplicitBigEndian || syntax == DicomTransferSyntax.DeflatedExplicitLittleEndian;

    private static bool CanEncode(DicomDataset dataset, bool swaps)
    {
        foreach (var element in dataset)
        {
            if (element.IsEncapsulated || (swaps && !CanSwap(element, dataset)))
            {
                return false;
            }

            if (element.ItemList is { } items && !items.TrueForAll(item => CanEncode(item, swaps)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The byte order of half a word cannot be turned, and that of words in a byte string is anybody's guess: pixels of more than eight bits are
    /// OW (PS3.5 A.2, A.3).
    /// </summary>
    private static bool CanSwap(DicomElement element, DicomDataset dataset)
    {
        if (element.IsSequence || element.IsEmpty)
        {
            return true;
        }

        if (element.Tag == DicomTags.PixelData && element.VR != DicomVR.OW)
        {
            return dataset.GetText(DicomTags.BitsAllocated) is "8" or "1";
        }

        if (element.Tag.IsCurveData && element.Encoding is { IsExplicitVR: false })
        {
            return false;
        }

        return (element.IsBulk ? element.ValueLength : element.Bytes.Length) % element.VR.WordSize() == 0;
    }
}
