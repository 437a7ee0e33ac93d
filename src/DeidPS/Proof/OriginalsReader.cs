using System.Collections.Concurrent;
using System.Management.Automation;
using DeidPS.Deid.Proof;
using DeidPS.Dicom;

namespace DeidPS;

/// <summary>Reads a folder of originals for their identifiers, several files at once.</summary>
internal static class OriginalsReader
{
    /// <summary>Collects the identifiers.</summary>
    /// <param name="cmdlet">Who shows how far the reading is.</param>
    /// <param name="folder">Full path of a folder, or of one file.</param>
    /// <param name="workers">Files read at once.</param>
    /// <param name="onError">Told of originals that cannot be read, on the calling thread, in order of their paths.</param>
    /// <param name="stop">Ends the reading.</param>
    public static OriginalIdentifiers Read(Cmdlet cmdlet, string folder, int workers, Action<Exception, string> onError, CancellationToken stop)
    {
        var count = new FileCount();
        count.Add([folder], recurse: true, stop);
        var unreadable = new List<(Exception Error, string Path)>();
        var originals = ShownWork.Run(cmdlet, "Reading originals", (sink, token) => Read(folder, workers, (error, path) => unreadable.Add((error, path)), done => sink.Progress(done, count.Total), token), stop);
        unreadable.ForEach(u => onError(u.Error, u.Path));
        if (originals.FileCount == 0 && unreadable.Count == 0)
        {
            onError(InputPathException.NoOriginals(folder), folder);
        }

        return originals;
    }

    private static OriginalIdentifiers Read(string folder, int workers, Action<Exception, string> onError, Action<long> onDone, CancellationToken stop)
    {
        var originals = new OriginalIdentifiers();
        var done = 0L;
        var failed = new ConcurrentBag<(Exception Error, string Path)>();
        var paths = File.Exists(folder) ? [folder] : FolderWalk.Files(folder, recurse: true, (error, path) => failed.Add((error, path)), stop);
        Parallel.ForEach(paths, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = stop }, path =>
        {
            try
            {
                using var file = DicomFile.Open(path, DicomReadOptions.Inspect);
                originals.Add(file);
                if (file.Failure is { } failure)
                {
                    failed.Add((failure, path));
                }
            }
            catch (DicomParseException error) when (error.ErrorId == DicomParseException.NotDicom)
            {
                // Lists and pictures beside the originals hold nothing this reader understands.
            }
            catch (Exception error) when (error is DeidException or IOException or UnauthorizedAccessException)
            {
                failed.Add((error, path));
            }

            onDone(Interlocked.Increment(ref done));
        });
        foreach (var (error, path) in failed.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            onError(error, path);
        }

        return originals;
    }
}
