using DeidPS.Module.Tests.Network;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Bugs;

/// <summary>
/// What a receiver had held could not be released into the receiver's own destination, as README says: the folder it lies in is the one that
/// such a run would hold things in, and that was refused.
/// </summary>
public sealed class B0005_HeldObjectBesideItsDestination : ReceiverTest
{
    [Fact]
    public async Task It_is_taken_again_where_it_was_to_go()
    {
        MakeKey();
        var receiver = Receiver(WithKey);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver));
        Stop(receiver);
        Assert.Single(Held());
        const string Line = "Invoke-Anonymise ($args[0] + '/out-quarantine/*.held') -Destination ($args[0] + '/out') -Policy ($args[0] + '/p.das') -KeyPath ($args[0] + '/site.key')";
        Assert.Equal("Quarantined", Assert.Single(Run(Line, Folder).Values("Status")));
        Assert.Single(Held());
        Assert.Equal("Written", Assert.Single(Run(Line + " -Allow SecondaryCapture, DoseScreen, EncapsulatedDocument", Folder).Values("Status")));

        // A file that is no held object is still no input from there.
        Harness.SampleFile.Write(Hold, "x.dcm");
        Assert.StartsWith("DestinationInsideSource,", Assert.Single(Run(Line.Replace("*.held", "*", StringComparison.Ordinal), Folder).Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}
