using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Bugs;

/// <summary>U+FFFE is a code point of no character, and .NET refuses to normalise it: a name with it stopped the object with an unexpected error.</summary>
public sealed class B0013_CharacterThatIsNone : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\uFFFE")]
    [InlineData("\uFFFD")]
    [InlineData("\uFFFF")]
    public void Name_comment_and_folder_with_it_are_dealt_with(string character)
    {
        using var study = SampleStudy.Create(3, kinds: ["CT"]);
        var file = study.Objects[0].File;
        file.Dataset.SetText(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        file.Dataset.SetText(new DicomTag(0x00100010), $"ZZQUORN{character}BY^É");
        file.Dataset.SetText(new DicomTag(0x00281055), $"window of ZZQUORN{character}BY");
        var path = _folder.File("in.dcm");
        file.Save(path);
        var runner = new PolicyRunner([new DeidPolicy("basic", new ProfileStep(new ProfileSettings()))], new PolicyContext { Key = new DeidKey(new byte[32]) });
        var result = new FileAnonymiser(runner, new AnonymiseOptions { Destination = _folder.File("out") }).Process(path, $"ZZQUORN{character}BY", 0, WriteMode.Write, default);
        Assert.Equal((AnonymiseStatus.Written, null), (result.Status, result.Message));
        Assert.True(File.ReadAllBytes(result.Destination!).AsSpan().IndexOf("QUORN"u8) < 0);
        Assert.DoesNotContain("QUORN", result.Destination, StringComparison.Ordinal);
    }
}
