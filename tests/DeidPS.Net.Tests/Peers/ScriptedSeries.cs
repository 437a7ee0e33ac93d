namespace DeidPS.Net.Tests.Peers;

/// <summary>A series of a <see cref="ScriptedHolding"/>; its instances are named after it: <c>2.25.12.1</c> and so on.</summary>
internal sealed record ScriptedSeries(string Uid, int Count)
{
    public string Modality { get; init; } = "CT";

    public string Description { get; init; } = string.Empty;

    public string Number { get; init; } = string.Empty;

    /// <summary>True when it tells (0020,1209).</summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>SOP class of an instance, by its number from 1.</summary>
    public Func<int, string> SopClass { get; init; } = static _ => ScriptedHolding.CtImage;

    public IEnumerable<string> Instances => Enumerable.Range(1, Count).Select(Instance);

    public string Instance(int number) => FormattableString.Invariant($"{Uid}.{number}");
}
