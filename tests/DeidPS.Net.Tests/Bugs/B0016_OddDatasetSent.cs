using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;
using DeidPS.Net.Tests.Interop;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Bugs;

/// <summary>
/// A data set of an odd number of bytes went out as it was, in a last fragment of odd length, and dcmtk and what is built on it aborted the association. That
/// were most deflated ones.
/// </summary>
public sealed class B0016_OddDatasetSent
{
    private const string SecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
    private const string Deflated = "1.2.840.10008.1.2.1.99";

    [Fact]
    public async Task An_odd_value_is_sent_with_its_padding()
    {
        var sent = await SendAsync(Object([1, 2, 3]).File());
        Assert.Equal(Object([1, 2, 3, 0]).Bytes, sent);
    }

    [Fact]
    public async Task An_even_data_set_is_sent_as_it_is()
    {
        // Two odd values are none of ours to mend as long as the whole is even.
        var odd = Object([1, 2, 3]).Element(0x7FE10010, "OB", [4]);
        Assert.Equal(odd.Bytes, await SendAsync(odd.File()));
    }

    [Fact]
    public async Task A_deflated_data_set_ends_with_a_NUL()
    {
        for (var length = 2; ; length += 2)
        {
            using var bytes = new MemoryStream();
            using (var deflate = new System.IO.Compression.DeflateStream(bytes, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            {
                deflate.Write(Object([.. Enumerable.Range(0, length).Select(i => (byte)(i * i))]).Bytes);
            }

            if (bytes.Length % 2 != 0)
            {
                var sent = await SendAsync(new DicomBytes().Raw(bytes.ToArray()).File(Deflated));
                Assert.Equal([.. bytes.ToArray(), 0], sent);
                return;
            }
        }
    }

    private static DicomBytes Object(byte[] pixels) =>
        new DicomBytes().Text(0x00080016, "UI", SecondaryCapture).Text(0x00080018, "UI", "2.25.1").Element(0x7FE00010, "OB", pixels);

    private static async Task<byte[]> SendAsync(byte[] bytes)
    {
        var service = new ScriptedService().On(ScriptedCommand.StoreRequestField, new ScriptedResponse(DimseStatus.Success));
        await using var peer = ScriptedPeer.Serving(service);
        using var file = DicomFile.Open(bytes);
        await using var sender = new InstanceSender(OwnSender.Node(peer.Port, ScriptedPeer.AETitle), null, 0);
        var outcome = await sender.SendAsync(file, InstanceSender.Plan([(SecondaryCapture, file.TransferSyntax)]).Groups[0], default);
        Assert.True(outcome.IsSent, outcome.Error?.Message);
        await sender.ReleaseAsync(default);
        return Assert.Single(service.Received).Dataset!;
    }
}
