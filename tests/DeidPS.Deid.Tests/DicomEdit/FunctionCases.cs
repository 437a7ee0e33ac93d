namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>Section 7: every function.</summary>
internal static class FunctionCases
{
    private const string Out = "(0010,4000)";

    private static readonly string[] s_named = ["(0010,0010)=A", "(0010,0020)=P1"];

    private static readonly string[] s_dated = ["(0008,0020)=20200131", "(0010,0010)=A"];

    public static IEnumerable<ScriptCase> All =>
    [
        new("7", "names are case-sensitive", "(0010,0010) := HashUID[(0010,0010)]", [], ["!load UnknownFunction"]),
        new("7", "wrong argument counts are found while loading", "(0010,0010) := lowercase[\"a\", \"b\"]", [], ["!load ArgumentCount"]),
        new("7", "a whole script is checked", "if (false[]) { nothing[] }", [], ["!load UnknownFunction"]),

        // 7.1 Text
        Text("concatenate[\"A\", 1, (0010,0020)]", "A1P1"),
        new("7.1", "concatenate with a missing argument fails", Out + " := concatenate[\"A\", (0008,0050)]", s_named, ["!fail concatenate"]),
        Text("format[\"{0}-{1}\", \"A\", \"B\"]", "A-B"),
        Text("format[\"{1}{0}{1}\", \"A\", \"B\"]", "BAB"),
        Text("format[\"it''s '{0}' {0}\", \"A\"]", "it's {0} A"),
        Text("format[\"{0} {3}\", \"A\"]", "A {3}"),
        Text("format[\"{0}{1}{2}\", {\"A\", \"B\"}, \"C\"]", "ABC"),
        Text("format[\"{0}\", (0008,0050)]", "null"),
        new("7.1", "format with a bad pattern", Out + " := format[\"{a}\", \"B\"]", [], ["!load InvalidConstant"]),
        new("7.1", "format with a bad pattern at run time", "p := \"{\"\n" + Out + " := format[p, \"B\"]", s_named, ["!fail pattern"]),
        Text("lowercase[\"AbI\"]", "abi"),
        Text("uppercase[\"aBi\"]", "ABI"),
        new("7.1", "lowercase of a missing element fails", Out + " := lowercase[(0008,0050)]", s_named, ["!fail lowercase"]),
        Text("substring[\"abcdef\", 1, 3]", "bc"),
        Text("substring[\"abc\", \"0\", \"3\"]", "abc"),
        Text("substring[\"abc\", 3, 3]", string.Empty),
        new("7.1", "substring beyond the end", Out + " := substring[\"abc\", 1, 9]", s_named, ["!fail substring"]),
        new("7.1", "substring with start after end", Out + " := substring[\"abc\", 2, 1]", s_named, ["!fail substring"]),
        new("7.1", "substring of a missing element", Out + " := substring[(0008,0050), 0, 1]", s_named, ["!fail substring"]),
        new("7.1", "substring with a word as index", Out + " := substring[\"abc\", \"x\", 1]", [], ["!load InvalidConstant"]),
        Text("replace[\"a.b.c\", \".\", \"-\"]", "a-b-c"),
        Text("replace[\"abc\", \"x\", \"y\"]", "abc"),
        new("7.1", "replace of a missing element fails", Out + " := replace[(0008,0050), \"a\", \"b\"]", s_named, ["!fail replace"]),
        Text("match[\"ab12cd\", \"([a-z]+)(\\\\d+)\", 2]", "12"),
        Text("match[\"ab12cd\", \"\\\\d\", 0]", "1"),
        new("7.1", "match without a find gives nothing", Out + " := match[\"ab\", \"\\\\d\", 0]", s_named, ["-" + Out, "?AssignmentSkipped"]),
        new("7.1", "match with a bad group", Out + " := match[\"ab\", \"a\", 1]", s_named, ["!fail group"]),
        new("7.1", "match of a missing element", Out + " := match[(0008,0050), \"a\", 0]", s_named, ["!fail match"]),
        Text("ismatch[\"ab1\", \"[a-z]+\\\\d\"]", "true"),
        Text("ismatch[\"ab1x\", \"[a-z]+\\\\d\"]", "false"),
        new("7.1", "ismatch of a missing element", Out + " := ismatch[(0008,0050), \"a\"]", s_named, ["!fail ismatch"]),
        new("7.1", "normalizeString", Out + " := normalizeString[(0010,0010)]", ["(0008,0005)=ISO_IR 192", "(0010,0010)=J\u00F6rg\u4E2D"], [Out + "=J_rg_"]),
        new("7.1", "normalizeString with a replacement", Out + " := normalizeString[(0010,0010), \"*\"]", ["(0008,0005)=ISO_IR 192", "(0010,0010)=J\u00F6rg"], [Out + "=J*rg"]),
        new("7.1", "normalizeString of a missing element", Out + " := normalizeString[(0008,0050)]", s_named, ["-" + Out]),
        Text("lookup[\"pid\", \"P2\"]", "A2"),
        Text("lookup[\"pid\", concatenate[\"P\", \" 1\"]]", "A1"),
        new("7.1", "lookup of an unknown key", Out + " := lookup[\"pid\", \"P9\"]", s_named, ["-" + Out, "?AssignmentSkipped"]),

        new("7.1", "lists where one text is wanted", Out + " := lowercase[{\"A\"}]", [], ["!load ListAsText"]),

        // 7.2 and 7.3 UIDs
        Hash("1.2.3.4.5", "2.25.281097975800109040096884226991818420711"),
        Hash("1.2.3.4.5.6", "2.25.262228503153619312954819897114011402300"),
        Hash("99.99999.99999999999.999999999999999.999999999", "2.25.25035822876724830630813723844719420300"),
        Hash("1.3.46.670589.11.5730.5.0.3144.2010043013074510002", "2.25.218702659752879586881118089470122189067"),
        new("7.3", "hashUID of text outside ASCII is that of its UTF-8 bytes", Out + " := hashUID[\"J\u00F6rg\"]", s_named, [Out + "=2.25.18453616792472613049077290985414281280"]),
        new("7.2", "hashUID of a missing element", "(0010,0010) := hashUID[(0008,0050)]", s_named, ["(0010,0010)=A", "?AssignmentSkipped"]),
        new("7.2", "hashUID of empty text stays empty", "(0010,0020) := hashUID[(0010,0020)]", ["(0010,0020)="], ["(0010,0020)=", "?EmptyNotHashed"]),
        new("7.2", "hashUIDList at any level, multi-valued, group 2", "hashUIDList[*/(0008,0018), */(0008,0058), {*/(0008,1155)}, (0002,0012)]", ["(0008,0058)=1.2.3.4.5\\1.2.3.4.5.6", "(0008,1110)[0]/(0008,1155)=1.2.3.4.5", "(0002,0012)=1.2.3.4.5.6"], ["(0008,0018)=2.25.281097975800109040096884226991818420711", "(0002,0003)=2.25.281097975800109040096884226991818420711", "(0008,0058)=2.25.281097975800109040096884226991818420711\\2.25.262228503153619312954819897114011402300", "(0008,1110)[0]/(0008,1155)=2.25.281097975800109040096884226991818420711", "(0002,0012)=2.25.262228503153619312954819897114011402300"]),
        new("7.2", "hashUIDList spares the transfer syntax and what is missing", "hashUIDList[(0002,0010), (0020,0052)]", [], ["(0002,0010)=1.2.840.10008.1.2.1", "-(0020,0052)"]),
        new("7.2", "hashUIDList with a list variable", "v := {(0020,0052)}\nhashUIDList[v]", ["(0020,0052)=1.2.3.4.5"], ["(0020,0052)=2.25.281097975800109040096884226991818420711"]),
        new("7.2", "hashUIDList takes no text", "hashUIDList[\"(0020,0052)\"]", [], ["!load ArgumentKind"]),
        new("7.2", "mapUID with a bad prefix", "(0020,000D) := mapUID[(0020,000D), \"1.02\"]", [], ["!load InvalidConstant"]),
        new("7.2", "mapUID of a missing element", "(0020,0052) := mapUID[(0020,0052), \"1.2\"]", s_named, ["-(0020,0052)"]),
        new("7.2", "mapReferencedUIDs needs a path", "mapReferencedUIDs[\"1.2\", \"no path\"]", [], ["!load InvalidPathText"]),

        // 7.4 Dates
        new("7.4", "a month's middle decides", Out + " := shiftDateTimeByIncrement[\"201211\", 15, \"days\"]", s_named, [Out + "=201212"]),
        Date("shiftDateByIncrement[\"20200131\", 1]", "20200201"),
        Date("shiftDateByIncrement[\"20200131\", \"-31\"]", "20191231"),
        Date("shiftDateByIncrement[\"20200131\", 1, \"years\"]", "20210130"),
        Date("shiftDateTimeByIncrement[\"20100430130441.40\", 360]", "20100430131041.40"),
        Date("shiftDateTimeByIncrement[\"20200101120000-0730\", 10]", "20200101120010-0730"),
        Date("shiftDateTimeByIncrement[\"201211\", 16]", "201211"),
        Date("shiftDateTimeByIncrement[\"201211\", 14, \"days\"]", "201211"),
        Date("shiftDateTimeByIncrement[\"2022\", 180, \"days\"]", "2022"),
        Date("shiftDateTimeByIncrement[\"2022\", 270, \"days\"]", "2023"),
        Date("shiftDateTimeByIncrement[\"202205\", 150, \"days\"]", "202210"),
        Date("shiftDateTimeByIncrement[\"202205\", -150, \"days\"]", "202112"),
        Date("shiftDateTimeByIncrement[\"20220519\", 12, \"hours\"]", "20220520"),
        Date("shiftDateTimeByIncrement[\"20220519\", -12, \"hours\"]", "20220519"),
        Date("shiftDateTimeByIncrement[\"2022051913\", 30, \"minutes\"]", "2022051914"),
        Date("shiftDateTimeByIncrement[\"202205191324\", 90]", "202205191326"),
        Date("shiftDateTimeByIncrement[\"20220519132435.123456-0500\", 20]", "20220519132455.123456-0500"),
        Date("shiftDateTimeByIncrement[\"202205+1000\", 0]", "202205+1000"),
        new("7.4", "as a statement it changes nothing", "isPresent[(0008,0020)] ? shiftDateByIncrement[(0008,0020), 1]", s_dated, ["(0008,0020)=20200131", "~load ResultUnused"]),
        new("7.4", "1.5 is no increment", Out + " := shiftDateByIncrement[\"20200131\", \"1.5\"]", [], ["!load InvalidIncrement"]),
        new("7.4", "an increment in a variable", "n := \"X\"\n" + Out + " := shiftDateByIncrement[\"20200131\", n]", s_named, ["!fail integer"]),
        new("7.4", "an unknown unit", Out + " := shiftDateByIncrement[\"20200131\", 1, \"weeks\"]", [], ["!load InvalidUnit"]),
        new("7.4", "an unknown unit at run time", "u := \"weeks\"\n" + Out + " := shiftDateByIncrement[\"20200131\", 1, u]", s_named, ["!fail unit"]),
        new("7.4", "TM is never accepted", Out + " := shiftDateTimeByIncrement[(0008,0030), 1]", [], ["!load ShiftVR"]),
        new("7.4", "the VR of the element decides", "isPresent[(0008,0020)] ? " + Out + " := shiftDateByIncrement[(0008,0020), 1]", ["(0008,0020) LO=20200131"], ["!fail no date"]),
        new("7.4", "a date-time function takes DA", "isPresent[(0008,0020)] ? (0008,0020) := shiftDateTimeByIncrement[(0008,0020), 1, \"days\"]", s_dated, ["(0008,0020)=20200201", "=load"]),
        new("7.4", "an empty date fails", "(0008,0020) := shiftDateByIncrement[(0008,0020), 1]", ["(0008,0020)="], ["!fail failed to parse"]),
        new("7.4", "an impossible date fails", "(0008,0020) := shiftDateByIncrement[(0008,0020), 1]", ["(0008,0020)=20200230"], ["!fail failed to parse"]),
        new("7.4", "two dates in one element fail", "(0008,0020) := shiftDateByIncrement[(0008,0020), 1]", ["(0008,0020)=20200131\\20200201"], ["!fail failed to parse"]),
        new("7.4", "a fraction without digits fails", Out + " := shiftDateTimeByIncrement[\"20220519123344.\", 1]", s_named, ["!fail failed to parse"]),
        new("7.4", "a date outside the calendar fails", Out + " := shiftDateByIncrement[\"99991231\", 1]", s_named, ["!fail failed to parse"]),
        new("7.4", "shiftDateTimeListByIncrement in place", "shiftDateTimeListByIncrement[{*/(0008,0020), (0008,002A)}, 1, \"days\"]", ["(0008,0020)=20200131", "(0008,002A)=20200131101010", "(0008,0023)=20200131", "(0008,1110)[0]/(0008,0020)=20200228", "(0008,1110)[1]/(0008,0020)="], ["(0008,0020)=20200201", "(0008,002A)=20200201101010", "(0008,0023)=20200131", "(0008,1110)[0]/(0008,0020)=20200229", "(0008,1110)[1]/(0008,0020)="]),
        new("7.4", "shiftDateTimeListByIncrement fails on what is no date", "shiftDateTimeListByIncrement[{(0008,0020)}, 1, \"days\"]", ["(0008,0020)=20200230"], ["!fail (0008,0020)"]),
        new("7.4", "shiftDateTimeSequenceByIncrement in place, in seconds", "shiftDateTimeSequenceByIncrement[\"86400\", \"(5200,9230)/(0020,9111)/(0018,9151)\"]", ["(5200,9230)[0]/(0020,9111)[0]/(0018,9151)=20100430130441.40", "(5200,9230)[1]/(0020,9111)[0]/(0018,9151)=x"], ["(5200,9230)[0]/(0020,9111)[0]/(0018,9151)=20100501130441.40", "(5200,9230)[1]/(0020,9111)[0]/(0018,9151)=x", "?DateLeft"]),

        // 7.5 Elements in place
        new("7.5", "delete by number", "delete[\"(0040,0275)[1]/(2001,1001)\"]", ["(0040,0275)[0]/(2001,1001)=a", "(0040,0275)[1]/(2001,1001)=b"], ["(0040,0275)[0]/(2001,1001)=a", "-(0040,0275)[1]/(2001,1001)"]),
        new("7.5", "delete with blanks", "delete[\" ( 0010 , 0010 ) \"]", s_named, ["-(0010,0010)"]),
        new("7.5", "delete of what is missing", "delete[\"(0008,0050)\"]", s_named, ["(0010,0010)=A"]),
        new("7.5", "delete of an unreadable text at run time", "v := \"(2001,9001\"\ndelete[v]", s_named, ["!fail delete"]),
        new("7.5", "delete takes no wildcards", "delete[\"(0010,00X0)\"]", [], ["!load InvalidPathText"]),
        new("7.5", "delete takes no path", "delete[(0010,0010)]", [], ["!load ArgumentKind"]),
        new("7.5", "set", "set[\"(0008,1110)[0]/(0008,1155)\", \"1.2\"]", [], ["(0008,1110)[0]/(0008,1155)=1.2"]),
        new("7.5", "set of a private element by number", "set[\"(0029,1010)\", \"x\"]", ["(0029,0010)=ACME"], ["(0029,1010)=x"]),
        new("7.5", "set with a missing value", "set[\"(0010,0010)\", (0008,0050)]", s_named, ["(0010,0010)=A", "?AssignmentSkipped"]),
        new("7.5", "removeTags", "v := {(0008,0050)}\nremoveTags[(0010,0010), \"*/(0008,1155)\", v]", [.. s_named, "(0008,0050)=x", "(0008,1110)[0]/(0008,1155)=1.2"], ["-(0010,0010)", "-(0008,0050)", "-(0008,1110)[0]/(0008,1155)", "(0008,1110)#1"]),
        new("7.5", "removeTags of a text that is no path", "removeTags[\"name\"]", [], ["!load InvalidPathText"]),
        new("7.5", "retainPrivateTags keeps what it names, with creators", "retainPrivateTags[(0029,{ACME}10)]", ["(0029,0010)=ACME", "(0029,1010)=x", "(0029,1011)=y", "(0029,0011)=OTHER", "(0029,1110)=z", "(0010,0010)=A"], ["(0029,0010)=ACME", "(0029,1010)=x", "-(0029,1011)", "-(0029,0011)", "-(0029,1110)", "(0010,0010)=A", "~load RetainRemovesOthers"]),
        new("7.5", "retainPrivateTags with text and list", "v := {(0031,{C}01)}\nretainPrivateTags[\"(0029,{ACME}10)\", v]", ["(0029,0010)=ACME", "(0029,1010)=x", "(0031,0010)=C", "(0031,1001)=y", "(0031,1002)=z"], ["(0029,1010)=x", "(0031,1001)=y", "-(0031,1002)"]),
        new("7.5", "retainPrivateTags keeps a private sequence whole", "retainPrivateTags[(0029,{ACME}10)]", ["(0029,0010)=ACME", "(0029,1010)[0]/(0010,0010)=A", "(0029,1010)[0]/(0031,0010)=X", "(0029,1010)[0]/(0031,1001)=y"], ["(0029,1010)[0]/(0010,0010)=A", "(0029,1010)[0]/(0031,1001)=y"]),
        new("7.5", "retainPrivateTags drops items left empty at the end", "retainPrivateTags[(0029,{ACME}10)]", ["(0029,0010)=ACME", "(0029,1010)=x", "(0008,1110)[0]/(0008,1155)=1.2", "(0008,1110)[1]/(0031,0010)=X"], ["(0008,1110)#1", "(0008,1110)[0]/(0008,1155)=1.2"]),
        new("7.5", "retainPrivateTags reaches only the paths it names", "retainPrivateTags[(0029,{ACME}10)]", ["(0040,0275)[0]/(0008,0050)=A", "(0040,0275)[0]/(0029,0010)=ACME", "(0040,0275)[0]/(0029,1010)=x"], ["-(0040,0275)[0]/(0029,1010)", "(0040,0275)[0]/(0008,0050)=A", "?NothingRetained"]),
        new("7.5", "retainPrivateTags inside a private sequence keeps its frame", "retainPrivateTags[(0029,{ACME}10)/(0031,{X}01)]", ["(0029,0010)=ACME", "(0029,1010)[0]/(0010,0010)=A", "(0029,1010)[0]/(0031,0010)=X", "(0029,1010)[0]/(0031,1001)=y"], ["(0029,1010)[0]/(0031,1001)=y", "-(0029,1010)[0]/(0010,0010)"]),
        new("7.5", "retainPrivateTags takes private tags only", "retainPrivateTags[(0010,0010)]", [], ["!load ArgumentKind"]),
        new("7.5", "retainPrivateTags without a match removes all", "retainPrivateTags[(0029,{NONE}10)]", ["(0029,0010)=ACME", "(0029,1010)=x"], ["-(0029,0010)", "-(0029,1010)", "?NothingRetained"]),
        new("7.5", "collectValues and blankValues", "v := collectValues[(0010,0010), */(0008,0050), \"X\"]\nblankValues[v]", ["(0010,0010)=A", "(0010,0020)=a", "(0040,0275)[0]/(0008,0050)=B", "(0010,4000)=B", "(0010,2180)=X", "(0010,21B0)=A B"], ["(0010,0010)=", "(0010,0020)=a", "(0040,0275)[0]/(0008,0050)=", "(0010,4000)=", "(0010,2180)=", "(0010,21B0)=A B"]),
        new("7.5", "collectValues takes the values of its time", "v := collectValues[(0010,0010)]\n(0010,0010) := \"Z\"\nblankValues[v]", ["(0010,0010)=A", "(0010,0020)=A"], ["(0010,0010)=Z", "(0010,0020)="]),
        new("7.5", "blankValues compares UN as bytes", "blankValues[\"abc\"]", ["(0029,0010)=ACME", "(0029,1010) UN=abc", "(0029,1011) UN=abcd"], ["(0029,1010)=", "(0029,1011)=abcd"]),
        new("7.5", "isPresent counts empty elements", "isPresent[(0010,0010), (0010,0020)] ? (0010,4000) := \"B\"", ["(0010,0010)=", "(0010,0020)=A"], [Out + "=B"]),
        new("7.5", "isPresent wants all", "isPresent[(0010,0010), (0008,0050)] ? (0010,4000) := \"B\"", s_named, ["-" + Out]),
        new("7.5", "isPresent takes no text", "isPresent[\"(0010,0010)\"] ? (0010,4000) := \"B\"", [], ["!load ArgumentKind"]),
        new("7.5", "isPresent takes singular paths", "isPresent[*/(0010,0010)] ? (0010,4000) := \"B\"", [], ["!load ValueNotSingular"]),
        new("7.5", "isPresent inside items", "isPresent[(0008,1110)[1]/(0008,1155)] ? (0010,4000) := \"B\"", ["(0008,1110)[0]/(0008,1155)=1.2"], ["-" + Out]),
        new("7.5", "reject", "(0010,0010) := \"B\"\nreject[]\n(0010,0010) := \"C\"", s_named, ["!reject", "(0010,0010)=B"]),
        new("7.5", "reject with a true condition", "if (true[]) { reject[isPresent[(0010,0010)]] }\n(0010,0010) := \"C\"", s_named, ["!reject", "(0010,0010)=A"]),
        new("7.5", "reject with a false condition", "reject[false[]]\n(0010,0010) := \"C\"", s_named, ["(0010,0010)=C"]),
        Text("true[]", "true"),
        Text("false[]", "false"),
        new("7.5", "getURL is off", Out + " := getURL[\"http://example.org/\"]", [], ["!load FunctionNotAllowed"]),

        // 7.6
        new("7.6", "an age above 89 and its birth date", "scalePatientAgeAndDobFromStudyDate[]", ["(0008,0020)=20000131", "(0010,0030)=19000101", "(0010,1010)=100Y", "(0008,1110)[0]/(0010,0030)=19000101"], ["(0010,0030)=19110201", "(0010,1010)=089Y", "(0008,1110)[0]/(0010,0030)=19110201"]),
        new("7.6", "89 years stay", "scalePatientAgeAndDobFromStudyDate[]", ["(0008,0020)=20000131", "(0010,0030)=19200101", "(0010,1010)=089Y"], ["(0010,0030)=19200101", "(0010,1010)=089Y"]),
        new("7.6", "the age is capped without study date", "scalePatientAgeAndDobFromStudyDate[]", ["(0010,0030)=19000101", "(0010,1010)=100Y"], ["(0010,0030)=19000101", "(0010,1010)=089Y"]),
        new("7.6", "ages in other units stay", "scalePatientAgeAndDobFromStudyDate[]", ["(0008,0020)=20000131", "(0010,1010)=100M"], ["(0010,1010)=100M"]),

        // 7.7
        new("7.7", "four arguments", "alterPixels[\"rectangle\", \"l=0,t=0,r=1,b=1\", \"solid\"]", [], ["!load ArgumentCount"]),
        new("7.7", "another shape", "alterPixels[\"circle\", \"l=0,t=0,r=1,b=1\", \"solid\", \"v=0\"]", [], ["!load InvalidConstant"]),
        new("7.7", "another fill", "alterPixels[\"rectangle\", \"l=0,t=0,r=1,b=1\", \"blur\", \"v=0\"]", [], ["!load InvalidConstant"]),
        new("7.7", "a colour above 255", "alterPixels[\"rectangle\", \"l=0,t=0,r=1,b=1\", \"solid\", \"v=256\"]", [], ["!load InvalidConstant"]),
        new("7.7", "a missing side", "alterPixels[\"rectangle\", \"l=0,t=0,r=1\", \"solid\", \"v=0\"]", [], ["!load InvalidConstant"]),
        new("7.7", "a bad shape at run time", "s := \"circle\"\nalterPixels[s, \"l=0,t=0,r=1,b=1\", \"solid\", \"v=0\"]", s_named, ["!fail shape"]),
        new("7.7", "no pixel data", "alterPixels[\"Rectangle\", \"left=0, top=0, right=1, bottom=1\", \"solid\", \"v=0\"]", s_named, ["?NoPixelData", "-(0012,0063)"]),
    ];

    private static ScriptCase Text(string value, string expected) =>
        new("7.1", value, Out + " := " + value, s_named, [Out + "=" + expected]);

    private static ScriptCase Date(string value, string expected) =>
        new("7.4", value, Out + " := " + value, s_named, [Out + "=" + expected, "=load"]);

    private static ScriptCase Hash(string uid, string expected) =>
        new("7.3", "hashUID of " + uid, "(0020,0052) := hashUID[(0020,0052)]", ["(0020,0052)=" + uid], ["(0020,0052)=" + expected, "=load"]);
}
