using DeidPS.Dicom;

namespace DeidPS;

/// <summary>A file on its way to a node.</summary>
/// <param name="path">Its full path.</param>
internal sealed class SendItem(string path)
{
    /// <summary>Full path.</summary>
    public string Path { get; } = path;

    /// <summary>What became of it; null while it is to be sent.</summary>
    public DicomSendResult? Result { get; set; }

    /// <summary>The error that goes with the result; null for none.</summary>
    public Exception? Error { get; set; }

    /// <summary>SOP class, once the header was read.</summary>
    public string SopClass { get; set; } = string.Empty;

    /// <summary>Transfer syntax of the file, once the header was read.</summary>
    public DicomTransferSyntax? Syntax { get; set; }
}
