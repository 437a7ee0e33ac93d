using DeidPS.Deid.Policies;
using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>Other labels in objects that a project's policy made: labels only, sealed anew, and nothing where nobody can vouch for the object.</summary>
public sealed class LabelChangeTests
{
    private static readonly DicomTag s_patient = new(0x00100020);
    private static readonly DicomTag s_accession = new(0x00080050);
    private static readonly DicomTag s_study = new(0x00200010);

    [Fact]
    public void Labels_are_replaced_where_they_stand_and_the_object_is_sealed_anew()
    {
        using var file = PolicyRun.Released();
        Assert.Equal(4, Change("S9", "S9_9").Apply(file));
        using var changed = PolicyRun.Reopened(file);
        Assert.Equal(("S9", "S9_9", "S9_9"), (changed.Dataset.GetText(s_patient), changed.Dataset.GetText(s_accession), changed.Dataset.GetText(s_study)));
        var again = new PolicyRunner([PolicyRun.Shipped("project-level")], PolicyRun.Context).Apply(changed);
        Assert.True(again.IsAlreadyDeidentified);

        // Everything else is as it was: changed back, it is the same object to the byte.
        Assert.Equal(4, new LabelChange(PolicyRun.Key.ForProject("LUNG"), PolicyRun.Key) { Subject = ("S9", "S1"), Session = ("S9_9", "S1_1") }.Apply(changed));
        using var before = PolicyRun.Released();
        Assert.Equal(PolicyRun.Bytes(before), PolicyRun.Bytes(changed));
    }

    [Fact]
    public void Other_values_are_left_alone()
    {
        using var file = PolicyRun.Released();
        var before = PolicyRun.Bytes(file);
        Assert.Equal(0, new LabelChange(PolicyRun.Key.ForProject("LUNG"), PolicyRun.Key) { Subject = ("S2", "S9"), Session = ("S2_1", "S9_9") }.Apply(file));
        Assert.Equal(before, PolicyRun.Bytes(file));
    }

    [Fact]
    public void An_object_that_was_changed_or_has_another_key_is_refused()
    {
        using var file = PolicyRun.Released();
        Assert.Null(new LabelChange(PolicyRun.OtherKey) { Subject = ("S1", "S9"), Session = ("S1_1", "S9_9") }.Apply(file));
        file.Dataset.SetText(new DicomTag(0x00180015), "ARM");
        using var tampered = PolicyRun.Reopened(file);
        Assert.Null(Change("S9", "S9_9").Apply(tampered));
        Assert.Equal("S1", tampered.Dataset.GetText(s_patient));
    }

    private static LabelChange Change(string subject, string session) => new(PolicyRun.Key.ForProject("LUNG"), PolicyRun.Key) { Subject = ("S1", subject), Session = ("S1_1", session) };
}
