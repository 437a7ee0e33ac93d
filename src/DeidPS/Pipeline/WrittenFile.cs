using DeidPS.Deid.Files;

namespace DeidPS;

/// <summary>Files that cmdlets write beside their output.</summary>
internal static class WrittenFile
{
    /// <summary>The error of a file that cannot be written.</summary>
    public static DestinationException Unwritable(string path, Exception error) =>
        new("WriteFailed", $"The file '{path}' cannot be written ({error.GetType().Name}).", "Check folder, permissions and free space.");
}
