namespace DeidPS.Net.Tests.Pacs;

/// <summary>One image, by its series and number from 1.</summary>
internal readonly record struct PacsInstance(PacsSeries Series, int Number)
{
    /// <summary>(0008,0018).</summary>
    public string Uid => Series.Instance(Number);
}
