using System.Net.Sockets;
using DeidPS.Dicom;

namespace DeidPS.Net.Tests.Services;

/// <summary>Every row of the table of status handling (workflow 6.5), and what a retrieval may end with besides.</summary>
public sealed class RetrieveFailureTests
{
    [Theory]
    [InlineData(0x0000, RetrieveFailureKind.Success, "0000", false)]
    [InlineData(0xB000, RetrieveFailureKind.Warning, "B000", false)]
    [InlineData(0xB007, RetrieveFailureKind.Warning, "B007", false)]
    [InlineData(0x0107, RetrieveFailureKind.Warning, "0107", false)]
    [InlineData(0xFE00, RetrieveFailureKind.Transient, "FE00", false)]
    [InlineData(0xA700, RetrieveFailureKind.Transient, "A700", true)]
    [InlineData(0xA701, RetrieveFailureKind.Transient, "A701", true)]
    [InlineData(0xA702, RetrieveFailureKind.Transient, "A702", true)]
    [InlineData(0x0213, RetrieveFailureKind.Transient, "0213", true)]
    [InlineData(0xA801, RetrieveFailureKind.PermanentNode, "A801", false)]
    [InlineData(0x0124, RetrieveFailureKind.PermanentItem, "0124", false)]
    [InlineData(0xA900, RetrieveFailureKind.PermanentItem, "A900", false)]
    [InlineData(0xA9FF, RetrieveFailureKind.PermanentItem, "A9FF", false)]
    [InlineData(0x0122, RetrieveFailureKind.PermanentItem, "0122", false)]
    [InlineData(0x0211, RetrieveFailureKind.PermanentItem, "0211", false)]
    [InlineData(0x0117, RetrieveFailureKind.PermanentItem, "0117", false)]
    [InlineData(0xD000, RetrieveFailureKind.PermanentItem, "D000", false)]
    [InlineData(0xC000, RetrieveFailureKind.TransientTwice, "C000", false)]
    [InlineData(0xCFFF, RetrieveFailureKind.TransientTwice, "CFFF", false)]
    [InlineData(0x0110, RetrieveFailureKind.TransientTwice, "0110", false)]
    public void Each_status_is_of_its_kind(int code, RetrieveFailureKind kind, string text, bool slowsDown)
    {
        var status = DimseStatus.Describe((ushort)code, DimseService.Move);
        Assert.Equal((kind, text, slowsDown, false), Parts(RetrieveFailure.Of(status)));
        if (status.Class == StatusClass.Failure)
        {
            Assert.Equal(RetrieveFailure.Of(status), RetrieveFailure.Of(DimseException.For(status, DimseService.Move, "node")));
            Assert.Equal(RetrieveFailure.Of(status), RetrieveFailure.Of(new RetrieveResult { LastFailure = status }));
        }
    }

    [Fact]
    public void A_class_that_is_not_offered_by_get_may_be_moved()
    {
        var status = DimseStatus.Describe(DimseStatus.SopClassNotSupported, DimseService.Get);
        Assert.True(RetrieveFailure.Of(status, RetrieveMethod.Get).MayMove);
        Assert.True(RetrieveFailure.Of(DimseException.For(status, DimseService.Get, "node"), RetrieveMethod.Get).MayMove);
        Assert.False(RetrieveFailure.Of(DimseStatus.Describe(0xA900, DimseService.Get), RetrieveMethod.Get).MayMove);
        var lacking = new NetworkException(NetworkException.AssociationRejected, "text") { LacksGet = true };
        Assert.Equal((RetrieveFailureKind.PermanentNode, NetworkException.AssociationRejected, false, true), Parts(RetrieveFailure.Of(lacking, RetrieveMethod.Get)));
        Assert.False(RetrieveFailure.Of(lacking).MayMove);
    }

