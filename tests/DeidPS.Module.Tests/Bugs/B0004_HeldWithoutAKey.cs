using DeidPS.Module.Tests.Network;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Bugs;

/// <summary>
/// An object without Study and Series Instance UID was answered 0110 under a script policy without a key, and nobody could tell why. It was not
/// for the UIDs: it was a secondary capture, which is held back, and without a key nothing can be held. The answer says so now, and the start warns of it.
/// </summary>
public sealed class B0004_HeldWithoutAKey : ReceiverTest
{
    [Fact]
    public async Task Objects_without_study_and_series_are_written()
    {
        var receiver = Receiver(HereFree);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Assert.Equal(Path.Combine(Out, "study", "series", "1.2.3.4.5.dcm"), Assert.Single(Copies()));
    }

    [Fact]
    public async Task What_is_held_back_for_want_of_a_key_says_so_to_the_sender_and_at_the_start()
    {
        WritePolicy();
        var start = Run(HereFree, Folder);
        Assert.Contains("no key", Assert.Single(start.Warnings), StringComparison.Ordinal);
        var port = (int)Assert.Single(start.Output).Properties["Port"].Value;
        using var file = Harness.SampleFile.Create();
        using var stream = file.DatasetStream(file.TransferSyntax, default);
        await using var association = await Association.RequestAsync(Node(port), [Context(file.Dataset)], null, default);
        var command = new DimseCommand { Operation = DimseOperation.StoreRequest, MessageId = 1, SopClassUid = association.Contexts[0].AbstractSyntax, SopInstanceUid = "1.2.3.4.5" };
        await association.SendAsync(association.Contexts[0].Id, command, stream, default);
        var answer = (await association.ReceiveAsync(default))!.Command;
        Assert.Equal(DimseStatus.ProcessingFailure, answer.Status);
        Assert.Equal("held back, and there is no key to keep it with", answer.ErrorComment);
        Assert.Empty(Copies());
    }
}
