using System.Globalization;

namespace DeidPS;

/// <summary>One frame of an object, drawn for a console.</summary>
public sealed record DicomImage
{
    /// <summary>Full path of the file.</summary>
    public required string Source { get; init; }

    /// <summary>The frame that is drawn, from 1.</summary>
    public required int Frame { get; init; }

    /// <summary>Number of Frames (0028,0008); 1 when it is not said.</summary>
    public required int NumberOfFrames { get; init; }

    /// <summary>Rows (0028,0010) of the frame.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns (0028,0011) of the frame.</summary>
    public required int Columns { get; init; }

    /// <summary>Photometric Interpretation (0028,0004).</summary>
    public required string PhotometricInterpretation { get; init; }

    /// <summary>The value that is shown as middle grey, in units of the modality, such as HU; null when the picture has colours.</summary>
    public required double? WindowCenter { get; init; }

    /// <summary>How many values lie between black and white; null when the picture has colours.</summary>
    public required double? WindowWidth { get; init; }

    /// <summary>How it is drawn; never Auto.</summary>
    public required DicomImageFormat Format { get; init; }

    /// <summary>The lines to write, from the top, with the escape codes of the console where the format has some.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <summary>All lines in one text.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>The line above the picture: position, size, window, and the file name, which may be long.</summary>
    public string Caption
    {
        get
        {
            var window = WindowCenter is { } centre ? string.Create(CultureInfo.InvariantCulture, $", window {centre:0.##}/{WindowWidth:0.##}") : string.Empty;
            return string.Create(CultureInfo.InvariantCulture, $"Frame {Frame} of {NumberOfFrames}, {Columns} x {Rows}{window}: {Path.GetFileName(Source)}");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
