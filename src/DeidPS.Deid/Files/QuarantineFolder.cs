using System.Security.Cryptography;
using System.Text.Json;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>
/// Where objects go that nobody can vouch for, each beside a file with the reason that holds no patient value. A file is copied as it
/// is; what came from the network is written encrypted (<see cref="HeldFile"/>). Both are named by a digest of the object, so the same
/// object comes to the same place again.
/// </summary>
/// <param name="folder">The folder, full path; made when first needed, for this account only. It holds identified data.</param>
/// <param name="key">The site's key, that objects from the network are encrypted with; null when there is none.</param>
public sealed class QuarantineFolder(string folder, DeidKey? key = null)
{
    private const string CopyExtension = ".dcm";
    private const int NameLength = 16;

    private int _count;
    private int _heldCount;

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>Objects that came in during this run.</summary>
    public int Count => _count;

    /// <summary>How many of them are encrypted.</summary>
    public int HeldCount => _heldCount;

    /// <summary>True when copies of files lie in it, of this run or another: identified as they are.</summary>
    public bool HoldsCopies => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*" + CopyExtension).Any();

    /// <summary>True when there is a key to encrypt with.</summary>
    public bool CanHold => key is not null;

    /// <summary>Takes a file in.</summary>
    /// <param name="result">Why; its source is copied and stays.</param>
    /// <param name="stop">Stops between blocks; nothing is left behind.</param>
    /// <returns>The result with the copy's path.</returns>
    /// <exception cref="IOException">The folder cannot be written, or the source cannot be read.</exception>
    public AnonymiseResult Add(AnonymiseResult result, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Add(result, CopyExtension, temporary => Copy(result.Source, temporary, stop));
    }

    /// <summary>Takes an object in that is in memory: as it was read, encrypted.</summary>
    /// <param name="result">Why.</param>
    /// <param name="file">The object; what policies changed of it does not count.</param>
    /// <param name="stop">Stops between blocks; nothing is left behind.</param>
    /// <returns>The result with the path of the encrypted file.</returns>
    /// <exception cref="InvalidOperationException">There is no key, or the object was not read from anything.</exception>
    /// <exception cref="DicomParseException">The object's source is gone, or what was written cannot be read back.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public AnonymiseResult Hold(AnonymiseResult result, DicomFile file, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(file);
        var secret = key ?? throw new InvalidOperationException("There is no key to encrypt with.");
        result = Add(result, HeldFile.Extension, temporary => HeldFile.Write(temporary, secret, file, stop));
        Interlocked.Increment(ref _heldCount);
        return result;
    }

    /// <summary>Records durably that an object was left out on purpose: only why, nothing of the object. The same object has one record.</summary>
    /// <param name="result">Why; its source names the object without a value.</param>
    /// <param name="sopInstanceUid">The object's SOP Instance UID as it came; null when it has none. Kept as its keyed pseudonym, and without a key not at all.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Record(AnonymiseResult result, string? sopInstanceUid)
    {
        ArgumentNullException.ThrowIfNull(result);
        PrivateFile.CreateFolder(folder);
        var uid = key is null || string.IsNullOrEmpty(sopInstanceUid) ? null : new Pseudonymiser(key, new PseudonymSettings()).Uid(sopInstanceUid);
        var name = uid is null ? Guid.NewGuid().ToString("N") : Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(uid)))[..NameLength];
        PrivateFile.Write(Path.Combine(folder, $"filtered-{name}.json"), overwrite: true, reason => WriteReason(result with { SOPInstanceUID = uid }, reason));
    }

    /// <param name="result">Why.</param>
    /// <param name="extension">What the name ends in.</param>
    /// <param name="write">Writes a new file of the given path to the disk and gives the name the object gets, without extension.</param>
    private AnonymiseResult Add(AnonymiseResult result, string extension, Func<string, string> write)
    {
        PrivateFile.CreateFolder(folder);
        var temporary = PrivateFile.Temporary(folder);
        try
        {
            var name = write(temporary);
            var target = Path.Combine(folder, name + extension);

            // The reason first: no object lies there without one, whenever the process ends.
            PrivateFile.Write(Path.Combine(folder, name + ".json"), overwrite: true, reason => WriteReason(result, reason));
            File.Move(temporary, target, overwrite: true);
            PrivateFile.Settle(target);
            Interlocked.Increment(ref _count);
            return result with { QuarantinePath = target };
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static string Copy(string source, string temporary, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        using var output = PrivateFile.CreateNew(temporary);
        var buffer = new byte[128 * 1024];
        for (int n; (n = input.Read(buffer)) > 0;)
        {
            stop.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, n);
            output.Write(buffer, 0, n);
        }

        output.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..NameLength];
    }

    private static void WriteReason(AnonymiseResult result, FileStream output)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("status", result.Status.ToString());
        writer.WriteString("reason", result.Reason.ToString());
        WriteList(writer, "heldCases", result.HeldCases.Select(c => c.ToString()));
        writer.WriteString("errorId", result.ErrorId);
        writer.WriteString("message", result.Message);
        writer.WriteString("recommendedAction", result.RecommendedAction);
        writer.WriteString("sopClassUid", result.SOPClassUID);
        if (result.Status == AnonymiseStatus.Skipped)
        {
            writer.WriteString("source", result.Source);
            writer.WriteString("sopInstanceUid", result.SOPInstanceUID);
        }

        WriteList(writer, "policies", result.Policies);
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
