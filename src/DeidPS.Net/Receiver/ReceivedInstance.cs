using DeidPS.Dicom;

namespace DeidPS.Net;

/// <summary>An instance that came in with C-STORE. Its bytes are in memory, or in an encrypted temporary file when there are many; nothing identified is on disk.</summary>
public sealed class ReceivedInstance : IDisposable
{
    private DicomFile? _ahead;
    private DeidException? _failure;

    internal ReceivedInstance(AssociationInfo association, DimseCommand command, DicomTransferSyntax syntax, DatasetBuffer dataset, long ordinal)
    {
        Association = association;
        SopClassUid = command.SopClassUid!;
        SopInstanceUid = command.SopInstanceUid!;
        MoveOriginatorMessageId = command.MoveOriginatorMessageId;
        TransferSyntax = syntax;
        Dataset = dataset;
        Ordinal = ordinal;
    }

    /// <summary>The association that brought it.</summary>
    public AssociationInfo Association { get; }

    /// <summary>Its number on the association, from 1.</summary>
    public long Ordinal { get; }

    /// <summary>SOP class, as the command says.</summary>
    public string SopClassUid { get; }

    /// <summary>SOP instance, as the command says.</summary>
    public string SopInstanceUid { get; }

    /// <summary>Message ID of the C-MOVE it answers (0000,1031); null when it came unasked.</summary>
    public ushort? MoveOriginatorMessageId { get; }

    /// <summary>Its transfer syntax.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    /// <summary>The bytes of its data set.</summary>
    public DatasetBuffer Dataset { get; }

    /// <summary>When it was complete.</summary>
    public DateTimeOffset Received { get; } = DateTimeOffset.UtcNow;

    /// <summary>Name for messages: numbers only.</summary>
    public override string ToString() => FormattableString.Invariant($"association {Association.Number}, instance {Ordinal}");

    /// <summary>Reads the header. The file owns the bytes from then on and is to be disposed instead of this object.</summary>
    /// <param name="options">Limits and tolerances; null for the defaults. With <see cref="DicomReadOptions.KeepPartial"/> a damaged instance is told by <see cref="DicomFile.Failure"/>.</param>
    /// <exception cref="DicomParseException">Damaged or cut short.</exception>
    /// <exception cref="DimseException">The data set is of another class or instance than the command said (PS3.4 B.2.2).</exception>
    public DicomFile OpenFile(DicomReadOptions? options = null)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        var file = _ahead ?? Open(options);
        _ahead = null;
        if (file.Failure is { } failure && options?.KeepPartial != true)
        {
            file.Dispose();
            throw failure;
        }

        return file;
    }

    /// <summary>Reads the header for whoever hands instances on by what they say. <see cref="OpenFile"/> then gives the file that was read, or throws what reading it threw: nothing is read twice.</summary>
    /// <returns>The header, as far as it can be read; null when nothing can.</returns>
    public DicomDataset? ReadAhead()
    {
        if (_ahead is not null || _failure is not null)
        {
            return _ahead?.Dataset;
        }

        try
        {
            _ahead = Open(DicomReadOptions.Inspect);
            return _ahead.Dataset;
        }
        catch (DeidException error) when (error is DimseException or DicomParseException)
        {
            _failure = error;
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ahead?.Dispose();
        Dataset.Dispose();
    }

    private DicomFile Open(DicomReadOptions? options)
    {
        var file = DicomFile.OpenDataset(Dataset, TransferSyntax, options);
        var isSame = file.Failure is not null || (file.Dataset.GetText(DicomTags.SOPClassUID) == SopClassUid && file.Dataset.GetText(DicomTags.SOPInstanceUID) == SopInstanceUid);
        if (!isSame)
        {
            file.Dispose();
            throw new DimseException(DimseException.DimseFailure, "The data set is of another SOP class or instance than the C-STORE that brought it.", "The sending software is at fault; have the object sent by another system.");
        }

        return file;
    }
}
