using DeidPS.Deid.Pixels;

namespace DeidPS.Module.Tests.Image;

/// <summary>Pictures as the characters that a console gets, letter for letter.</summary>
public sealed class PictureTextTests
{
    [Fact]
    public void Ascii_goes_from_blank_to_at_sign_in_ten_steps()
    {
        var ramp = Grey(10, 1, [.. Enumerable.Range(0, 10).Select(i => (byte)(i * 26))]);
        Assert.Equal([" .:-=+*#%@"], PictureText.Ascii(ramp));

        // Blanks at the end are left out. Colours are as light as their luminance: red 76, green 149, blue 29.
        Assert.Equal(["@", string.Empty, ":+."], PictureText.Ascii(Colours(3, 3, [0xFFFFFF, 0, 0, 0, 0, 0, 0xFF0000, 0x00FF00, 0x0000FF])));
    }

    [Fact]
    public void Half_blocks_name_a_colour_where_it_changes()
    {
        var picture = Colours(2, 4, [0xFF0000, 0xFF0000, 0x0000FF, 0x0000FF, 0x000000, 0x010203, 0xFFFFFF, 0xFFFFFF]);
        Assert.Equal(
            [
                "\u001b[38;2;255;0;0m\u001b[48;2;0;0;255m\u2580\u2580\u001b[0m",
                "\u001b[38;2;0;0;0m\u001b[48;2;255;255;255m\u2580\u001b[38;2;1;2;3m\u2580\u001b[0m",
            ],
            PictureText.HalfBlocks(picture));
    }

    [Fact]
    public void Sixels_of_grey_are_registers_of_a_percent()
    {
        // Black, middle grey and white side by side, eight rows high: a band of six and one of two.
        var picture = Grey(6, 8, [.. Enumerable.Range(0, 48).Select(i => new byte[] { 0, 0, 0, 0, 128, 255 }[i % 6])]);
        Assert.Equal("\u001bP0;1;0q\"1;1;6;8#0;2;0;0;0#50;2;50;50;50#100;2;100;100;100#0!4~$#50!4?~$#100!5?~-#0!4B$#50!4?B$#100!5?B-\u001b\\", string.Concat(SixelText.Lines(picture)));
        Assert.All(SixelText.Lines(Grey(256, 60, [.. Enumerable.Range(0, 256 * 60).Select(i => (byte)i)])), line => Assert.InRange(line.Length, 1, 72));
    }

    [Fact]
    public void Sixels_of_colours_use_a_cube_and_greys_beside_it()
    {
        // Red is 40 + 5 * 36; a grey between two steps of the cube has a register of its own: 100 is 15 of 39, which is 38 percent.
        var picture = Colours(2, 1, [0xFF0000, 0x646464]);
        Assert.Equal("\u001bP0;1;0q\"1;1;2;1#15;2;38;38;38#220;2;100;0;0#15?@$#220@-\u001b\\", string.Concat(SixelText.Lines(picture)));
    }

    [Fact]
    public void Sixels_decode_to_the_picture()
    {
        var random = new Random(7);
        var pixels = Enumerable.Range(0, 41 * 17).Select(i => random.Next(3) == 0 ? random.Next(1 << 24) : 0x404040).ToArray();
        var decoded = SixelReader.Read(SixelText.Lines(Colours(41, 17, pixels)));
        Assert.Equal((41, 17), (decoded.Width, decoded.Height));
        Assert.InRange(decoded.Registers, 2, 256);
        for (var i = 0; i < pixels.Length; i++)
        {
            // Half a step of the cube, and the rounding to a percent.
            var (wanted, got) = (pixels[i], decoded.Rgb[i]);
            Assert.All(new[] { 16, 8, 0 }, shift => Assert.InRange(((wanted >> shift) & 255) - ((got >> shift) & 255), -28, 28));
        }

        var greys = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        Assert.All(SixelReader.Read(SixelText.Lines(Grey(256, 1, greys))).Rgb.Index(), p => Assert.InRange((p.Item & 255) - p.Index, -2, 2));
    }

    [Theory]

    // A square frame is half as many lines high as columns wide.
    [InlineData(512, 512, 1, 80, 100, 80, 40)]
    [InlineData(512, 512, 1, 119, 46, 92, 46)]
    [InlineData(512, 256, 1, 80, 100, 80, 20)]
    [InlineData(512, 256, 2, 80, 100, 80, 40)]
    [InlineData(512, 512, 0.5, 80, 100, 80, 20)]
    [InlineData(1, 65535, 1, 80, 500, 1, 500)]
    [InlineData(65535, 1, 1, 80, 500, 80, 1)]
    [InlineData(65535, 1, 0.05, 500, 500, 500, 1)]
    [InlineData(4, 4, 1, 1, 500, 1, 1)]
    public void A_picture_fills_the_room_in_the_shape_of_the_frame(int columns, int rows, double aspect, int mostColumns, int mostLines, int expectedColumns, int expectedLines)
    {
        var size = PictureSize.Fit(columns, rows, aspect, mostColumns, mostLines);
        Assert.Equal((expectedColumns, expectedLines), (size.Columns, size.Lines));
        Assert.Equal((expectedColumns, expectedLines), PictureText.AsciiPixels(size));
        Assert.Equal((expectedColumns, 2 * expectedLines), PictureText.HalfBlockPixels(size));
        var (width, height) = SixelText.Pixels(size);
        Assert.Equal(10 * expectedColumns, width);
        Assert.InRange(height, 1, 20 * mostLines);
    }

    [Theory]
    [InlineData(true, "Host", null, null, DicomImageFormat.HalfBlock)]
    [InlineData(true, "Ansi", "", "xterm-256color", DicomImageFormat.HalfBlock)]
    [InlineData(true, null, null, null, DicomImageFormat.HalfBlock)]
    [InlineData(true, "PlainText", null, null, DicomImageFormat.Ascii)]
    [InlineData(true, "Host", "1", null, DicomImageFormat.Ascii)]
    [InlineData(true, "Host", null, "dumb", DicomImageFormat.Ascii)]
    [InlineData(false, "Host", null, null, DicomImageFormat.Ascii)]
    public void Colours_are_used_where_a_console_has_them(bool isTerminal, string? rendering, string? noColour, string? terminal, DicomImageFormat expected) =>
        Assert.Equal(expected, ConsoleScreen.FormatOf(isTerminal, rendering, name => name switch { "NO_COLOR" => noColour, "TERM" => terminal, _ => null }));

    private static FramePicture Grey(int width, int height, byte[] pixels) => new(width, height, (byte[])[.. pixels.SelectMany(p => new[] { p, p, p })]) { Window = new FrameWindow(128, 256) };

    private static FramePicture Colours(int width, int height, int[] pixels) => new(width, height, (byte[])[.. pixels.SelectMany(p => new[] { (byte)(p >> 16), (byte)(p >> 8), (byte)p })]);
}
