using DeidPS.Deid.Pixels;

namespace DeidPS.Deid.Tests.Pixels;

/// <summary>Windows, with numbers worked out by hand from the formulas of PS3.3 C.11.2.1.2 and C.11.2.1.3.</summary>
public sealed class FrameWindowTests
{
    [Theory]

    // From c - 0.5 - (w - 1) / 2 to c - 0.5 + (w - 1) / 2. The examples of Note 3 for c = 2048, w = 4096 and c = 0, w = 100.
    [InlineData(VoiFunction.Linear, 2048, 4096, 0, 0)]
    [InlineData(VoiFunction.Linear, 2048, 4096, 2047.5, 127.5)]
    [InlineData(VoiFunction.Linear, 2048, 4096, 4095, 255)]
    [InlineData(VoiFunction.Linear, 2048, 4096, 5000, 255)]
    [InlineData(VoiFunction.Linear, 0, 100, -50, 0)]
    [InlineData(VoiFunction.Linear, 0, 100, -0.5, 127.5)]
    [InlineData(VoiFunction.Linear, 0, 100, 49, 255)]

    // ((60 - 39.5) / 399 + 0.5) * 255 = 140.602
    [InlineData(VoiFunction.Linear, 40, 400, 60, 140.602)]

    // Width 1: a step half a value below the centre.
    [InlineData(VoiFunction.Linear, 10, 1, 9, 0)]
    [InlineData(VoiFunction.Linear, 10, 1, 9.5, 0)]
    [InlineData(VoiFunction.Linear, 10, 1, 10, 255)]

    // A width below 1 as LINEAR_EXACT: ((0.5 - 0.4) / 0.4 + 0.5) * 255 = 191.25
    [InlineData(VoiFunction.Linear, 0.4, 0.4, 0.5, 191.25)]

    [InlineData(VoiFunction.LinearExact, 0, 100, -50, 0)]
    [InlineData(VoiFunction.LinearExact, 0, 100, 0, 127.5)]
    [InlineData(VoiFunction.LinearExact, 0, 100, 25, 191.25)]
    [InlineData(VoiFunction.LinearExact, 0, 100, 50, 255)]
    [InlineData(VoiFunction.LinearExact, 0, 100, 51, 255)]

    // 255 / (1 + e^-1) = 186.420, 255 / (1 + e) = 68.580, 255 / (1 + e^-4) = 250.414
    [InlineData(VoiFunction.Sigmoid, 0, 100, 0, 127.5)]
    [InlineData(VoiFunction.Sigmoid, 0, 100, 25, 186.420)]
    [InlineData(VoiFunction.Sigmoid, 0, 100, -25, 68.580)]
    [InlineData(VoiFunction.Sigmoid, 0, 100, 100, 250.414)]
    public void A_value_has_the_grey_of_the_formula(VoiFunction function, double centre, double width, double value, double expected) =>
        Assert.Equal(expected, new FrameWindow(centre, width, function).Grey(value), 0.001);

    [Fact]
    public void A_window_over_a_range_goes_from_black_to_white()
    {
        var window = FrameWindow.Over(-10, 30);
        Assert.Equal((10, 40), (window.Centre, window.Width));
        Assert.Equal([0, 127.5, 255], new double[] { -10, 10, 30 }.Select(window.Grey));

        // One value only is black.
        Assert.Equal([0, 255], new double[] { 7, 8 }.Select(FrameWindow.Over(7, 7).Grey));
    }
}
