using DeidPS.Dicom;

namespace DeidPS;

/// <summary>A path the user gave leads to nothing, or not to the file system.</summary>
public sealed class InputPathException : DeidException
{
    /// <summary>No file or folder has this path.</summary>
    public const string PathNotFound = "PathNotFound";

    /// <summary>The path belongs to another provider, such as <c>env:</c>.</summary>
    public const string PathNotFileSystem = "PathNotFileSystem";

    private InputPathException(string errorId, string message, string action)
        : base(errorId, message, action)
    {
    }

    internal static InputPathException NotFound(string path) =>
        new(PathNotFound, $"Nothing is found at '{path}'.", "Check the path; use -LiteralPath when it holds [ or ].");

    internal static InputPathException IsFolder(string path) =>
        new(PathNotFound, $"'{path}' is a folder.", "Name a file in it: two files are compared.");

    internal static InputPathException NoOriginals(string path) =>
        new(PathNotFound, $"No DICOM file is found at '{path}': nothing is known of the originals.", "Name the folder with the originals in -Against.");

    internal static InputPathException IsShare(string path) =>
        new(PathNotFileSystem, $"'{path}' is a share as Windows writes it.", "Mount the share, and give the path of a folder below the place where it is mounted.");

    internal static InputPathException NotFileSystem(string path) =>
        new(PathNotFileSystem, $"'{path}' is not a path of the file system.", "Give a path of a file or folder.");
}
