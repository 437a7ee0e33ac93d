namespace DeidPS;

/// <summary>Folders of the installed module, found from where this assembly lies: <c>module/bin</c>.</summary>
internal static class ModuleFolders
{
    /// <summary>The shipped policies.</summary>
    public static string Policies { get; } = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(typeof(ModuleFolders).Assembly.Location)!, "..", "policies"));
}
