using DeidPS.Dicom.Tests.Interop;
using DeidPS.Net.Tests.Receiver;
using Xunit.Abstractions;

namespace DeidPS.Net.Tests.Services;

public sealed class EchoTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Our_receiver_answers_our_echo()
    {
        await using var receiver = new LoopbackListener();
        await using var association = await Association.RequestAsync(receiver.Node, [EchoScu.Context], null, default);
        Assert.Equal("DEIDPS", association.Info.CalledAE);
        for (var i = 0; i < 3; i++)
        {
            var response = await EchoScu.EchoAsync(association, default);
            Assert.Equal(StatusClass.Success, response.Status.Class);
        }

        await association.ReleaseAsync(default);
        Assert.False(association.IsEstablished);
        Assert.Equal(1, receiver.Listener.Counters.Associations);
        Assert.Equal(0, receiver.Listener.Counters.Failed);
    }

    [Fact]
    public async Task Our_receiver_answers_echoscu()
    {
        if (ExternalProgram.Find("echoscu") is not { } echoscu)
        {
            output.WriteLine("echoscu is missing: package dcmtk.");
            return;
        }

        await using var receiver = new LoopbackListener();
        var result = await Task.Run(() => echoscu.Run("-v", "--repeat", "3", "-aec", "DEIDPS", "127.0.0.1", $"{receiver.Port}"));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(0, receiver.Listener.Counters.Failed);
    }

    [Fact]
    public async Task A_title_that_is_not_ours_is_rejected_with_a_remedy()
    {
        await using var receiver = new LoopbackListener();
        var error = await Assert.ThrowsAsync<NetworkException>(() => Association.RequestAsync(receiver.Node with { CalledAE = "OTHER" }, [EchoScu.Context], null, default));
        Assert.Equal(NetworkException.AssociationRejected, error.ErrorId);
        Assert.False(error.IsTransient);
        Assert.Contains("called AE title not recognized", error.Message, StringComparison.Ordinal);
        Assert.Contains("-CalledAE", error.RecommendedAction, StringComparison.Ordinal);
    }
}
