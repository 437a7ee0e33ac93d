using DeidPS.Dicom;
using DeidPS.Module.Tests.Network;
using DeidPS.Net;

namespace DeidPS.Module.Tests.Bugs;

/// <summary>A second object with the UID of one that was there, and with other content, was acknowledged and dropped.</summary>
public sealed class B0003_SameInstanceOtherContent : ReceiverTest
{
    private static readonly Action<DicomDataset> s_other = static dataset =>
    {
        Released(dataset);
        dataset.SetText(new DicomTag(0x00280010), "5");
    };

    [Fact]
    public async Task It_is_held_back_and_an_identical_one_is_not_written_again()
    {
        MakeKey();
        var receiver = Receiver(WithKey);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        var copy = Assert.Single(Copies());
        var before = await File.ReadAllBytesAsync(copy);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Assert.Equal((1L, 1L, 0L), (Count(receiver, "Written"), Count(receiver, "Skipped"), Count(receiver, "Quarantined")));

        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, s_other));
        Assert.Equal((1L, 1L, 1L), (Count(receiver, "Written"), Count(receiver, "Skipped"), Count(receiver, "Quarantined")));
        var held = Assert.Single(Held());
        Assert.Contains("DuplicateContent", await File.ReadAllTextAsync(Path.ChangeExtension(held, ".json")), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Assert.Single(Copies())));
        Stop(receiver);
        AssertNoMarker();

        // Somebody looked at both: the one that was held replaces the copy, and once it has done so it is the same.
        const string Release = "Invoke-Anonymise $args[1] -Destination ($args[0] + '/out') -Layout Uid -Policy ($args[0] + '/p.das') -KeyPath ($args[0] + '/site.key') ";
        Assert.Equal("DuplicateContent", Assert.Single(Run(Release, Folder, held).Values("Reason")));
        Assert.Equal("Written", Assert.Single(Run(Release + "-Force", Folder, held).Values("Status")));
        Assert.Equal("AlreadyExists", Assert.Single(Run(Release, Folder, held).Values("Reason")));
        using var file = DicomFile.Open(copy);
        Assert.Equal("5", file.Dataset.GetText(new DicomTag(0x00280010)));
    }

    [Fact]
    public async Task Without_a_key_it_stays_with_its_sender()
    {
        var receiver = Receiver(HereFree);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Assert.Equal(DimseStatus.ProcessingFailure, await SendAsync(receiver, s_other));
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Assert.Single(Copies());
    }

    [Fact]
    public async Task A_copy_that_is_damaged_is_not_the_same()
    {
        MakeKey();
        var receiver = Receiver(WithKey);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        var copy = Assert.Single(Copies());
        await File.WriteAllBytesAsync(copy, (await File.ReadAllBytesAsync(copy))[..^10]);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Assert.Single(Held());
    }

    [Fact]
    public async Task Objects_that_a_policy_left_without_a_uid_do_not_hide_each_other()
    {
        MakeKey();
        WritePolicy(Script + "-(0008,0018)\n");
        var receiver = Receiver(WithKey);
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, Released));
        Assert.Equal(DimseStatus.Success, await SendAsync(receiver, s_other));
        Assert.Equal(2, Copies().Count + Held().Count);
    }
}
