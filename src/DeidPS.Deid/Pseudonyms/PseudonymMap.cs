using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Pseudonyms;

/// <summary>
/// An encrypted look-up table from pseudonyms back to originals: a file of AES-256-GCM records that only grows. The table is optional,
/// since the same key gives the same pseudonyms again without it; it answers the question which patient a pseudonym stands for.
/// </summary>
/// <remarks>
/// A record has reached the file when <see cref="Record"/> returns, so the table never lacks a pseudonym of a copy that has its final
/// name, even when the process is killed. A record that a killed process left unfinished is overwritten by the next writer; any other
/// damage is an error. Records missing at the end, and nothing beyond them, cannot be told from records that were never written.
/// </remarks>
public sealed class PseudonymMap : IPseudonymSink, IDisposable
{
    /// <summary>Characters of a value that are kept: no legal identifier is longer, and two of them always fit a record.</summary>
    internal const int MaximumOriginal = 4096;

    /// <summary>Records that are remembered to write each once, at 40 bytes: beyond it the memory starts anew, and a pair may stand twice.</summary>
    private const int KnownLimit = 2_000_000;

    private readonly FileStream _stream;
    private readonly int _knownLimit;
    private readonly Lock _lock = new();

    /// <summary>Digests of what is in the table: originals would take several times the memory.</summary>
    private readonly HashSet<UInt128> _known = [];
    private MapFormat? _format;
    private ulong _number;
    private long _end;
    private bool _isBroken;

    private PseudonymMap(FileStream stream, int knownLimit)
    {
        _stream = stream;
        _knownLimit = knownLimit;
    }

    /// <summary>True when the table ended within a record, as a killed run leaves it; that record was dropped.</summary>
    public bool WasCutShort { get; private set; }

    /// <summary>Opens a table for writing, creating it when it is not there.</summary>
    /// <param name="path">Path of the table; readable by this account only.</param>
    /// <param name="key">The key its pseudonyms are derived from.</param>
    /// <exception cref="PolicyException">MapLocked: another process uses it. MapConflict: it is another key's, no table, or damaged.</exception>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static PseudonymMap Open(string path, DeidKey key) => Open(path, key, KnownLimit);

    /// <summary>Reads all records of a table, in the order they were written. An unfinished last record is left out.</summary>
    /// <param name="path">Path of the table.</param>
    /// <param name="key">The key its pseudonyms are derived from.</param>
    /// <param name="onCut">Called at the end when the last record is unfinished: its writer was killed, or the file was cut.</param>
    /// <exception cref="PolicyException">MapLocked: a run writes to it. MapConflict: it is another key's, no table, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<PseudonymRecord> Read(string path, DeidKey key, Action? onCut = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var stream = Locked(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        using var format = MapFormat.Read(stream, key);
        var isCut = format is null;
        for (ulong number = 0; format?.Open(stream, number, out isCut) is { } text; number++)
        {
            yield return Parse(text);
        }

        if (isCut)
        {
            onCut?.Invoke();
        }
    }

    /// <inheritdoc/>
    /// <remarks>Of a value of more than 4096 characters the beginning and a digest are kept.</remarks>
    /// <exception cref="DestinationException">WriteFailed.</exception>
    public void Record(PseudonymKind kind, string original, string pseudonym)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(pseudonym);
        var text = Encoding.UTF8.GetBytes($"{(int)kind}\n{Shortened(pseudonym)}\n{Shortened(original)}");
        var digest = Digest(text);
        lock (_lock)
        {
            if (!_known.Contains(digest))
            {
                Write(_format!.Seal(_number, text));
                _number++;
                Know(digest);
            }
        }
    }

    /// <summary>Waits until all records are on the disk.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            RandomAccess.FlushToDisk(_stream.SafeFileHandle);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _format?.Dispose();
    }

    /// <summary>The same, with another limit of what is remembered.</summary>
    internal static PseudonymMap Open(string path, DeidKey key, int knownLimit)
    {
        ArgumentNullException.ThrowIfNull(key);
        var map = new PseudonymMap(Locked(() => PrivateFile.OpenAlone(path)), knownLimit);
        try
        {
            map.Continue(key);
            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    private static FileStream Locked(Func<FileStream> open)
    {
        try
        {
            return open();
        }
        catch (IOException error) when (PrivateFile.IsInUse(error))
        {
            throw new PolicyException("The look-up table is in use by another process.", "Wait until the other run has ended, or give each run a table of its own.", "MapLocked");
        }
    }

    private static UInt128 Digest(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static string Shortened(string original)
    {
        if (original.Length <= MaximumOriginal)
        {
            return original;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(original)));
        var note = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"... [{original.Length} characters, SHA-256 {digest}]");
        return string.Concat(original.AsSpan(0, MaximumOriginal - note.Length), note);
    }

    private static PseudonymRecord Parse(byte[] text)
    {
        var parts = Encoding.UTF8.GetString(text).Split('\n', 3);
        return new PseudonymRecord((PseudonymKind)int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[2], parts[1]);
    }

    private static DestinationException NotWritten() => new("WriteFailed", "The look-up table cannot be written.", "Check free space where -MapPath lies.");

    /// <summary>Hands bytes to the operating system, all or none: half a frame amid the file would be damage.</summary>
    private void Write(byte[] bytes)
    {
        if (_isBroken)
        {
            throw NotWritten();
        }

        try
        {
            DiskFile.Write(_stream.SafeFileHandle, bytes, _end);
            _end += bytes.Length;
        }
        catch (IOException)
        {
            _isBroken = !CutOff();
            throw NotWritten();
        }
    }

    private bool CutOff()
    {
        try
        {
            RandomAccess.SetLength(_stream.SafeFileHandle, _end);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Know(UInt128 digest)
    {
        if (_known.Count >= _knownLimit)
        {
            _known.Clear();
        }

        _known.Add(digest);
    }

    /// <summary>Goes behind the last whole record, having learnt what is there already.</summary>
    private void Continue(DeidKey key)
    {
        _format = _stream.Length == 0 ? null : MapFormat.Read(_stream, key);
        if (_format is null)
        {
            WasCutShort = _stream.Length > 0;
            RandomAccess.SetLength(_stream.SafeFileHandle, 0);
            _format = MapFormat.Create(key, out var header);
            Write(header);
            return;
        }

        bool isCut;
        for (_end = _stream.Position; _format.Open(_stream, _number, out isCut) is { } text; _end = _stream.Position)
        {
            Know(Digest(text));
            _number++;
        }

        if (isCut)
        {
            WasCutShort = true;
            RandomAccess.SetLength(_stream.SafeFileHandle, _end);
        }
    }
}
