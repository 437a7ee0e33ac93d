namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>Unwinds the parser to the next statement. The finding itself is in the bag already.</summary>
internal sealed class SyntaxErrorException : Exception
{
    public SyntaxErrorException(bool isFatal)
    {
        IsFatal = isFatal;
    }

    /// <summary>True when reading on makes no sense.</summary>
    public bool IsFatal { get; }
}
