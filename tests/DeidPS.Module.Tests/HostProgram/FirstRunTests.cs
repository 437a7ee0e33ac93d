using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.HostProgram;

/// <summary>README's first command, as a user starts it.</summary>
public sealed class FirstRunTests : IDisposable
{
    private static readonly string s_script = PackedModule.Example("first-run.ps1");

    private readonly string _folder = Directory.CreateTempSubdirectory("deidps-first-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_parameters_it_shows_a_sample_what_is_held_back_and_a_second_run()
    {
        var run = PackedModule.Run([s_script], start => start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = _folder);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var place = Path.Combine(_folder, "deidps-first-run");
        Assert.Contains("fingerprint", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DEIDPS-KEY", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("1 x StructuredReport", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 x BurnedInAnnotation", run.Output, StringComparison.Ordinal);
        Assert.Contains("-Allow BurnedInAnnotation", run.Output, StringComparison.Ordinal);
        Assert.Contains("DeidPS/site-wide@", run.Output, StringComparison.Ordinal);
        var copies = Copies(place, "clean");
        Assert.NotEmpty(copies);
        Assert.Contains($"Second run over the copies: {copies.Count} of {copies.Count} known", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(place, "clean-held"), "*.json").Length);
        Assert.Contains("Searched for the originals' identifiers: 0 certain", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(place, "clean-report.html")));

        // What is handed on holds copies and nothing else, and nothing is left where they were made once more.
        Assert.All(Directory.EnumerateFiles(Path.Combine(place, "clean"), "*", SearchOption.AllDirectories), f => Assert.EndsWith(".dcm", f, StringComparison.Ordinal));
        Assert.Equal(["deidps-first-run"], Directory.EnumerateDirectories(_folder).Select(f => Path.GetFileName(f)));
        Assert.DoesNotContain(copies, c => c.Contains("ZZ", StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(place, "clean-private", "first-run.key")));
        }
    }

    [Fact]
    public void Folder_of_ones_own_is_de_identified_with_the_key_given_and_again_to_the_same_names()
    {
        using var session = new ModuleSession();
        Assert.Empty(session.Run("$null = New-DicomSample -Destination $args[0] -Modality CT; $null = New-DeidKey $args[1]", Path.Combine(_folder, "in"), Path.Combine(_folder, "own.key")).Errors);
        var before = Contents("in");
        string[] arguments = [s_script, "-Path", Path.Combine(_folder, "in"), "-Destination", Path.Combine(_folder, "out"), "-Subject", "S9", "-KeyPath", Path.Combine(_folder, "own.key")];
        var run = PackedModule.Run(arguments);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        var copies = Copies(_folder, "out/S9");
        Assert.NotEmpty(copies);
        Assert.Equal("S9", session.Run("(Get-DicomHeader -LiteralPath $args[0] -Tag /PatientID).Value", Path.Combine(_folder, "out", "S9", copies[0])).Output.Single().ToString());
        Assert.Equal(before, Contents("in"));
        Assert.False(Directory.Exists(Path.Combine(_folder, "out-private")));
        Assert.Equal(0, PackedModule.Run(arguments).ExitCode);
        Assert.Equal(copies, Copies(_folder, "out/S9"));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_and_leaves_nothing_behind()
    {
        var run = PackedModule.Run([s_script, "-Path", Path.Combine(_folder, "none"), "-Destination", Path.Combine(_folder, "out")]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is no folder", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    /// <summary>What stands before the help of a script with no line between keeps the shell from finding it.</summary>
    [Theory]
    [InlineData("first-run.ps1")]
    [InlineData("cohort.ps1")]
    [InlineData("query-retrieve.ps1")]
    [InlineData("queue-service.ps1")]
    [InlineData("receiver.ps1")]
    [InlineData("teleradiology.ps1")]
    public void Examples_have_help(string name)
    {
        using var session = new ModuleSession();
        var help = Assert.Single(session.Run("Get-Help $args[0]", PackedModule.Example(name)).Output);
        Assert.DoesNotContain(name, help.Properties["Synopsis"].Value.ToString(), StringComparison.Ordinal);
        Assert.NotNull(help.Properties["examples"]);
    }

    [Fact]
    public void Nothing_to_release_gives_1()
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "in")).FullName, "notes.txt"), "no image");
        var run = PackedModule.Run([s_script, "-Path", Path.Combine(_folder, "in"), "-Destination", Path.Combine(_folder, "out")]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Nothing was written", run.Output, StringComparison.Ordinal);
    }

    private static List<string> Copies(string root, string folder)
    {
        var place = Path.Combine(root, folder);
        return [.. Directory.EnumerateFiles(place, "*.dcm", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(place, f)).Order(StringComparer.Ordinal)];
    }

    private List<string> Contents(string folder) => [.. Directory.EnumerateFiles(Path.Combine(_folder, folder), "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(f => f + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))))];
}
