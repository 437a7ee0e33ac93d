namespace DeidPS.Store.Checks;

/// <summary>How many sessions of one modality and manufacturer a project in pilot has, and may still get.</summary>
/// <param name="Modality">(0008,0060).</param>
/// <param name="Manufacturer">(0008,0070) as the site's policy left it; unknown where there is none.</param>
/// <param name="Used">Sessions that are archived.</param>
/// <param name="Left">Sessions that may still be.</param>
public sealed record PilotPlaces(string Modality, string Manufacturer, int Used, int Left)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Modality} {Manufacturer}: {Left}");
}
