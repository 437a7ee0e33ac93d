using System.Security.Cryptography;
using System.Text.Json;
using DeidPS.Dicom;

namespace DeidPS.Deid.Files;

/// <summary>
/// Where objects go that nobody can vouch for: a copy of the input as it is, and beside it a file with the reason that holds no
/// patient value. Both are named by a digest of the input, so the same object comes to the same place again.
/// </summary>
/// <param name="folder">The folder, full path; made when first needed, for this account only. It holds identified data.</param>
public sealed class QuarantineFolder(string folder)
{
    private const int NameLength = 16;
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private int _count;

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>Objects that came in during this run.</summary>
    public int Count => _count;

    /// <summary>Takes an object in.</summary>
    /// <param name="result">Why; its source is copied and stays.</param>
    /// <param name="stop">Stops between blocks; nothing is left behind.</param>
    /// <returns>The result with the copy's path.</returns>
    /// <exception cref="IOException">The folder cannot be written, or the source cannot be read.</exception>
    public AnonymiseResult Add(AnonymiseResult result, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(result);
        MakeFolder();

        // A name of its own while it grows: two workers may take in equal objects at once.
        var temporary = Path.Combine(folder, $"{Guid.NewGuid():N}.deidps-tmp");
        try
        {
            var name = Copy(result.Source, temporary, stop);
            var target = Path.Combine(folder, name + ".dcm");

            // The reason first: no object lies there without one, whenever the process ends.
            WriteReason(result, Path.Combine(folder, name + ".json"));
            File.Move(temporary, target, overwrite: true);
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

    private static void WriteReason(AnonymiseResult result, string path)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $"{Guid.NewGuid():N}.deidps-tmp");
        try
        {
            Write(result, temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Write(AnonymiseResult result, string path)
    {
        using var output = PrivateFile.CreateNew(path);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("status", result.Status.ToString());
        writer.WriteString("reason", result.Reason.ToString());
        WriteList(writer, "heldCases", result.HeldCases.Select(c => c.ToString()));
        writer.WriteString("errorId", result.ErrorId);
        writer.WriteString("message", result.Message);
        writer.WriteString("recommendedAction", result.RecommendedAction);
        writer.WriteString("sopClassUid", result.SOPClassUID);
        WriteList(writer, "policies", result.Policies);
        writer.WriteEndObject();
        writer.Flush();
        output.Flush(flushToDisk: true);
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

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }
    }
}
