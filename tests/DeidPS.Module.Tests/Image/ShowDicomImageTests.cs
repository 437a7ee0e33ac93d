using DeidPS.Dicom;
using DeidPS.Module.Tests.Anonymise;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Image;

public sealed class ShowDicomImageTests : CmdletTest
{
    private const string Id = ",DeidPS.Commands.ShowDicomImageCommand";

    /// <summary>Columns dark to light; the second frame light to dark.</summary>
    private static readonly byte[] s_ramps = [.. Enumerable.Range(0, 80).Select(i => (byte)(i % 10 * 26)), .. Enumerable.Range(0, 80).Select(i => (byte)(234 - (i % 10 * 26)))];

    [Fact]
    public void A_picture_is_one_object_with_typed_properties()
    {
        var path = PictureFile.Write(Folder, "a.dcm", 10, 8, s_ramps, values: [(0x00281050, "128"), (0x00281051, "256")]);
        var result = Run("Show-DicomImage $args[0] -Frame 1 -Format Ascii -Width 10", path);
        Assert.Empty(result.Errors);
        var image = Assert.Single(result.Output);
        Assert.Contains("DeidPS.DicomImage", image.TypeNames);
        Assert.Equal(path, image.Properties["Source"].Value);
        Assert.Equal([1, 2, 8, 10], new[] { "Frame", "NumberOfFrames", "Rows", "Columns" }.Select(n => image.Properties[n].Value));
        Assert.Equal("MONOCHROME2", image.Properties["PhotometricInterpretation"].Value);
        Assert.Equal([128.0, 256.0], new[] { "WindowCenter", "WindowWidth" }.Select(n => image.Properties[n].Value));
        Assert.Equal("Ascii", image.Properties["Format"].Value.ToString());
        const string Line = " .:-=+*#%@";
        Assert.Equal(string.Join('\n', Line, Line, Line, Line), image.Properties["Text"].Value);
        Assert.Equal([Line, Line, Line, Line], (IEnumerable<string>)image.Properties["Lines"].Value);
        Assert.Equal(image.Properties["Text"].Value, image.ToString());
        Assert.Equal("Frame 1 of 2, 10 x 8, window 128/256: a.dcm", image.Properties["Caption"].Value);
    }

    [Fact]
    public void Frames_are_drawn_in_the_order_they_are_asked_for_and_one_that_is_not_there_is_an_error()
    {
        var path = PictureFile.Write(Folder, "a.dcm", 10, 8, s_ramps);
        var result = Run("Show-DicomImage $args[0] -Frame 2, 3, 1 -Format Ascii -Width 10", path);
        Assert.Equal(["2", "1"], result.Values("Frame"));
        Assert.Equal(["@%#*+=-:.", " .:-=+*#%@"], result.Values("Text").Select(t => t.Split('\n')[0]));
        var error = Assert.Single(result.Errors);
        Assert.Equal(("NoMatch" + Id, "There is no frame 3: the object has 2."), (error.FullyQualifiedErrorId, error.ToString()));
        Assert.Equal(path, error.TargetObject);

        // The middle one by default.
        Assert.Equal(["2"], Run("Show-DicomImage $args[0]", path).Values("Frame"));
        Assert.Equal("ParameterArgumentValidationError" + Id, Run("Show-DicomImage $args[0] -Frame 0", path).Errors.Single().FullyQualifiedErrorId);
    }

