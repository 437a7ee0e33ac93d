using DeidPS.Dicom;

namespace DeidPS.Deid.Tests.Proof;

public sealed class PlantedStudyTests
{
    [Fact]
    public void Same_seed_gives_the_same_bytes_and_another_seed_other_people()
    {
        var one = PlantedStudy.Create(5);
        var two = PlantedStudy.Create(5);
        Assert.Equal(one.Plants, two.Plants);
        Assert.Equal(one.Files.Select(f => Convert.ToHexString(f.Bytes)), two.Files.Select(f => Convert.ToHexString(f.Bytes)));
        Assert.Empty(one.Plants.Where(p => p.Kind == PlantKind.PatientId).Select(p => p.Needle).Intersect(PlantedStudy.Create(6).Plants.Select(p => p.Needle)));
    }

    [Fact]
    public void Raw_search_finds_every_plant_in_its_file()
    {
        var study = PlantedStudy.Create(7);
        foreach (var file in study.Files)
        {
            var plants = study.Plants.Where(p => p.File == file.RelativePath && p.Place != "file name").ToList();
            var found = RawSearch.InFile(file.Bytes, plants.Select(p => p.Needle)).Select(h => h.Needle).ToHashSet();
            Assert.All(plants, p => Assert.Contains(p.Needle, found));
            Assert.Empty(RawSearch.InFile(file.Bytes, ["Nobodyhere", "山川"]));
        }
    }

    [Fact]
    public void Every_kind_and_every_file_can_be_read()
    {
        var study = PlantedStudy.Create(8);
        Assert.Equal(Enum.GetValues<PlantKind>(), study.Plants.Select(p => p.Kind).Distinct().Order());
        Assert.All(study.Files, f =>
        {
            using var file = DicomFile.Open(f.Bytes);
            Assert.False(file.IsSuspect, f.RelativePath);
        });
    }

    [Fact]
    public void Raw_search_knows_all_seven_encodings()
    {
        var found = RawSearch.EncodingNames.Where(name => name switch
        {
            "UTF-8" => Finds("é山ж", [0xC3, 0xA9, 0xE5, 0xB1, 0xB1, 0xD0, 0xB6]),
            "Latin-1" => Finds("Zoë-x", [0x5A, 0x6F, 0xEB, 0x2D, 0x78]),
            "UTF-16LE" => Finds("ab", [0x61, 0, 0x62, 0]),
            "UTF-16BE" => Finds("ab", [0, 0x61, 0, 0x62]),
            "ISO-2022-JP" => Finds("山田", [0x3B, 0x33, 0x45, 0x44]),
            "EUC-KR" => Finds("홍길", [0xC8, 0xAB, 0xB1, 0xE6]),
            _ => Finds("王小", [0xCD, 0xF5, 0xD0, 0xA1]),
        });
        Assert.Equal(7, found.Count());

        static bool Finds(string text, byte[] bytes) => RawSearch.In([1, .. bytes, 2], [text]).Count == 1;
    }
}
