using System.IO.Compression;

namespace DeidPS.Dicom;

/// <summary>Deflates another stream while it is read (PS3.5 A.5, RFC 1951).</summary>
internal sealed class DeflatingStream : ReadOnlyStream
{
    private readonly Stream _plain;
    private readonly MemoryStream _deflated = new();
    private readonly DeflateStream _compressor;
    private readonly byte[] _block = new byte[64 * 1024];
    private long _total;
    private bool _isFinished;

    public DeflatingStream(Stream plain)
    {
        _plain = plain;
        _compressor = new DeflateStream(_deflated, CompressionLevel.Optimal, leaveOpen: true);
    }

    public override int Read(Span<byte> buffer)
    {
        while (_deflated.Position == _deflated.Length && !_isFinished)
        {
            _deflated.SetLength(0);
            var read = _plain.Read(_block);
            if (read > 0)
            {
                _compressor.Write(_block, 0, read);
            }
            else
            {
                Finish();
            }

            _total += _deflated.Length;
            _deflated.Position = 0;
        }

        return _deflated.Read(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _compressor.Dispose();
            _plain.Dispose();
            Array.Clear(_block);
            Array.Clear(_deflated.GetBuffer());
            _deflated.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Finish()
    {
        _compressor.Dispose();
        _isFinished = true;

        // The framework writes nothing for nothing; an empty stream is one empty last block (RFC 1951 3.2.6).
        if (_total + _deflated.Length == 0)
        {
            _deflated.Write([3, 0]);
        }

        // The bit stream is padded to an even number of bytes (PS3.5 A.5).
        if (((_total + _deflated.Length) & 1) != 0)
        {
            _deflated.WriteByte(0);
        }
    }
}
