namespace DeidPS.Dicom.Tests.Text;

/// <summary>Terms of (0008,0005) with text that needs them.</summary>
internal static class CharacterSetSamples
{
    public static (string Terms, string Text)[] All { get; } =
    [
        ("", "Smith^John"),
        ("ISO_IR 100", "Äneas^Rüdiger=ÿ×¡"),
        ("ISO_IR 101", "Wałęsa^Łukasz"),
        ("ISO_IR 109", "Ĉapelo^Ĝis"),
        ("ISO_IR 110", "Ķēniņš^Jānis"),
        ("ISO_IR 144", "Люкceмбypг^Ўё"),
        ("ISO_IR 127", "قباني^لنزار"),
        ("ISO_IR 126", "Διονυσιος^‘ά’"),
        ("ISO_IR 138", "שרון^דבורה"),
        ("ISO_IR 148", "Çavuşoğlu^Işık"),
        ("ISO_IR 203", "Œuvre^Šarlota=€"),
        ("ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ"),
        ("ISO_IR 166", "นามสกุล^ชื่อ"),
        ("ISO_IR 192", "Wang^XiaoDong=王^小東=😀é"),
        ("GB18030", "Wang^XiaoDong=王^小东=é한"),
        ("GBK", "Wang^XiaoDong=王^小东=誠"),
        (@"\ISO 2022 IR 87", "Yamada^Tarou=山田 a 太郎^たろう=x"),
        (@"ISO 2022 IR 13\ISO 2022 IR 87", "ﾔﾏﾀﾞ^ﾀﾛｳ=山ﾔ田a^太郎=やまだ^たろう"),
        (@"\ISO 2022 IR 87\ISO 2022 IR 159", "Yamada=山丂田^丂=丄a太"),
        (@"\ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍 a 닒^길동"),
        (@"\ISO 2022 IR 58", "Zhang^XiaoDong=张^小 a 东"),
        (@"ISO 2022 IR 100\ISO 2022 IR 144", "é Люк^éЛé=Лa"),
        (@"ISO 2022 IR 144\ISO 2022 IR 87", "Люк山Люк^Я=山Л山^山"),
        (@"ISO 2022 IR 100\ISO 2022 IR 126\ISO 2022 IR 149\ISO 2022 IR 87", "éΔé홍Δ山é^山Δ=홍"),
        (@"ISO 2022 IR 6\ISO 2022 IR 138\ISO 2022 IR 166", "שר a ชื่อ^ש"),
        (@"\ISO 2022 IR 13", "abc ﾔﾏﾀﾞ^ﾀ"),
        (@"\ISO 2022 IR 203\ISO 2022 IR 101", "€Œ ł^ł€"),
    ];

    public static DicomCharacterSet Set(string terms) => DicomCharacterSet.FromTerms(terms.Split('\\'));
}
