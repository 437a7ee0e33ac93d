namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>Sections 1 to 5: versions, characters, tags, paths and grammar.</summary>
internal static class SyntaxCases
{
    private const string Name = "(0010,0010)";

    private static readonly string[] s_named = ["(0010,0010)=A", "(0010,0020)=P1"];

    public static IEnumerable<ScriptCase> All =>
    [
        // 1 Versions
        new("1", "a version makes it DicomEdit 6", "version \"6.3\"\n(0010,0010) := \"B\"", s_named, [Name + "=B", "=load"]),
        new("1", "without version it is DicomEdit 4", "// version\n(0010,0010) := \"B\"", s_named, ["!load DicomEdit4"]),
        new("1", "6.0 is accepted", "version \"6.0\"", [], ["=load"]),
        new("1", "6.10 is accepted", "version \"6.10\"", [], ["=load"]),
        new("1", "6.8 is not accepted", "version \"6.8\"", [], ["!load VersionUnknown"]),
        new("1", "X.x is not accepted", "version \"X.x\"", [], ["!load VersionUnknown"]),
        new("1", "a low version may use if", "version \"6.1\"\nif (\"a\" = \"a\") { (0010,0010) := \"B\" }", s_named, [Name + "=B"]),
        new("1", "blanks around version are free", "   version    \"6.7\"", [], ["=load"]),
        new("1", "the version may come last", "(0010,0010) := \"B\"\nversion \"6.7\"", s_named, [Name + "=B"]),
        new("1", "the same version twice", "version \"6.7\"\nversion \"6.7\"", [], ["=load"]),
        new("1", "two versions", "version \"6.7\"\nversion \"6.6\"", [], ["!load VersionConflict"]),
        new("1", "version := is refused", "version := \"6.1\"", [], ["!load VersionAssigned"]),
        new("1", "version = is refused", "version = \"6.1\"", [], ["!load VersionAssigned"]),
        new("1.1", "a condition with a colon", "version \"6.7\"\n(0010,0010) = \"A\" : (0010,0010) := \"B\"", [], ["!load DicomEdit4Style"]),
        new("1.1", "a private tag by number", "version \"6.7\"\n-(0029,1019)", [], ["!load InvalidTag"]),

        // 2 Before lexing
        new("2", "CRLF and a byte order mark", "\uFEFFversion \"6.7\"\r\n(0010,0010) := \"B\"\r\n", s_named, [Name + "=B", "=load"]),
        new("2", "a backslash joins lines", "(0010,0010) \\\n := \\\n\"B\"", s_named, [Name + "=B"]),
        new("2", "a comment swallows the next line", "// note \\\n(0010,0010) := \"B\"", s_named, [Name + "=A", "~load CommentSwallowsLine"]),
        new("2", "comments end at the line", "// all\n(0010,0010) := \"B\" // rest", s_named, [Name + "=B"]),
        new("2", "no comment inside quotes", "(0010,0010) := \"A//B\"", s_named, [Name + "=A//B"]),
        new("2", "no comment after http:", "(0010,0010) := http://x", s_named, ["!load SyntaxError"]),
        new("2", "# is no comment", "# TODO\n(0010,0010) := \"B\"", s_named, ["!load HashComment"]),
        new("2", "no block comments", "/* x */", s_named, ["!load SyntaxError"]),

        // 3 Lexical grammar
        new("3", "names are case-sensitive", "a := \"1\"\nA := \"2\"\n(0010,0010) := a", s_named, [Name + "=1"]),
        new("3", "x is no name", "x := \"1\"", [], ["!load SyntaxError"]),
        new("3", "keywords are case-sensitive", "IF (\"a\" = \"a\") { }", [], ["!load SyntaxError"]),
        new("3.1", "semicolons are ignored with a warning", "(0010,0010) := \"B\";", s_named, [Name + "=B", "~load Semicolon"]),
        new("3.1", "single quotes", "(0010,0010) := 'B'", s_named, ["!load WrongQuotes"]),
        new("3.1", "typographic quotes", "(0010,0010) := \u201CB\u201D", s_named, ["!load WrongQuotes"]),
        new("3.1", "a lone backslash", "(0010,0010) := \\ \"B\"", s_named, ["!load UnknownCharacter"]),
        new("3.1", "unknown characters", "(0010,0010) := \u20AC", s_named, ["!load UnknownCharacter"]),
        new("3.2", "no newline in a text", "(0010,0010) := \"B\n\"", s_named, ["!load UnterminatedString"]),
        new("3.2", "a single backslash is refused", "(0010,0010) := \"\\d\"", s_named, ["!load InvalidEscape"]),
        new("3.2", "no escaped quote", "(0010,0010) := \"a\\\"b\"", s_named, ["!load InvalidEscape"]),
        new("3.2", "a doubled backslash is one, and parts values", "(0010,1001) := \"A\\\\B\"", s_named, ["(0010,1001)=A\\B"]),
        new("3.2", "other escapes stay as typed", "(0010,4000) := \"a\\nb\\101\"", s_named, ["(0010,4000)=a\\nb\\101"]),
        new("3.2", "a list element is unescaped too", "v := {\"A\\\\B\"}\nblankValues[v]", ["(0010,1001)=A\\B"], ["(0010,1001)="]),
        new("3.2", "what the character set cannot hold is an error", "(0010,0010) := \"\u0416\"", s_named, ["!fail character set"]),
        new("3.3", "a number is text as typed", "(0010,4000) := 1.50", s_named, ["(0010,4000)=1.50"]),
        new("3.3", "negative numbers", "(0010,4000) := -5", s_named, ["(0010,4000)=-5"]),
        new("3.3", "007 is refused", "(0010,4000) := 007", s_named, ["!load InvalidNumber"]),
        new("3.4", "a name of hexadecimal letters after (", "face := \"a\"\nif (face = \"a\") { (0010,0010) := \"B\" }", s_named, [Name + "=B"]),
        new("3.4", "four digits before )", "if ((0008,0060) = 2010) { (0010,0010) := \"B\" }", ["(0008,0060)=2010", "(0010,0010)=A"], [Name + "=B"]),
        new("3.5", "statements need no newline between", "(0010,0010) := \"B\" (0010,0020) := \"P2\" -(0008,0060)", [.. s_named, "(0008,0060)=CT"], [Name + "=B", "(0010,0020)=P2", "-(0008,0060)"]),
        new("3.5", "newlines inside brackets are free", "(0010,0010) := concatenate[\n\"A\",\n\"B\"\n]", s_named, [Name + "=AB"]),
        new("3.6", "a stray bracket is an error from 6.4", "version \"6.4\"\n(0010,0010) := concatenate[\"A\", \"B\")]", s_named, ["!load StrayBracket"]),

        // 4 Tags and paths
        new("4.1", "blanks around the comma", "(0010 ,\t0010) := \"B\"", s_named, [Name + "=B"]),
        new("4.1", "no blank after the bracket", "( 0010,0010) := \"B\"", s_named, ["!load SyntaxError"]),
        new("4.1", "no blank before the closing bracket", "(0010,0010 ) := \"B\"", s_named, ["!load InvalidTag"]),
        new("4.1", "the last group digit is no X", "-(60XX,3000)", [], ["!load InvalidTag"]),
        new("4.1", "an even group has no creator", "-(0010,{A}10)", [], ["!load InvalidTag"]),
        new("4.1", "an odd group needs a creator", "-(0009,1001)", [], ["!load InvalidTag"]),
        new("4.1", "digits in any case", "-(0008,103e)", ["(0008,103E)=x"], ["-(0008,103E)"]),
        new("4.1", "X is any digit", "-(0010,00x0)", ["(0010,0010)=A", "(0010,0020)=B", "(0010,0021)=C"], ["-(0010,0010)", "-(0010,0020)", "(0010,0021)=C"]),
        new("4.1", "@ is an even digit", "-(60@@,3000)", ["(6002,3000) OB=a", "(6012,3000) OB=a", "(6020,3000) OB=a"], ["-(6002,3000)", "-(6020,3000)"]),
        new("4.1", "@ tests the digit, not the number", "-(0010,00@0)", s_named, [Name + "=A", "-(0010,0020)"]),
        new("4.1", "# is an odd digit", "-(0010,00#0)", s_named, ["-(0010,0010)", "(0010,0020)=P1"]),
        new("4.1", "X in a group", "-(60X@,3000)", ["(6012,3000) OB=ab"], ["-(6012,3000)"]),
        new("4.1", "any creator up to the brace", "-(0029,{A/B, (C)&+1 }10)", ["(0029,0010)=A/B, (C)&+1", "(0029,1010)=x"], ["-(0029,1010)", "(0029,0010)=A/B, (C)&+1"]),
        new("4.2", "a path ends with a tag", "-(0040,0275)/*", [], ["!load InvalidPath"]),
        new("4.2", "a wildcard is followed by a slash", "-*(0010,0010)", [], ["!load InvalidPath"]),
        new("4.2", "an index has no leading zero", "-(0040,0275)[01]/(0008,0050)", [], ["!load InvalidNumber"]),
        new("4.3", "a tag alone is top level", "-(0008,0050)", ["(0008,0050)=A", "(0040,0275)[0]/(0008,0050)=B"], ["-(0008,0050)", "(0040,0275)[0]/(0008,0050)=B"]),
        new("4.3", "an index names one item", "-(0040,0275)[1]/(0008,0050)", Items(), [Item(0) + "=V0", "-" + Item(1), Item(2) + "=V2"]),
        new("4.3", "without index every item", "-(0040,0275)/(0008,0050)", Items(), ["-" + Item(0), "-" + Item(1), "-" + Item(2), "(0040,0275)#3"]),
        new("4.3", "[%] is every item", "-(0040,0275)[%]/(0008,0050)", Items(), ["-" + Item(0), "-" + Item(2)]),
        new("4.3", "* is any depth with the top", "-*/(0008,0050)", ["(0008,0050)=A", Item(0) + "=B", "(0008,1110)[0]/(0040,0275)[0]/(0008,0050)=C"], ["-(0008,0050)", "-" + Item(0), "-(0008,1110)[0]/(0040,0275)[0]/(0008,0050)"]),
        new("4.3", "+ is one level down or deeper", "-+/(0008,0050)", ["(0008,0050)=A", Item(0) + "=B", "(0008,1110)[0]/(0040,0275)[0]/(0008,0050)=C"], ["(0008,0050)=A", "-" + Item(0), "-(0008,1110)[0]/(0040,0275)[0]/(0008,0050)"]),
        new("4.3", ". is exactly one level", "-./(0008,0050)", ["(0008,0050)=A", Item(0) + "=B", "(0008,1110)[0]/(0040,0275)[0]/(0008,0050)=C"], ["(0008,0050)=A", "-" + Item(0), "(0008,1110)[0]/(0040,0275)[0]/(0008,0050)=C"]),
        new("4.3", "././ is two levels", "-././(0008,0050)", ["(0008,0050)=A", Item(0) + "=B", "(0008,1110)[0]/(0040,0275)[0]/(0008,0050)=C"], ["(0008,0050)=A", Item(0) + "=B", "-(0008,1110)[0]/(0040,0275)[0]/(0008,0050)"]),
        new("4.3", "* after a sequence", "-(0008,1110)/*/(0008,0050)", ["(0008,0050)=A", "(0008,1110)[0]/(0008,0050)=B", "(0008,1110)[0]/(0040,0275)[0]/(0008,0050)=C"], ["(0008,0050)=A", "-(0008,1110)[0]/(0008,0050)", "-(0008,1110)[0]/(0040,0275)[0]/(0008,0050)"]),
        new("4.3", "+ finds a sequence in itself", "-+/(0040,A730)", ["(0040,A730)[0]/(0040,A730)[0]/(0040,A160)=x"], ["(0040,A730)#1", "-(0040,A730)[0]/(0040,A730)"]),
        new("4.3", "-1 matches nothing", "-(0040,0275)[-1]/(0008,0050)", Items(), [Item(0) + "=V0", Item(2) + "=V2"]),
        new("4.3", "a private tag follows its creator's block", "-(0029,{ACME}10)", ["(0029,0011)=ACME", "(0029,1110)=x", "(0029,0010)=OTHER", "(0029,1010)=y"], ["-(0029,1110)", "(0029,1010)=y", "(0029,0011)=ACME"]),
        new("4.3", "the creator of that item decides", "-*/(0029,{ACME}10)", ["(0029,0010)=OTHER", "(0029,1010)=y", "(0040,0275)[0]/(0029,0010)=ACME", "(0040,0275)[0]/(0029,1010)=x"], ["(0029,1010)=y", "-(0040,0275)[0]/(0029,1010)"]),
        new("4.3", "creators are compared exactly", "-(0029,{Acme}10)", ["(0029,0010)=ACME", "(0029,1010)=x"], ["(0029,1010)=x"]),
        new("4.3", "no creator element, no match", "-(0029,{ACME}10)", ["(0029,1010)=x"], ["(0029,1010)=x"]),
        new("4.3", "wildcards in private tags", "-(00#9,{ACME}X@)", ["(0019,0010)=ACME", "(0019,1012)=x", "(0019,1013)=y", "(0029,1012)=z"], ["-(0019,1012)", "(0019,1013)=y", "(0029,1012)=z"]),
        new("4.3", "only singular paths have a value", "(0010,0010) := (0040,0275)/(0008,0050)", [], ["!load ValueNotSingular"]),
        new("4.3", "only singular paths are assigned", "*/(0010,0010) := \"B\"", [], ["!load TargetNotSingular"]),

        // 5 Grammar
        new("5", "== does not exist", "(0010,0010) == \"A\" ? (0010,0010) := \"B\"", [], ["!load SyntaxError"]),
        new("5", "no and, or", "if ((0010,0010) = \"A\" and (0010,0020) = \"B\") { }", [], ["!load SyntaxError"]),
        new("5", "a ternary holds actions only", "\"a\" = \"a\" ? removeAllPrivateTags", [], ["!load SyntaxError"]),
        new("5", "a ternary with else", "(0010,0010) = \"Z\" ? (0010,0010) := \"B\" : (0010,0010) := \"C\"", s_named, [Name + "=C"]),
        new("5", "a ternary with a delete", "(0010,0010) = \"A\" ? -(0010,0010)", s_named, ["-(0010,0010)"]),
        new("5", "braces are obligatory", "if (\"a\" = \"a\") (0010,0010) := \"B\"", s_named, ["!load SyntaxError"]),
        new("5", "newlines around blocks are free", "if ((0010,0010) = \"Z\")\n\n{\n(0010,0010) := \"B\"\n}\n\nelseif ((0010,0010) = \"A\")\n{ (0010,0010) := \"C\" }\nelse\n{ (0010,0010) := \"D\" }", s_named, [Name + "=C"]),
        new("5", "else", "if ((0010,0010) = \"Z\") { (0010,0010) := \"B\" } else { (0010,0010) := \"D\" }", s_named, [Name + "=D"]),
        new("5", "blocks nest and hold everything", "if (\"a\" = \"a\") { if (\"b\" = \"b\") { removeAllPrivateTags \"c\" = \"c\" ? (0010,0010) := \"B\" } }", [.. s_named, "(0029,0010)=ACME"], [Name + "=B", "-(0029,0010)"]),
        new("5", "else without if", "else { }", [], ["!load ElseWithoutIf"]),
        new("5", "newlines and blank lines in lists", "v := {\n\n\"A\",\n\n\"B\"\n\n}\nblankValues[v]", s_named, [Name + "="]),
        new("5", "no trailing comma in a list", "v := {\"A\",}", [], ["!load SyntaxError"]),
        new("5", "no trailing comma in arguments", "(0010,0010) := concatenate[\"A\",]", [], ["!load SyntaxError"]),
        new("5", "a missing square bracket", "(0010,0010) := concatenate[\"A\"", [], ["!load SyntaxError"]),
        new("5", "a missing value", "(0010,0010) :=", [], ["!load SyntaxError"]),
        new("5", "? and = together are ?=", "(0010,0010) ?= \"B\"", s_named, [Name + "=B"]),
        new("5", "describe and export parse", "describe v \"text\"\ndescribe w hidden\ndescribe u const\ndescribe t immutable\nexport v \"x\"", [], ["=load"]),
    ];

    private static string[] Items() => [Item(0) + "=V0", Item(1) + "=V1", Item(2) + "=V2"];

    private static string Item(int index) => $"(0040,0275)[{index}]/(0008,0050)";
}
