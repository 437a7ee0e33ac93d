using System.Diagnostics;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Profile;

/// <summary>What the profile costs per object; the time is printed, the memory is held to a limit.</summary>
public sealed class ProfileCostTests(ITestOutputHelper output)
{
    private const int Rounds = 1500;

    [Theory]
    [InlineData(ProfileOptions.None)]
    [InlineData(ProfileOptions.RetainModifiedDates | ProfileOptions.RetainPatientCharacteristics)]
    [InlineData(ProfileOptions.CleanDescriptors | ProfileOptions.RetainModifiedDates)]
    [InlineData(ProfileOptions.RetainSafePrivate | ProfileOptions.RetainDeviceIdentity)]
    public void A_header_costs_little(ProfileOptions options)
    {
        using var study = SampleStudy.Create(20240229);
        var bytes = Bytes(study.Objects.First(o => o.File.Dataset.GetText(DicomTags.SOPClassUID) == "1.2.840.10008.5.1.4.1.1.2").File);
        using var sample = DicomFile.Open(bytes);
        var step = new ProfileStep(new ProfileSettings { Options = options });
        var policy = new DeidPolicy("cost", step);
        var pseudonymiser = new Pseudonymiser(ProfileRun.Key, ProfileRun.Pseudonyms);
        var run = new PolicyContext { Key = ProfileRun.Key };
        var sink = new Nothing();
        double best = double.MaxValue, allocated = 0;
        for (var repeat = 0; repeat < 10; repeat++)
        {
            var files = new DicomFile[Rounds];
            for (var i = 0; i < Rounds; i++)
            {
                files[i] = DicomFile.Open(bytes);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            foreach (var file in files)
            {
                step.Apply(file, new ObjectContext
                {
                    Run = run,
                    Policy = policy,
                    Pseudonymiser = pseudonymiser,
                    Patient = PatientIdentity.Of(file.Dataset),
                    SopClassUid = "1.2.840.10008.5.1.4.1.1.2",
                    Changes = sink,
                    OnWarning = static _ => { },
                });
            }

            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / Rounds);
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Rounds;
        }

        output.WriteLine($"{options}: {best:0.0} microseconds and {allocated:0} bytes for a header of {Count(sample.Dataset)} elements");
        Assert.InRange(allocated, 1, 40_000);
    }

    private static int Count(DicomDataset dataset) => dataset.Sum(e => 1 + e.Items.Sum(Count));

    private static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }

    private sealed class Nothing : Deid.DicomEdit.IChangeSink
    {
        public void Record(Deid.DicomEdit.ChangeAction action, DicomDataset dataset, DicomTag tag, DicomElement? before, DicomElement? after)
        {
        }
    }
}
