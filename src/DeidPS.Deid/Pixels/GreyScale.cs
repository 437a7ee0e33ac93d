using DeidPS.Dicom;

namespace DeidPS.Deid.Pixels;

/// <summary>How stored values of a frame become values of the modality (PS3.3 C.11.1), and which of them are shown (C.11.2).</summary>
internal sealed class GreyScale
{
    private readonly double _slope;
    private readonly double _intercept;
    private readonly LookupTable? _table;

    /// <summary>Both ends of the stored values that stand for no pixel; null when all do.</summary>
    private readonly (int One, int Other)? _padding;

    private GreyScale(DicomDataset dataset, int frame)
    {
        var values = FrameAttributes.Holder(dataset, frame, 0x00289145);
        _slope = FrameAttributes.Number(values, 0x00281053) is not 0 and { } slope ? slope : 1;
        _intercept = FrameAttributes.Number(values, 0x00281052) ?? 0;
        _table = FrameAttributes.ItemOf(dataset, new DicomTag(0x00283000), 0) is { } item ? LookupTable.Of(item, 0x00283002, 0x00283006, isColour: false) : null;
        var shown = FrameAttributes.Holder(dataset, frame, 0x00289132);
        Function = shown.GetText(new DicomTag(0x00281056)) switch { "LINEAR_EXACT" => VoiFunction.LinearExact, "SIGMOID" => VoiFunction.Sigmoid, _ => VoiFunction.Linear };
        if (FrameAttributes.Number(shown, 0x00281050) is { } centre && FrameAttributes.Number(shown, 0x00281051) is > 0 and var width)
        {
            Window = new FrameWindow(centre, width, Function);
        }

        if (FrameAttributes.Number(dataset, 0x00280120) is { } padding)
        {
            _padding = ((int)padding, (int)(FrameAttributes.Number(dataset, 0x00280121) ?? padding));
        }
    }

    /// <summary>The first window of the header; null when there is none.</summary>
    public FrameWindow? Window { get; }

    /// <summary>What a window of this frame does between black and white.</summary>
    public VoiFunction Function { get; }

    /// <summary>The scale of a frame.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="frame">The frame, from 0.</param>
    public static GreyScale Of(DicomDataset dataset, int frame) => new(dataset, frame);

    /// <summary>The value of the modality that a stored value stands for.</summary>
    public double ValueOf(int stored) => _table is { } table ? table[stored] : (stored * _slope) + _intercept;

    /// <summary>Whether a pattern of stored bits stands for no pixel (PS3.3 C.7.5.1.1.2). The header may tell of it with the sign or without.</summary>
    public bool IsPadding(int pattern, PixelForm form)
    {
        if (_padding is not { } padding)
        {
            return false;
        }

        var (one, other) = (form.ValueOf(padding.One & (form.Patterns - 1)), form.ValueOf(padding.Other & (form.Patterns - 1)));
        return form.ValueOf(pattern) is var value && value >= Math.Min(one, other) && value <= Math.Max(one, other);
    }
}
