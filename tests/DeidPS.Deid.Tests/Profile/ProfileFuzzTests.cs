using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Dicom;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>Damaged objects: whatever a reader accepts goes through the profile and comes out readable, or is refused by a known error.</summary>
public sealed class ProfileFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20261123;

    [Fact]
    public void Damaged_objects_end_in_a_file_or_in_a_known_error()
    {
        var random = new Random(Seed);
        PolicyRunner[] runners =
        [
            ProfileRun.Runner(new ProfileSettings()),
            ProfileRun.Runner(new ProfileSettings
            {
                Options = (ProfileOptions)1023 & ~ProfileOptions.RetainFullDates, TrustPrivateCharacteristics = true,
            }),
            ProfileRun.Runner(new ProfileSettings { Base = ProfileBase.Pseudonyms, Options = ProfileOptions.RetainModifiedDates }),
        ];
        using var study = SampleStudy.Create(Seed);
        var originals = study.Objects.Select(o => Bytes(o.File)).Where(b => b.Length < 300_000).ToList();
        int accepted = 0, refused = 0;
        for (var round = 0; round < 1500; round++)
        {
            var bytes = (byte[])originals[random.Next(originals.Count)].Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                // Mostly in the header, where it hurts.
                bytes[random.Next(132, Math.Min(bytes.Length, 6000))] = (byte)random.Next(256);
            }

            try
            {
                using var file = DicomFile.Open(bytes);
                runners[round % runners.Length].Apply(file);
                using var stream = new MemoryStream(Bytes(file));
                accepted++;
            }
            catch (DeidException)
            {
                refused++;
            }
        }

        output.WriteLine($"seed {Seed}: {accepted} accepted, {refused} refused");
        Assert.True(accepted > 300);
    }

    private static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }
}
