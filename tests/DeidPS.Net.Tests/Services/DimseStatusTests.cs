namespace DeidPS.Net.Tests.Services;

/// <summary>Classes of status codes (PS3.7 Annex C; PS3.4 B.2.3, C.4) and what they mean for a retry (workflow 6.5).</summary>
public sealed class DimseStatusTests
{
    [Theory]
    [InlineData(0x0000, DimseService.Move, StatusClass.Success, false, false)]
    [InlineData(0x0107, DimseService.Store, StatusClass.Warning, false, false)]
    [InlineData(0x0116, DimseService.Store, StatusClass.Warning, false, false)]
    [InlineData(0xB000, DimseService.Store, StatusClass.Warning, true, false)]
    [InlineData(0xB006, DimseService.Store, StatusClass.Warning, false, false)]
    [InlineData(0xB007, DimseService.Store, StatusClass.Warning, false, false)]
    [InlineData(0xB000, DimseService.Move, StatusClass.Warning, true, false)]
    [InlineData(0xFF00, DimseService.Find, StatusClass.Pending, false, false)]
    [InlineData(0xFF01, DimseService.Find, StatusClass.Pending, false, false)]
    [InlineData(0xFE00, DimseService.Move, StatusClass.Cancel, true, false)]
    [InlineData(0xA700, DimseService.Store, StatusClass.Failure, true, false)]
    [InlineData(0xA701, DimseService.Move, StatusClass.Failure, true, false)]
    [InlineData(0xA702, DimseService.Get, StatusClass.Failure, true, false)]
    [InlineData(0xA801, DimseService.Move, StatusClass.Failure, false, true)]
    [InlineData(0xA900, DimseService.Move, StatusClass.Failure, false, false)]
    [InlineData(0xA900, DimseService.Store, StatusClass.Failure, false, false)]
    [InlineData(0x0117, DimseService.Move, StatusClass.Failure, false, false)]
    [InlineData(0x0122, DimseService.Get, StatusClass.Failure, false, false)]
    [InlineData(0x0124, DimseService.Find, StatusClass.Failure, false, false)]
    [InlineData(0x0211, DimseService.Move, StatusClass.Failure, false, false)]
    [InlineData(0xC000, DimseService.Store, StatusClass.Failure, true, false)]
    [InlineData(0xCFFF, DimseService.Move, StatusClass.Failure, true, false)]
    [InlineData(0x0110, DimseService.Store, StatusClass.Failure, true, false)]
    [InlineData(0x0299, DimseService.Move, StatusClass.Failure, false, false)]
    [InlineData(0x4711, DimseService.Move, StatusClass.Failure, false, false)]
    public void A_code_has_its_class(int code, DimseService service, StatusClass expected, bool isTransient, bool isConfiguration)
    {
        var status = DimseStatus.Describe((ushort)code, service);
        Assert.Equal((expected, isTransient, isConfiguration), (status.Class, status.IsTransient, status.IsConfiguration));
        Assert.Equal(expected is StatusClass.Success or StatusClass.Pending, status.Remedy is null);
        Assert.StartsWith($"{code:X4}H, ", status.ToString(), StringComparison.Ordinal);
    }
}
