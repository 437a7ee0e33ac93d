using DeidPS.Deid.Files;
using DeidPS.Deid.Policies;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Files;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>What was changed since, bit by bit.</summary>
public sealed partial class SealTests
{
    [Theory]
    [InlineData("value")]
    [InlineData("padding")]
    [InlineData("long text")]
    [InlineData("added")]
    [InlineData("removed")]
    [InlineData("added in an item")]
    [InlineData("removed in an item")]
    [InlineData("value in an item")]
    [InlineData("item added")]
    [InlineData("item emptied")]
    [InlineData("private added")]
    [InlineData("duplicate added")]
    [InlineData("moved to another tag")]
    [InlineData("overlay added")]
    [InlineData("pixels longer")]
    [InlineData("code of a stranger")]
    [InlineData("claims of the seal")]
    [InlineData("seal value")]
    [InlineData("seal removed")]
    [InlineData("seal emptied")]
    [InlineData("second seal")]
    public void Anything_that_was_changed_since_is_held_back(string kind)
    {
        File.WriteAllBytes(_folder.File("in.dcm"), Awkward(ExplicitLittle));
        DeidPolicy[] policies = [Lenient()];
        var first = Run(policies, _folder.File("in.dcm"), "first");
        using (var file = DicomFile.Open(File.ReadAllBytes(first.Destination!)))
        {
            Tamper(file.Dataset, kind);
            file.Save(_folder.File("tampered.dcm"));
        }

        var second = Run(policies, _folder.File("tampered.dcm"), "second");
        Assert.Equal((AnonymiseStatus.Quarantined, AnonymiseReason.AlreadyDeidentified, "AlreadyDeidentified"), (second.Status, second.Reason, second.ErrorId));
        Assert.Null(second.Destination);
        Assert.NotNull(second.RecommendedAction);
    }

    [Fact]
    public void Every_single_bit_of_the_header_is_under_the_seal()
    {
        File.WriteAllBytes(_folder.File("in.dcm"), Awkward(ExplicitLittle));
        DeidPolicy[] policies = [Lenient()];
        var first = Run(policies, _folder.File("in.dcm"), "first");
        var bytes = File.ReadAllBytes(first.Destination!);
        long start, end;
        using (var file = DicomFile.Open(bytes))
        {
            start = 132 + 12 + long.Parse(file.FileMeta!.GetText(DicomTags.FileMetaInformationGroupLength)!, System.Globalization.CultureInfo.InvariantCulture);
            end = bytes.AsSpan().IndexOf((byte[])[0xE0, 0x7F, 0x10, 0x00]);
        }

        var runner = PolicyRun.Runner(policies);
        var random = new Random(7);
        var tried = 0;
        for (var at = start; at < end; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= (byte)(1 << random.Next(8));
            try
            {
                using var file = DicomFile.Open(changed);
                if (file.IsSuspect)
                {
                    continue;
                }

                var outcome = runner.Apply(file);
                if (outcome.IsAlreadyDeidentified)
                {
                    // The form of a VR, a length or a group length may differ where the content does not.
                    Assert.Equal(Content(bytes), Content(changed));
                }

                tried++;
            }
            catch (DeidException)
            {
                // Such a file is quarantined.
            }
        }

        Assert.InRange(tried, 100, int.MaxValue);

        static string Content(byte[] file)
        {
            using var opened = DicomFile.Open(file);
            return string.Join('\n', Lines(opened.Dataset));
        }

        static IEnumerable<string> Lines(DicomDataset dataset) => dataset.Where(e => !e.Tag.IsGroupLength).SelectMany(e =>
            e.Items.SelectMany(Lines).Prepend(e.IsSequence || e.IsEncapsulated || e.Tag.Group == 0x7FE0 ? $"{e.Tag} {e.Items.Count}" : $"{e.Tag} {Convert.ToHexString(e.LoadBytes().Span)}"));
    }

    [Fact]
    public void Meta_information_preamble_and_tails_of_an_output_bring_nothing_along()
    {
        foreach (var syntax in new[] { ExplicitLittle, Deflated })
        {
            File.WriteAllBytes(_folder.File("in.dcm"), Awkward(syntax));
            DeidPolicy[] policies = [PolicyRun.Shipped("site-wide")];
            var first = Run(policies, _folder.File("in.dcm"), "first-" + syntax);
            var original = File.ReadAllBytes(first.Destination!);

            var preamble = (byte[])original.Clone();
            "ZZSECRET"u8.CopyTo(preamble);
            Assert.Equal(original, Again(preamble, AnonymiseReason.AlreadyDeidentified));

            var at = original.AsSpan().IndexOf((byte[])[0x02, 0x00, 0x13, 0x00]) + 8 + DicomImplementation.VersionName.Length + (DicomImplementation.VersionName.Length & 1);
            byte[] private1 = [.. original[..at], .. new DicomBytes().Text(0x00020016, "AE", "ZZSECRET").Text(0x00020100, "UI", "1.2.3").Element(0x00020102, "OB", "ZZSECRET"u8.ToArray()).Bytes, .. original[at..]];
            Assert.Equal(original, Again(private1, AnonymiseReason.AlreadyDeidentified));

            foreach (var tail in new byte[][] { "ZZSECRET"u8.ToArray(), [0, 0, .. "ZZSECRET"u8], [.. "ZZSECRET"u8, .. new byte[100]], [.. "ZZSECRET"u8, .. new byte[20_000]], [.. new byte[20_000], .. "ZZSECRET"u8] })
            {
                Again([.. original, .. tail], AnonymiseReason.Suspect, AnonymiseReason.Damaged);
            }

            byte[] Again(byte[] bytes, params AnonymiseReason[] expected)
            {
                File.WriteAllBytes(_folder.File("again.dcm"), bytes);
                var result = Run(policies, _folder.File("again.dcm"), "second");
                Assert.Contains(result.Reason, expected);
                Assert.True(result.Status == AnonymiseStatus.Written == expected.Contains(AnonymiseReason.AlreadyDeidentified));
                if (result.Status != AnonymiseStatus.Written)
                {
                    return [];
                }

                var written = File.ReadAllBytes(result.Destination!);
                Assert.True(written.AsSpan().IndexOf("ZZSECRET"u8) < 0);
                return written;
            }
        }
    }
}
