using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Services;

/// <summary>What we are ready for when a node does not tell which SOP classes a study has.</summary>
public sealed class LikelyClassesTests
{
    /// <summary>Contexts of an association, less the one of C-GET itself.</summary>
    private const int Most = 127;

    public static TheoryData<string> Modalities => [.. DicomUids.SopClasses.Select(c => c.Modality).Where(m => m.Length > 1).Distinct()];

    [Theory]
    [MemberData(nameof(Modalities))]
    public void Every_class_of_a_modality_that_is_told_fits(string modality)
    {
        var ready = LikelyClasses.Of([modality]).Take(Most).ToList();
        Assert.All(DicomUids.SopClasses.Where(c => c.Modality == modality && !c.IsRetired && c.Uid.StartsWith("1.2.840.10008.5.1.4.1.1.", StringComparison.Ordinal)), c => Assert.Contains(c.Uid, ready));
        Assert.Equal(Most, ready.Distinct().Count());
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.2")]
    [InlineData("1.2.840.10008.5.1.4.1.1.4")]
    [InlineData("1.2.840.10008.5.1.4.1.1.7")]
    [InlineData("1.2.840.10008.5.1.4.1.1.20")]
    [InlineData("1.2.840.10008.5.1.4.1.1.128")]
    [InlineData("1.2.840.10008.5.1.4.1.1.481.1")]
    public void Images_fit_when_no_modality_is_told(string uid) => Assert.Contains(uid, LikelyClasses.Of([]).Take(Most));
}
