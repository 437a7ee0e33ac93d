using System.Text;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Pseudonyms;

/// <summary>The encrypted way back from pseudonyms to originals.</summary>
public sealed class PseudonymMapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DeidKey _key = new(new byte[32]);

    private string MapPath => _folder.File("site.map");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_come_back_once_each_also_after_a_second_run()
    {
        for (var run = 0; run < 2; run++)
        {
            using var map = PseudonymMap.Open(MapPath, _key);
            Parallel.For(0, 200, i => map.Record(PseudonymKind.Uid, $"1.2.{i % 50}", $"2.25.{i % 50}"));
            map.Record(PseudonymKind.DateOffset, "ZZA", "-7");
            map.Record(PseudonymKind.DateOffset, "ZZB", "-7");
            map.Flush();
        }

        var records = PseudonymMap.Read(MapPath, _key).ToList();
        Assert.Equal(52, records.Count);
        Assert.Contains(new PseudonymRecord(PseudonymKind.Uid, "1.2.7", "2.25.7"), records);
        Assert.Equal(2, records.Count(r => r.Kind == PseudonymKind.DateOffset));
        Assert.True(File.ReadAllBytes(MapPath).AsSpan().IndexOf("ZZA"u8) < 0);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(MapPath));
        }
    }

    [Fact]
    public void A_record_cut_short_by_a_kill_is_overwritten()
    {
        Write("ZZONE", "ZZTWO");
        using (var stream = File.OpenWrite(MapPath))
        {
            stream.SetLength(stream.Length - 5);
        }

        Assert.Equal("ZZONE", Assert.Single(PseudonymMap.Read(MapPath, _key)).Original);
        Write("ZZTHREE");
        Assert.Equal(["ZZONE", "ZZTHREE"], PseudonymMap.Read(MapPath, _key).Select(r => r.Original));
    }

    [Fact]
    public void What_was_changed_moved_or_dropped_is_found()
    {
        Write("ZZONE", "ZZTWO", "ZZSIX");
        var good = File.ReadAllBytes(MapPath);
        var size = (good.Length - 24) / 3;
        var changed = good.ToArray();
        changed[^30] ^= 1;
        byte[] swapped = [.. good[..24], .. good[(24 + size)..(24 + (2 * size))], .. good[24..(24 + size)], .. good[(24 + (2 * size))..]];
        byte[] dropped = [.. good[..24], .. good[(24 + size)..]];
        foreach (var bytes in new[] { changed, swapped, dropped })
        {
            File.WriteAllBytes(MapPath, bytes);
            var error = Assert.Throws<PolicyException>(() => PseudonymMap.Read(MapPath, _key).ToList());
            Assert.Equal("MapConflict", error.ErrorId);
            Assert.DoesNotContain("ZZ", error.ToString(), StringComparison.Ordinal);
            Assert.Equal("MapConflict", Assert.Throws<PolicyException>(() => PseudonymMap.Open(MapPath, _key)).ErrorId);
        }
    }

    [Fact]
    public void Another_key_another_file_and_a_second_writer_are_refused()
    {
        using (PseudonymMap.Open(MapPath, _key))
        {
            Assert.Equal("MapLocked", Assert.Throws<PolicyException>(() => PseudonymMap.Open(MapPath, _key)).ErrorId);
        }

        Assert.Equal("MapConflict", Assert.Throws<PolicyException>(() => PseudonymMap.Open(MapPath, new DeidKey("another key of 32 bytes in all.."u8))).ErrorId);
        File.WriteAllText(MapPath, new string('x', 100), Encoding.ASCII);
        Assert.Equal("MapConflict", Assert.Throws<PolicyException>(() => PseudonymMap.Read(MapPath, _key).ToList()).ErrorId);
    }

    private void Write(params string[] originals)
    {
        using var map = PseudonymMap.Open(MapPath, _key);
        foreach (var original in originals)
        {
            map.Record(PseudonymKind.Patient, original, original.ToLowerInvariant());
        }
    }
}