    [Fact]
    public void A_window_is_given_whole_or_not_at_all()
    {
        var path = PictureFile.Write(Folder, "a.dcm", 4, 2, [0, 100, 101, 255, 0, 100, 101, 255]);
        var image = Assert.Single(Run("Show-DicomImage $args[0] -WindowCenter 101 -WindowWidth 1 -Format Ascii -Width 4", path).Output);
        Assert.Equal(["  @@", 101.0, 1.0], new[] { "Text", "WindowCenter", "WindowWidth" }.Select(n => image.Properties[n].Value));
        foreach (var script in new[] { "Show-DicomImage $args[0] -WindowCenter 40", "Show-DicomImage $args[0] -WindowWidth 40" })
        {
            var result = Run(script, path);
            Assert.Empty(result.Output);
            Assert.Equal("WindowInvalid" + Id, result.Errors.Single().FullyQualifiedErrorId);
        }

        foreach (var script in new[] { "-WindowCenter 1 -WindowWidth 0", "-WindowCenter 1 -WindowWidth -5", "-WindowCenter ([double]::NaN) -WindowWidth 5", "-Width 0", "-Width 501", "-Format Braille" })
        {
            Assert.EndsWith(Id, Run("Show-DicomImage $args[0] " + script, path).Errors.Single().FullyQualifiedErrorId, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Colours_have_no_window_and_pixels_keep_their_shape()
    {
        var path = PictureFile.Write(Folder, "a.dcm", 2, 2, [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255], "RGB", (0x00280034, "2\\1"));
        var image = Assert.Single(Run("Show-DicomImage $args[0] -WindowCenter 1 -WindowWidth 1 -Format HalfBlock -Width 2", path).Output);
        Assert.Null(image.Properties["WindowCenter"].Value);
        Assert.Equal("Frame 1 of 1, 2 x 2: a.dcm", image.Properties["Caption"].Value);

        // Pixels twice as high as wide: two columns are two lines, the upper red and the lower blue.
        const string Red = "\u001b[38;2;255;0;0m\u001b[48;2;255;0;0m\u2580\u2580\u001b[0m", Blue = "\u001b[38;2;0;0;255m\u001b[48;2;0;0;255m\u2580\u2580\u001b[0m";
        Assert.Equal([Red, Blue], (IEnumerable<string>)image.Properties["Lines"].Value);
        Assert.StartsWith("\u001bP0;1;0q\"1;1;20;40#", Run("Show-DicomImage $args[0] -Format Sixel -Width 2", path).Values("Text").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_come_from_paths_wildcards_folders_and_the_pipeline()
    {
        var paths = new[] { "a.dcm", "b[1].dcm", "sub/c.dcm" }.Select(n => PictureFile.Write(Folder, n, 10, 8, s_ramps)).ToList();
        SampleFile.Write(Folder, "report.dcm", dataset => dataset.Remove(DicomTags.PixelData));
        File.WriteAllText(Path.Combine(Folder, "notes.txt"), "not DICOM at all");
        var all = Run("Show-DicomImage $args[0] -Recurse -Verbose", Folder);
        Assert.Empty(all.Errors);
        Assert.Equal(paths, all.Values("Source"));
        Assert.Equal(["notes.txt", "report.dcm"], new[] { "notes.txt", "report.dcm" }.Where(n => all.Verbose.Any(v => v.Contains(n, StringComparison.Ordinal))));
        Assert.Equal(paths[..1], Run("Show-DicomImage $args[0]", Path.Combine(Folder, "a*")).Values("Source"));
        Assert.Equal(paths[1..2], Run("Show-DicomImage -LiteralPath $args[0]", paths[1]).Values("Source"));
        Assert.Equal(paths, Run("$args[0] | Show-DicomImage", (object)paths.ToArray()).Values("Source"));
        Assert.Equal(paths[1..2], Run("[System.IO.FileInfo]::new($args[0]) | Show-DicomImage", paths[1]).Values("Source"));

        // Many rows of a header are one file; pictures lead back to it.
        Assert.Equal(paths[..1], Run("Get-DicomHeader $args[0] | Show-DicomImage | Show-DicomImage", paths[0]).Values("Source"));
    }

    [Fact]
    public void What_cannot_be_drawn_is_an_error_for_its_file_and_the_rest_goes_on()
    {
        var good = PictureFile.Write(Folder, "good.dcm", 10, 8, s_ramps);
        File.WriteAllText(Path.Combine(Folder, "notes.txt"), "These are notes and nothing else.");
        var files = new (string Path, string Id)[]
        {
            (Path.Combine(Folder, "none.dcm"), "PathNotFound"),
            (Path.Combine(Folder, "notes.txt"), "NotDicom"),
            (SampleFile.WriteTruncated(Folder, "cut.dcm"), "DicomTruncated"),
            (SampleFile.Write(Folder, "report.dcm", dataset => dataset.Remove(DicomTags.PixelData)), "NoPixelData"),
            (PictureFile.Write(Folder, "short.dcm", 10, 8, s_ramps, values: (0x00280010, "900")), "PixelDataDamaged"),
            (PictureFile.Write(Folder, "deep.dcm", 10, 8, s_ramps, values: (0x00280100, "32")), "PixelDataUnsupported"),
            (WriteFloat("float.dcm"), "PixelDataUnsupported"),
            (WriteLossless("lossless.dcm"), "UnsupportedTransferSyntax"),
        };
        var result = Run("Show-DicomImage ($args[0] + $args[1])", files.Select(f => f.Path).ToArray(), new[] { good });
        Assert.False(result.IsTerminated);
        Assert.Equal([good], result.Values("Source"));
        Assert.Equal(files.Select(f => f.Id + Id), result.Errors.Select(e => e.FullyQualifiedErrorId));
        Assert.Equal(files.Select(f => f.Path), result.Errors.Select(e => e.TargetObject));
        Assert.All(result.Errors, e => Assert.False(string.IsNullOrEmpty(e.ErrorDetails?.RecommendedAction)));
        Assert.Contains("JPEG Lossless", result.Errors[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_the_pixels_shows_a_value()
    {
        var path = PictureFile.Write(Folder, "a.dcm", 10, 8, s_ramps, values: [(0x00280004, "ZZMONO")]);
        var good = PictureFile.Write(Folder, "good.dcm", 10, 8, s_ramps, values: [(0x00281055, "ZZBONE")]);
        Assert.InRange(Streams.Check(Session, ["ZZ"], "Show-DicomImage $args[0], $args[1] -Frame 1, 9 -Verbose -Debug", path, good), 4, 100);
        Assert.DoesNotContain("ZZ", Session.Render("Show-DicomImage $args[0]", good), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ascii", 119)]
    [InlineData("Ascii", 60)]
    [InlineData("HalfBlock", 119)]
    [InlineData("Sixel", 20)]
    public void The_view_draws_the_lines_as_they_are(string format, int width)
    {
        // Full width, with blanks inside and at the ends of lines.
        var pixels = Enumerable.Range(0, 120 * 120).Select(i => (byte)(i % 7 == 0 ? 255 : i % 120 * 2)).ToArray();
        var path = PictureFile.Write(Folder, "a.dcm", 120, 120, pixels);
        var image = Run("Show-DicomImage $args[0] -Format $args[1] -Width $args[2]", path, format, width).Output.Single();
        var rendered = Session.Render("Show-DicomImage $args[0] -Format $args[1] -Width $args[2]", path, format, width).Split('\n').ToList();
        var lines = ((IEnumerable<string>)image.Properties["Lines"].Value).Select(Plain).ToList();
        var start = rendered.IndexOf((string)image.Properties["Caption"].Value) + 1;
        Assert.True(start > 0);
        Assert.Equal(lines, rendered.Skip(start).Take(lines.Count).Select(l => l.TrimEnd('\r')));

        // The host of the tests takes colours out, as one does that has none.
        static string Plain(string line) => System.Text.RegularExpressions.Regex.Replace(line, "\u001b\\[[0-9;]*m", string.Empty);
    }

    [Fact]
    public void Default_size_fits_the_window_in_width_and_height()
    {
        // The host has 120 columns and 50 lines.
        Assert.Equal(46, Lines("square.dcm", 64, 64).Length);
        Assert.Equal(119, Lines("wide.dcm", 256, 32).Max(l => l.Length));
        Assert.All(Lines("high.dcm", 32, 1024), l => Assert.InRange(l.Length, 1, 3));

        string[] Lines(string name, int columns, int rows) => Run("Show-DicomImage $args[0]", PictureFile.Write(Folder, name, columns, rows, [.. Enumerable.Range(0, columns * rows).Select(i => (byte)(i % columns == 0 ? 0 : 255))])).Values("Text").Single().Split('\n');
    }

    [Fact]
    public void Held_files_are_drawn_with_the_key()
    {
        // A secondary capture is held back.
        var received = new ReceivedFake(Session).Create("STORE 1/1", File.ReadAllBytes(PictureFile.Write(Folder, "a.dcm", 10, 8, s_ramps)));
        File.WriteAllText(Path.Combine(Folder, "p.das"), "version \"6.3\"\n(0010,0010) := \"A\"\n");
        var result = Run("$null = New-DeidKey \"$($args[0])/site.key\"; $args[1] | Invoke-Anonymise -Destination \"$($args[0])/out\" -Policy \"$($args[0])/p.das\" -KeyPath \"$($args[0])/site.key\"", Folder, received);
        Assert.Empty(result.Errors);
        var held = Assert.Single(result.Values("QuarantinePath"));
        Assert.EndsWith(".held", held, StringComparison.Ordinal);
        Assert.Equal("KeyMissing" + Id, Run("Show-DicomImage $args[0]", held).Errors.Single().FullyQualifiedErrorId);
        var image = Assert.Single(Run("Show-DicomImage $args[0] -KeyPath $args[1] -Frame 1 -Width 10 -Format Ascii", held, Path.Combine(Folder, "site.key")).Values("Text"));
        Assert.StartsWith(" .:-=+*#%@\n", image, StringComparison.Ordinal);
    }

    [Fact]
    public void One_frame_of_gigabytes_costs_one_frame()
    {
        var path = WriteSparse("large.dcm", frames: 6144, side: 512);
        Assert.InRange(new FileInfo(path).Length, 3L << 30, 4L << 30);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var image = Assert.Single(Run("Show-DicomImage $args[0] -Frame 6144 -Width 40", path).Output);
        Assert.Equal(6144, image.Properties["NumberOfFrames"].Value);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 50L << 20);
    }

    [Fact]
    public void A_stop_takes_less_than_a_second()
    {
        // 16000 x 16000 pixels that are read twice.
        var path = WriteSparse("wide.dcm", frames: 1, side: 16000);
        Assert.InRange(TimeToStop("while ($true) { Show-DicomImage $args[0] }", path), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(TimeToStop("while ($true) { $args[0] | Show-DicomImage }", PictureFile.Write(Folder, "a.dcm", 10, 8, s_ramps)), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private string WriteFloat(string name)
    {
        var path = PictureFile.Write(Folder, name, 2, 2, new byte[4]);
        using var file = DicomFile.Open(File.ReadAllBytes(path));
        file.Dataset.Remove(DicomTags.PixelData);
        file.Dataset.Set(DicomElement.Create(new DicomTag(0x7FE00008), DicomVR.OF, new byte[16]));
        file.Save(path, overwrite: true);
        return path;
    }

    /// <summary>An empty offset table and a fragment of four bytes behind the header of a JPEG Lossless object.</summary>
    private string WriteLossless(string name)
    {
        var path = PictureFile.Write(Folder, name, 2, 2, new byte[4]);
        using var stream = new MemoryStream();
        using (var file = DicomFile.Open(File.ReadAllBytes(path)))
        {
            file.Dataset.Remove(DicomTags.PixelData);
            DicomFile.Create(file.Dataset, DicomTransferSyntax.Find("1.2.840.10008.1.2.4.70")!).WriteTo(stream);
        }

        File.WriteAllBytes(path, [.. stream.ToArray(), 0xE0, 0x7F, 0x10, 0, (byte)'O', (byte)'B', 0, 0, 255, 255, 255, 255, 0xFE, 0xFF, 0, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0, 0xE0, 4, 0, 0, 0, 1, 2, 3, 4, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        return path;
    }

    /// <summary>Frames of 16 bits that take no room on the disk.</summary>
    private string WriteSparse(string name, int frames, int side)
    {
        var path = Path.Combine(Folder, name);
        LargeFile.Create(path, 2.0 * side * side * frames / (1L << 30), adjust: dataset =>
        {
            foreach (var (tag, text) in new (uint, string)[]
            {
                (0x00280002, "1"), (0x00280004, "MONOCHROME2"), (0x00280008, $"{frames}"), (0x00280010, $"{side}"), (0x00280011, $"{side}"), (0x00280100, "16"), (0x00280101, "16"), (0x00280103, "0"),
            })
            {
                dataset.SetText(new DicomTag(tag), text);
            }
        });
        return path;
    }
}
