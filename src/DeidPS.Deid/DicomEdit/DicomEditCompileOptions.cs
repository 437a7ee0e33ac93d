namespace DeidPS.Deid.DicomEdit;

/// <summary>Choices of the script checker.</summary>
public sealed class DicomEditCompileOptions
{
    /// <summary>Warnings refuse the script as errors do. Default: false.</summary>
    public bool Strict { get; init; }

    /// <summary>Variables the caller will supply, beside <c>project</c>, <c>subject</c> and <c>session</c>.</summary>
    public IReadOnlyCollection<string> ExternalVariables { get; init; } = [];

    /// <summary>
    /// Whether <c>echo</c> may write values to the caller's debug log. Default: false, and then echo does nothing: what it
    /// prints may identify a patient.
    /// </summary>
    public bool AllowEcho { get; init; }

    /// <summary>
    /// True when the policy says that its alterPixels rectangles cover all text burned into the image; only then
    /// (0028,0301) Burned In Annotation becomes <c>NO</c>. Default: false.
    /// </summary>
    public bool PixelRegionsComplete { get; init; }

    /// <summary>The longest time one match of a regular expression may take. Default: one second.</summary>
    public TimeSpan MatchTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
