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
            Assert.False(map.WasCutShort);
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
        const int Header = MapFormat.HeaderLength;
        var size = (good.Length - Header) / 3;
        var changed = good.ToArray();
        changed[^30] ^= 1;
        byte[] swapped = [.. good[..Header], .. good[(Header + size)..(Header + (2 * size))], .. good[Header..(Header + size)], .. good[(Header + (2 * size))..]];
        byte[] dropped = [.. good[..Header], .. good[(Header + size)..]];
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

    [Fact]
    public void Any_flipped_bit_is_found_and_the_file_is_left_alone()
    {
        Write("ZZONE", "ZZTWO");
        var good = File.ReadAllBytes(MapPath);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = good.ToArray();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(MapPath, bad);
            Assert.Equal("MapConflict", Assert.Throws<PolicyException>(() => PseudonymMap.Read(MapPath, _key).ToList()).ErrorId);
            Assert.Equal("MapConflict", Assert.Throws<PolicyException>(() => PseudonymMap.Open(MapPath, _key)).ErrorId);
            Assert.Equal(bad, File.ReadAllBytes(MapPath));
        }
    }

    [Fact]
    public void A_table_may_end_anywhere_and_its_reader_is_told()
    {
        Write("ZZONE", "ZZTWO");
        var good = File.ReadAllBytes(MapPath);
        var size = (good.Length - MapFormat.HeaderLength) / 2;
        for (var length = 0; length <= good.Length; length++)
        {
            File.WriteAllBytes(MapPath, good[..length]);
            var whole = Math.Max(0, length - MapFormat.HeaderLength) / size;
            var isCut = length < MapFormat.HeaderLength || (length - MapFormat.HeaderLength) % size != 0;
            var cuts = 0;
            Assert.Equal(whole, PseudonymMap.Read(MapPath, _key, () => cuts++).Count());
            Assert.Equal(isCut ? 1 : 0, cuts);
            using (var map = PseudonymMap.Open(MapPath, _key))
            {
                Assert.Equal(isCut && length > 0, map.WasCutShort);
                map.Record(PseudonymKind.Patient, "ZZTHREE", "zzthree");
            }

            Assert.Equal(["ZZTHREE"], PseudonymMap.Read(MapPath, _key, () => cuts = 9).Select(r => r.Original).Skip(whole));
            Assert.NotEqual(9, cuts);
        }
    }

    [Fact]
    public void A_short_file_that_is_no_beginning_of_a_table_is_left_alone()
    {
        Write();
        var header = File.ReadAllBytes(MapPath);
        foreach (var bytes in new[] { "my notes"u8.ToArray(), [.. header[..20], (byte)'?'], [.. header[..10], 0] })
        {
            File.WriteAllBytes(MapPath, bytes);
            Assert.Equal("MapConflict", Assert.Throws<PolicyException>(() => PseudonymMap.Open(MapPath, _key)).ErrorId);
            Assert.Equal(bytes, File.ReadAllBytes(MapPath));
        }
    }

    [Fact]
    public void A_record_of_another_table_of_the_same_key_is_found()
    {
        Write("ZZONE");
        var first = File.ReadAllBytes(MapPath);
        File.Delete(MapPath);
        Write("ZZTWO");
        var second = File.ReadAllBytes(MapPath);
        File.WriteAllBytes(MapPath, [.. second[..MapFormat.HeaderLength], .. first[MapFormat.HeaderLength..]]);
        Assert.Equal("MapConflict", Assert.Throws<PolicyException>(() => PseudonymMap.Read(MapPath, _key).ToList()).ErrorId);
    }

    [Fact]
    public void A_value_of_hostile_length_is_kept_in_part_and_the_table_stays_readable()
    {
        var longest = new string('A', PseudonymMap.MaximumOriginal);
        var tooLong = new string('\u4E00', 200_000);
        for (var run = 0; run < 2; run++)
        {
            Write(longest, tooLong, tooLong + "C", "ZZAFTER");
        }

        var originals = PseudonymMap.Read(MapPath, _key).Select(r => r.Original).ToList();
        Assert.Equal(4, originals.Count);
        Assert.Equal(longest, originals[0]);
        Assert.StartsWith("\u4E00\u4E00", originals[1], StringComparison.Ordinal);
        Assert.Contains("[200000 characters, SHA-256 ", originals[1], StringComparison.Ordinal);
        Assert.Equal(PseudonymMap.MaximumOriginal, originals[1].Length);
        Assert.NotEqual(originals[1], originals[2]);
        Assert.Equal("ZZAFTER", originals[3]);
    }

    [Fact]
    public void An_original_with_two_pseudonyms_keeps_both()
    {
        for (var run = 0; run < 2; run++)
        {
            using var map = PseudonymMap.Open(MapPath, _key);
            map.Record(PseudonymKind.Patient, "ZZONE", "SITE");
            map.Record(PseudonymKind.Patient, "ZZONE", "PROJECT");
        }

        Assert.Equal(["SITE", "PROJECT"], PseudonymMap.Read(MapPath, _key).Select(r => r.Pseudonym));
    }

    [Fact]
    public void What_is_remembered_is_bounded()
    {
        using (var map = PseudonymMap.Open(MapPath, _key, knownLimit: 10))
        {
            for (var i = 0; i < 30; i++)
            {
                map.Record(PseudonymKind.Uid, $"1.{i % 15}", "2.25.1");
                map.Record(PseudonymKind.Uid, $"1.{i % 15}", "2.25.1");
            }
        }

        Assert.Equal(30, PseudonymMap.Read(MapPath, _key).Count());
    }

    [Fact]
    public void A_pair_is_in_the_file_for_everyone_who_recorded_it()
    {
        using var map = PseudonymMap.Open(MapPath, _key);
        var length = new FileInfo(MapPath).Length;
        Assert.Equal(MapFormat.HeaderLength, length);
        map.Record(PseudonymKind.Uid, "1000", "2.25.1");
        var size = new FileInfo(MapPath).Length - length;
        Assert.InRange(size, 1, 1000);
        using var barrier = new Barrier(2);
        var missing = 0;
        void Work()
        {
            for (var i = 1; i < 2000; i++)
            {
                barrier.SignalAndWait();
                map.Record(PseudonymKind.Uid, $"{1000 + i}", "2.25.1");
                if (new FileInfo(MapPath).Length < length + ((i + 1) * size))
                {
                    Interlocked.Increment(ref missing);
                }
            }
        }

        Parallel.Invoke(Work, Work);
        Assert.Equal(0, missing);
    }

    [Fact]
    public void A_table_cannot_be_read_while_a_run_writes_to_it()
    {
        using (PseudonymMap.Open(MapPath, _key))
        {
            Assert.Equal("MapLocked", Assert.Throws<PolicyException>(() => PseudonymMap.Read(MapPath, _key).ToList()).ErrorId);
        }

        Assert.Empty(PseudonymMap.Read(MapPath, _key));
        Assert.Throws<FileNotFoundException>(() => PseudonymMap.Read(_folder.File("none"), _key).ToList());
        Assert.Throws<DirectoryNotFoundException>(() => PseudonymMap.Open(Path.Combine(Path.GetDirectoryName(MapPath)!, "none", "map"), _key));
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