    [Fact]
    public void Texts_name_nothing_of_a_study()
    {
        var series = new RetrievedSeries { SeriesInstanceUID = "2.25.1", SeriesDescription = "ZZNAME", SeriesNumber = 3, Expected = 7, Received = 4, Held = 1 };
        Assert.Equal("series 3, 5 of 7 instances", series.ToString());
        Assert.Equal("series without a number, 0 of unknown instances", new RetrievedSeries { SeriesInstanceUID = "2.25.1" }.ToString());
        var request = new RetrieveRequest { PatientID = "ZZPID", StudyInstanceUID = "2.25.1" };
        Assert.Equal("a study", request.ToString());
        Assert.Equal("a series", (request with { SeriesInstanceUID = "2.25.2" }).ToString());
    }

    [Theory]
    [InlineData(NetworkException.AssociationRejected, true, RetrieveFailureKind.Transport)]
    [InlineData(NetworkException.AssociationRejected, false, RetrieveFailureKind.PermanentNode)]
    [InlineData(NetworkException.NodeUnreachable, true, RetrieveFailureKind.Transport)]
    [InlineData(NetworkException.NodeUnreachable, false, RetrieveFailureKind.PermanentNode)]
    [InlineData(NetworkException.NetworkTimeout, true, RetrieveFailureKind.Transport)]
    [InlineData(NetworkException.AssociationAborted, true, RetrieveFailureKind.Transport)]
    [InlineData(NetworkException.AssociationAborted, false, RetrieveFailureKind.Transport)]
    public void Each_error_of_the_line_is_of_its_kind(string id, bool isTransient, RetrieveFailureKind kind) =>
        Assert.Equal((kind, id, false, false), Parts(RetrieveFailure.Of(new NetworkException(id, "text") { IsTransient = isTransient })));

    [Fact]
    public async Task A_closed_port_and_a_name_that_is_not_known_are_of_the_line()
    {
        var node = new DicomNode { HostName = "127.0.0.1", Port = Peers.LoopbackPort.Free(), CalledAE = "NOBODY" };
        var error = await Assert.ThrowsAsync<NetworkException>(() => Association.RequestAsync(node, [EchoScu.Context], null, default));
        Assert.Equal(RetrieveFailureKind.Transport, RetrieveFailure.Of(error).Kind);
        Assert.Equal(RetrieveFailureKind.Transport, RetrieveFailure.Of(new NetworkException(NetworkException.NodeUnreachable, "text", null, new SocketException((int)SocketError.HostNotFound))).Kind);
    }

    [Fact]
    public void Other_ends_are_of_their_kind()
    {
        Assert.Equal(RetrieveFailureKind.Success, RetrieveFailure.Of(new RetrieveResult { IsComplete = true, LastFailure = DimseStatus.Describe(0xA700, DimseService.Move) }).Kind);
        Assert.Equal((RetrieveFailureKind.Warning, DimseException.RetrieveIncomplete, false, false), Parts(RetrieveFailure.Of(new RetrieveResult())));
        Assert.Equal(RetrieveFailureKind.Warning, RetrieveFailure.Of(new DimseException(DimseException.RetrieveIncomplete, "text", null)).Kind);
        Assert.Equal(RetrieveFailureKind.PermanentItem, RetrieveFailure.Of(new DimseException("DicomValueInvalid", "text", null)).Kind);
        Assert.Equal(RetrieveFailureKind.Transient, RetrieveFailure.Of(new DicomParseException("DicomParseError", 0, "text")).Kind);
        var error = new NetworkException(NetworkException.NetworkTimeout, "text") { IsTransient = true };
        Assert.Equal(RetrieveFailureKind.Transport, RetrieveFailure.Of(new RetrieveResult { Error = error, LastFailure = DimseStatus.Describe(0xA700, DimseService.Move) }).Kind);
    }

    private static (RetrieveFailureKind, string, bool, bool) Parts(RetrieveFailure failure) => (failure.Kind, failure.Code, failure.SlowsDown, failure.MayMove);
}
