using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Samples;

public sealed class NewDicomSampleTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("deidps-sample-").FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Writes_one_file_per_object_it_puts_out()
    {
        var result = _session.Run("New-DicomSample $args[0]", _folder);
        Assert.Empty(result.Errors);
        Assert.Equal(12, result.Output.Count);
        Assert.Equal(Files(), result.Values("Path").Order(StringComparer.Ordinal));
        Assert.All(result.Values("Written"), w => Assert.Equal("True", w));
        Assert.Equal(["CR", "CT", "MR", "OT", "PT", "SR", "US"], result.Values("Modality").Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(@"\ISO 2022 IR 87", result.Values("SpecificCharacterSet"));
        Assert.Equal(5, result.Values("TransferSyntaxUID").Distinct().Count());
        Assert.DoesNotContain(string.Empty, result.Values("SOPClassUID"));
    }

    [Fact]
    public void Modality_chooses_and_count_multiplies()
    {
        var result = _session.Run("New-DicomSample -Destination $args[0] -Modality ct, PT -Count 3 -Seed 42", _folder);
        Assert.Equal(18, result.Output.Count);
        Assert.Equal(12, result.Values("Modality").Count(m => m == "CT"));
        Assert.Equal(18, Files().Count);
        Assert.Equal(18, result.Values("SOPInstanceUID").Distinct().Count());
    }

    [Fact]
    public void Same_seed_writes_the_same_bytes()
    {
        var first = _session.Run("New-DicomSample $args[0] -Seed 5 -Modality MR", Path.Combine(_folder, "a")).Values("Path");
        var second = _session.Run("New-DicomSample $args[0] -Seed 5 -Modality MR", Path.Combine(_folder, "b")).Values("Path");
        Assert.Equal(2, first.Count);
        Assert.All(first.Zip(second), pair => Assert.Equal(File.ReadAllBytes(pair.First), File.ReadAllBytes(pair.Second)));
    }

    [Fact]
    public void Whatif_puts_out_objects_and_writes_nothing()
    {
        var result = _session.Run("New-DicomSample $args[0] -Modality CR -WhatIf", Path.Combine(_folder, "none"));
        Assert.Equal("False", Assert.Single(result.Values("Written")));
        Assert.False(Directory.Exists(Path.Combine(_folder, "none")));
    }

    [Fact]
    public void Existing_file_is_an_error_without_force_and_stays()
    {
        var path = Assert.Single(_session.Run("New-DicomSample $args[0] -Modality SR", _folder).Values("Path"));
        File.WriteAllText(path, "mine");
        var result = _session.Run("New-DicomSample $args[0] -Modality SR", _folder);
        Assert.Empty(result.Output);
        Assert.Equal("DestinationExists,DeidPS.Commands.NewDicomSampleCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.False(result.IsTerminated);
        Assert.Equal("mine", File.ReadAllText(path));

        Assert.Empty(_session.Run("New-DicomSample $args[0] -Modality SR -Force", _folder).Errors);
        Assert.NotEqual("mine", File.ReadAllText(path));
    }

    [Fact]
    public void Folder_that_cannot_be_made_ends_the_cmdlet()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "mine");
        var result = _session.Run("New-DicomSample $args[0]", Path.Combine(file, "below"));
        Assert.Empty(result.Output);
        Assert.Equal("WriteFailed,DeidPS.Commands.NewDicomSampleCommand", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("New-DicomSample $args[0] -Count 0")]
    [InlineData("New-DicomSample $args[0] -Modality XX")]
    [InlineData("New-DicomSample ''")]
    public void Wrong_arguments_are_refused(string script)
    {
        var result = _session.Run(script, _folder);
        Assert.StartsWith("ParameterArgumentValidationError,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public void Stopping_leaves_no_unfinished_file()
    {
        using var shell = _session.Shell("New-DicomSample $args[0] -Count 1000", _folder);
        var run = shell.BeginInvoke();
        Assert.True(SpinWait.SpinUntil(() => Files().Count > 5, TimeSpan.FromSeconds(20)));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        shell.Stop();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), clock.Elapsed.ToString());
        Assert.True(run.IsCompleted);
        Assert.All(Files(), f => Assert.EndsWith(".dcm", f, StringComparison.Ordinal));
        Assert.InRange(Files().Count, 6, 11_999);
    }

    [Fact]
    public void Table_shows_what_each_file_is()
    {
        var text = _session.Render("New-DicomSample $args[0] -Modality MR, PT", _folder);
        Assert.Contains("Implicit VR Little Endian", text, StringComparison.Ordinal);
        Assert.Contains("Deflated Explicit VR Little Endian", text, StringComparison.Ordinal);
        Assert.Contains("ISO_IR 100", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 120, line));
    }

    private List<string> Files() => [.. Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
