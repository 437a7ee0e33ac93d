using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>A private creator may hold two blocks; an assignment reached the first only.</summary>
public sealed class B0011_CreatorOfTwoBlocks : IDisposable
{
    private readonly HostileFile _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("(0019,{MINE}10) := \"X\"")]
    [InlineData("(0019,{MINE}10) ?= \"X\"")]
    [InlineData("-(0019,{MINE}10)")]
    public void Every_block_of_a_creator_is_reached(string script)
    {
        var bytes = new DicomBytes().Text(0x00080018, "UI", "1.2.3").Text(0x00190010, "LO", "MINE").Text(0x00190011, "LO", "MINE")
            .Text(0x00191010, "LO", HostileFile.Name).Text(0x00191110, "LO", HostileFile.Name).File();
        Assert.False(_file.Run(bytes, script).Leaks);
    }
}
