namespace DeidPS;

/// <summary>One input file and how it was found.</summary>
/// <param name="FullName">Full path of the file.</param>
/// <param name="Root">The folder the user named, or the folder of a file the user named.</param>
/// <param name="IsNamed">True when the user named the file itself, by path or wildcard; false when it was found in a folder.</param>
public sealed record InputFile(string FullName, string Root, bool IsNamed)
{
    /// <summary>The path below <see cref="Root"/>.</summary>
    public string RelativePath => Path.GetRelativePath(Root, FullName);

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
