namespace DeidPS.Deid.Tests.DicomEdit;

/// <summary>Sections 6, 10 and 14: values, variables, assignments, conditions, and what real scripts hold.</summary>
internal static class MeaningCases
{
    private const string Old = "version \"6.3\"\n";

    private static readonly string[] s_named = ["(0010,0010)=A", "(0010,0020)=P1"];

    public static IEnumerable<ScriptCase> All =>
    [
        // 6.1 Values
        new("6.1", "a path as value is its text", "(0010,0010) := (0010,0020)", s_named, ["(0010,0010)=P1"]),
        new("6.1", "an empty element is empty text", "(0010,0010) := (0010,0020)", ["(0010,0010)=A", "(0010,0020)="], ["(0010,0010)="]),
        new("6.1", "several values are joined", "(0010,4000) := (0010,1001)", ["(0010,1001)=A\\B"], ["(0010,4000)=A\\B"]),
        new("6.1", "a name without trailing ^", "(0010,4000) := (0010,0010)", ["(0010,0010)=A^B^^"], ["(0010,4000)=A^B"]),
        new("6.1", "binary numbers as decimal", "(0010,4000) := (0028,0010)", ["(0028,0010)=512"], ["(0010,4000)=512"]),
        new("6.1", "a sequence has no text", "(0010,4000) := (0008,1110)", ["(0008,1110)[0]/(0008,1155)=1.2"], ["-(0010,4000)", "?AssignmentSkipped"]),
        new("6.1", "a list is no text", "(0010,4000) := {\"A\"}", [], ["!load ListAsText"]),
        new("6.1", "a list in a variable is no text", "v := {\"A\"}\n(0010,4000) := v", [], ["!fail list"]),
        new("6.1", "a path inside an item", "(0010,4000) := (0008,1110)[1]/(0008,1155)", ["(0008,1110)[0]/(0008,1155)=1.2", "(0008,1110)[1]/(0008,1155)=1.3"], ["(0010,4000)=1.3"]),

        // 6.2 Variables
        new("6.2", "a variable keeps the text of its time", "v := (0010,0020)\n(0010,0020) := \"X\"\n(0010,0010) := v", s_named, ["(0010,0010)=P1"]),
        new("6.2", "a list keeps the path", "v := {(0010,0020)}\n(0010,0020) := \"X\"\nblankValues[v]", ["(0010,0010)=X", "(0010,0020)=P1"], ["(0010,0010)=", "(0010,0020)="]),
        new("6.2", "reading a null variable fails", "v := (0010,0020)\n(0010,0010) := v", ["(0010,0010)=A"], ["!fail Variable 'v' is null"]),
        new("6.2", "reading an unknown variable fails", "value := \"a\"\nif (false[]) { other := \"a\" }\n(0010,0010) := other", s_named, ["!fail Unknown variable: 'other'"]),
        new("6.2", "blocks have no scope of their own", "if (true[]) { v := \"B\" }\n(0010,0010) := v", s_named, ["(0010,0010)=B"]),
        new("6.2", "project, subject and session are supplied", "(0010,0010) := concatenate[project, \"/\", subject, \"/\", session]", s_named, ["(0010,0010)=P1/S1/S1_1", "=load"]),
        new("6.2", "an assignment overrides an external value", "project := \"Q\"\n(0010,0010) := project", s_named, ["(0010,0010)=Q"]),
        new("6.2", "session and subject need no declaration", "(0010,0010) := session\nif (false[]) { (0010,0010) := subject }\nother := \"a\"", s_named, ["=load", "(0010,0010)=S1_1"]),

        // 6.3 Assignment
        new("6.3", "the right side is read first", "(0010,0010) := concatenate[(0010,0010), \"B\"]", s_named, ["(0010,0010)=AB"]),
        new("6.3", "a target that is not singular", "(0010,00X0) := \"B\"", [], ["!load TargetNotSingular"]),
        new("6.3", "a missing value changes nothing, with a warning", "(0010,0010) := (0008,0032)", s_named, ["(0010,0010)=A", "?AssignmentSkipped", "~load MaybeMissing"]),
        new("6.3", "a missing value creates nothing", "(0008,0050) := (0008,0032)", s_named, ["-(0008,0050)", "?AssignmentSkipped"]),
        new("6.3", "an element is created", "(0008,0050) := \"B\"", s_named, ["(0008,0050)=B"]),
        new("6.3", "sequences and items are created on the way", "(0008,1110)[1]/(0008,1155) := \"1.2\"", [], ["(0008,1110)#2", "(0008,1110)[1]/(0008,1155)=1.2"]),
        new("6.3", "nested sequences are created", "(0040,0275)[0]/(0040,0008)[0]/(0008,0100) := \"X\"", [], ["(0040,0275)[0]/(0040,0008)[0]/(0008,0100)=X"]),
        new("6.3", "a private block is reserved", "(0029,{ACME}10) := \"x\"", ["(0029,0010)=OTHER"], ["(0029,0011)=ACME", "(0029,1110)=x"]),
        new("6.3", "a private block is found again", "(0029,{ACME}10) := \"x\"", ["(0029,0010)=ACME", "(0029,1010)=y"], ["(0029,1010)=x", "-(0029,0011)"]),
        new("6.3", "a private block inside an item", "(0040,0275)[0]/(0029,{ACME}10) := \"x\"", [], ["(0040,0275)[0]/(0029,0010)=ACME", "(0040,0275)[0]/(0029,1010)=x"]),
        new("6.3", "the VR of the existing element stays", "(0010,0020) := \"12\"", ["(0010,0020) SH=x"], ["(0010,0020)=12"]),
        new("6.3", "empty text makes a present element", "(0010,0010) := \"\"", s_named, ["(0010,0010)="]),
        new("6.3", "numbers must be numbers", "(0028,0010) := \"abc\"", [], ["!fail (0028,0010)"]),
        new("6.3", "IS must be an integer", "(0020,0013) := \"1.5\"", [], ["!fail (0020,0013)"]),
        new("6.3", "DS must be a number", "(0018,0050) := \"a\"", [], ["!fail (0018,0050)"]),
        new("6.3", "out of range is an error", "(0028,0010) := \"1234567\"", [], ["!fail (0028,0010)"]),
        new("6.3", "several numbers", "(0028,0009) := \"00180001\"\n(0028,0034) := \"1\\\\2\"", [], ["(0028,0034)=1\\2"]),
        new("6.3", "UN takes bytes, padded", "(0029,{ACME}10) := \"abc\"", ["(0029,0010)=ACME"], ["(0029,1010)=abc"]),
        new("6.3", "a sequence becomes empty, whatever the text", "(0008,1110) := \"text\"", ["(0008,1110)[0]/(0008,1155)=1.2"], ["(0008,1110)#0"]),
        new("6.3", "a missing sequence is created empty", "(0070,0001) := \"\"", [], ["(0070,0001)#0"]),
        new("6.3", "longer than the VR allows is written with a warning", "(0008,0050) := \"12345678901234567\"", [], ["(0008,0050)=12345678901234567", "?ValueTooLong", "~load ValueTooLong"]),
        new("6.3", "a function without result", "(0010,0010) := delete[\"(0010,0020)\"]", [], ["!load NoResult"]),
        new("6.3", "group 0002 is readable and writable", "(0002,0013) := \"X\"\n(0010,0010) := (0002,0010)", s_named, ["(0002,0013)=X", "(0010,0010)=1.2.840.10008.1.2.1"]),
        new("6.3", "group 0002 is deletable", "-(0002,0013)", [], ["-(0002,0013)"]),
        new("6.3", "the transfer syntax is not assigned", "(0002,0010) := \"1.2\"", [], ["!load TransferSyntax"]),
        new("6.3", "the transfer syntax is not removed", "-(0002,0010)", [], ["!load TransferSyntax"]),
        new("6.3", "the transfer syntax is not removed by a wildcard", "-(0002,00X0)", [], ["!fail (0002,0010)"]),
        new("6.3", "(0002,0003) follows (0008,0018)", "(0008,0018) := \"1.2.9\"", [], ["(0002,0003)=1.2.9"]),
        new("6.3", "(0002,0003) is set again at writing", "(0002,0003) := \"1.2.9\"", [], ["(0002,0003)=1.2.3.4.5", "~load OverwrittenAtWriting"]),

        // 6.4 ?=
        new("6.4", "?= never creates", "(0008,0050) ?= \"B\"", s_named, ["-(0008,0050)"]),
        new("6.4", "?= reaches every level", "*/(0008,0050) ?= \"B\"", ["(0008,0050)=A", "(0040,0275)[0]/(0008,0050)=A"], ["(0008,0050)=B", "(0040,0275)[0]/(0008,0050)=B"]),
        new("6.4", "?= with wildcard digits", "(0010,00X0) ?= \"B\"", s_named, ["(0010,0010)=B", "(0010,0020)=B"]),
        new("6.4", "?= fills an empty element", "(0008,0050) ?= \"B\"", ["(0008,0050)="], ["(0008,0050)=B"]),
        new("6.4", "?= leaves sequences with items", "(0008,1110) ?= \"\"", ["(0008,1110)[0]/(0008,1155)=1.2"], ["(0008,1110)#1"]),
        new("6.4", "?= with a missing value", "(0010,0010) ?= (0008,0032)", s_named, ["(0010,0010)=A", "?AssignmentSkipped"]),

        // 6.5 Delete
        new("6.5", "nothing to remove is fine", "-(0008,0050)", s_named, ["(0010,0010)=A"]),
        new("6.5", "a sequence goes whole", "-(0008,1110)", ["(0008,1110)[0]/(0008,1155)=1.2"], ["-(0008,1110)"]),
        new("6.5", "removing item n keeps an empty item", "-(0008,1110)[0]", ["(0008,1110)[0]/(0008,1155)=1.2", "(0008,1110)[1]/(0008,1155)=1.3"], ["(0008,1110)#2", "-(0008,1110)[0]/(0008,1155)", "(0008,1110)[1]/(0008,1155)=1.3"]),
        new("6.5", "[%] empties every item", "-(0008,1110)[%]", ["(0008,1110)[0]/(0008,1155)=1.2", "(0008,1110)[1]/(0008,1155)=1.3"], ["(0008,1110)#2", "-(0008,1110)[1]/(0008,1155)"]),
        new("6.5", "items keep their numbers in a run of deletes", "-(0008,1110)[0]\n-(0008,1110)[1]/(0008,1155)\n-(0010,0010)", ["(0010,0010)=A", "(0008,1110)[0]/(0008,1155)=1.2", "(0008,1110)[1]/(0008,1155)=1.3", "(0008,1110)[2]/(0008,1155)=1.4"], ["(0008,1110)#3", "-(0008,1110)[1]/(0008,1155)", "(0008,1110)[2]/(0008,1155)=1.4", "-(0010,0010)"]),
        new("6.5", "private deletes keep the creator", "-(0029,{ACME}XX)", ["(0029,0010)=ACME", "(0029,1010)=x"], ["(0029,0010)=ACME", "-(0029,1010)"]),
        new("6.6", "removeAllPrivateTags at every level", "removeAllPrivateTags", ["(0029,0010)=ACME", "(0029,1010)=x", "(0040,0275)[0]/(0029,0010)=ACME", "(0040,0275)[0]/(0029,1010)=x", "(0040,0275)[0]/(0008,0050)=A"], ["-(0029,0010)", "-(0029,1010)", "-(0040,0275)[0]/(0029,0010)", "-(0040,0275)[0]/(0029,1010)", "(0040,0275)[0]/(0008,0050)=A"]),

        // 6.7 Conditions
        new("6.7", "= compares case-sensitively", "(0010,0010) = \"a\" ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=A"]),
        new("6.7", "two missing values are not equal", "(0008,0050) = (0008,0051) ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=A"]),
        new("6.7", "!= is true for a missing value", "(0008,0050) != \"x\" ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=B"]),
        new("6.7", "!= with a missing right side", "(0010,0020) != (0008,0050) ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=B"]),
        new("6.7", "~ must match all of the text", "(0010,0020) ~ \"P\" ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=A"]),
        new("6.7", "~ with alternatives", "(0010,0020) ~ \"X|P1\" ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=B"]),
        new("6.7", "~ of a missing value is false", "(0008,0050) ~ \".*\" ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=A"]),
        new("6.7", "!~ of a missing value is true", "(0008,0050) !~ \".*\" ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=B"]),
        new("6.7", "!~ when the text does not match", "(0010,0020) !~ \"Q.*\" ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=B"]),
        new("6.7", "~ with a missing expression fails", "(0010,0010) ~ (0008,0050) ? (0010,0010) := \"B\"", s_named, ["!fail regular expression"]),
        new("6.7", "an expression from a variable", "v := \"P\\\\d\"\n(0010,0020) ~ v ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=B"]),
        new("6.7", "Java's \\d is ASCII only", "(0010,0010) ~ \"\\\\d\" ? (0010,0020) := \"B\"", ["(0008,0005)=ISO_IR 192", "(0010,0010)=\u0663", "(0010,0020)=P1"], ["(0010,0020)=P1"]),
        new("6.7", "possessive quantifiers", "(0010,0020) ~ \"P.*+\" ? (0010,0010) := \"B\"", [], ["!load InvalidRegex"]),
        new("6.7", "&& in a class", "(0010,0020) ~ \"[a-z&&[b]]\" ? (0010,0010) := \"B\"", [], ["!load InvalidRegex"]),
        new("6.7", "an expression that is not well formed", "(0010,0020) ~ \"(\" ? (0010,0010) := \"B\"", [], ["!load InvalidRegex"]),
        new("6.7", "an expression that takes too long", "(0010,0020) ~ \"(a+)+b\" ? (0010,0010) := \"B\"", ["(0010,0020)=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"], ["!fail too long"]),
        new("6.7", "a function's text true in any case", "lowercase[\"TRUE\"] ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=B"]),
        new("6.7", "other text of a function is false", "lowercase[\"yes\"] ? (0010,0010) := \"B\"", s_named, ["(0010,0010)=A"]),
        new("6.7", "a function without value as condition fails", "lookup[\"no\", \"no\"] ? (0010,0010) := \"B\"", s_named, ["!fail condition"]),
        new("6.8", "echo alone fails when reached", "echo", s_named, ["!fail echo", "~load EchoWithoutValue"]),
        new("6.8", "echo changes nothing", "echo (0010,0010)\necho (0008,0050)", s_named, ["(0010,0010)=A", "=load"]),

        // 10 Real scripts
        new("10", "# TODO lines", "# TODO: ask", [], ["!load HashComment"]),
        new("10", "a placeholder version", "version \"X.x\"\n-(0010,0010)", [], ["!load VersionUnknown"]),
        new("10", "an increment left as placeholder", "(0008,0020) := shiftDateByIncrement[(0008,0020), \"XX\"]", [], ["!load InvalidIncrement"]),
        new("10", "a date function on a DT", "(0008,002A) := shiftDateByIncrement[(0008,002A), \"-5\"]", [], ["!load ShiftVR"]),
        new("10", "a source tag that does not exist", "(0040,0244) := shiftDateByIncrement[(0008,0244), \"-5\"]", [], ["!load ShiftUnknownTag"]),
        new("10", "a path text without its bracket", "delete[\"(2001,9001\"]", [], ["!load InvalidPathText"]),
        new("10", "concatenate with a missing element", "(0018,1078) := concatenate[\"20000101\", (0018,1072)]", s_named, ["!fail concatenate", "~load MaybeMissing"]),
        new("10", "substring of a short value", "(0010,0020) := substring[(0010,0020), 14, 24]", s_named, ["!fail substring"]),
        new("10", "hashUID of a missing element", "(0020,0052) := hashUID[(0020,0052)]", s_named, ["-(0020,0052)", "=load"]),
        new("10", "removed and then assigned", "-(0040,A123)\n(0040,A123) := \"\"", [], ["(0040,A123)=", "~load DeleteThenAssign"]),
        new("10", "removed twice", "-(0008,1050)\n-(0008,1050)", ["(0008,1050)=A"], ["-(0008,1050)"]),

        // 12 The checker
        new("12", "an unknown public tag", "-(0080,0050)", [], ["~load UnknownTag"]),
        new("12", "a private element by number", "delete[\"(2001,10C8)\"]", ["(2001,10C8)=x"], ["-(2001,10C8)", "~load PrivateByNumber"]),

        new("12", "removing the character set", "-(0008,0005)", ["(0008,0005)=ISO_IR 100"], ["-(0008,0005)", "~load CharacterSet"]),
        new("12", "assigning the character set", "(0008,0005) := \"ISO_IR 100\"", [], ["(0008,0005)=ISO_IR 100", "~load CharacterSet"]),

        // 14 Tolerant rules
        new("14", "6.3: a stray bracket is ignored", Old + "(0010,0010) := concatenate[\"A\", \"B\")]", s_named, ["(0010,0010)=AB", "~load StrayBracket"]),
        new("14", "6.3: shifting a missing date", Old + "(0008,0020) := shiftDateByIncrement[(0008,0020), \"-5\"]", s_named, ["-(0008,0020)", "?MissingValue", "?AssignmentSkipped"]),
        new("14", "6.4: shifting a missing date", "version \"6.4\"\n(0008,0020) := shiftDateByIncrement[(0008,0020), \"-5\"]", s_named, ["!fail failed to parse"]),
        new("14", "6.3: shifting from an unknown tag", Old + "(0040,0244) := shiftDateByIncrement[(0008,0244), \"-5\"]", ["(0040,0244)=20200110"], ["(0040,0244)=20200110", "~load ShiftUnknownTag", "?MissingValue"]),
        new("14", "6.3: the date part of a DT", Old + "(0008,002A) := shiftDateByIncrement[(0008,002A), \"-5\"]", ["(0008,002A)=20200110120000.5+0100"], ["(0008,002A)=20200105120000.5+0100", "~load ShiftVR", "?DatePartShifted"]),
        new("14", "6.3: concatenate with a missing element", Old + "(0010,0010) := concatenate[\"A\", (0008,0032)]", s_named, ["(0010,0010)=A", "?MissingValue", "?AssignmentSkipped"]),
        new("14", "6.3: substring of a missing element", Old + "(0010,0010) := substring[(0008,0032), 0, 1]", s_named, ["(0010,0010)=A", "?MissingValue"]),
        new("14", "6.3: format with a missing element", Old + "(0010,0010) := format[\"{0}\", (0008,0032)]", s_named, ["(0010,0010)=A", "?MissingValue"]),
        new("14", "6.3: an unreadable path text", Old + "delete[\"(2001,9001\"]\n-(0010,0010)", s_named, ["-(0010,0010)", "~load InvalidPathText", "?StatementSkipped"]),
        new("14", "6.3: assigning the transfer syntax", Old + "(0002,0010) := hashUID[(0002,0010)]", s_named, ["(0002,0010)=1.2.840.10008.1.2.1", "~load TransferSyntax", "?StatementSkipped"]),
        new("14", "6.3: a placeholder increment is still refused", Old + "(0008,0020) := shiftDateByIncrement[(0008,0020), \"XX\"]", [], ["!load InvalidIncrement"]),
        new("14", "6.3: # is still refused", Old + "# x", [], ["!load HashComment"]),
        new("14", "6.3: an unknown function is still refused", Old + "nothing[]", [], ["!load UnknownFunction"]),
        new("14", "6.3: single quotes are still refused", Old + "(0010,0010) := 'x'", [], ["!load WrongQuotes"]),
    ];
}
