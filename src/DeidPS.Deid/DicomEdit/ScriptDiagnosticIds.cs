namespace DeidPS.Deid.DicomEdit;

/// <summary>The stable ids of the script checker's findings. Changing one is a breaking change.</summary>
public static class ScriptDiagnosticIds
{
    /// <summary>Text the grammar has no place for.</summary>
    public const string SyntaxError = nameof(SyntaxError);

    /// <summary>A character no token accepts.</summary>
    public const string UnknownCharacter = nameof(UnknownCharacter);

    /// <summary><c>#</c> used as a comment sign.</summary>
    public const string HashComment = nameof(HashComment);

    /// <summary>Text in single or typographic quotes.</summary>
    public const string WrongQuotes = nameof(WrongQuotes);

    /// <summary>A semicolon, which is ignored.</summary>
    public const string Semicolon = nameof(Semicolon);

    /// <summary>A double quote without its partner on the same line.</summary>
    public const string UnterminatedString = nameof(UnterminatedString);

    /// <summary>A backslash in a text that starts no known escape.</summary>
    public const string InvalidEscape = nameof(InvalidEscape);

    /// <summary>A number with a leading zero.</summary>
    public const string InvalidNumber = nameof(InvalidNumber);

    /// <summary>A tag that follows none of the forms.</summary>
    public const string InvalidTag = nameof(InvalidTag);

    /// <summary>A tag path that ends in a wildcard, is too long or has an impossible index.</summary>
    public const string InvalidPath = nameof(InvalidPath);

    /// <summary>A closing bracket too many inside function brackets.</summary>
    public const string StrayBracket = nameof(StrayBracket);

    /// <summary>A comment that ends in a backslash and so swallows the next line.</summary>
    public const string CommentSwallowsLine = nameof(CommentSwallowsLine);

    /// <summary>Nesting deeper than the limit.</summary>
    public const string NestingTooDeep = nameof(NestingTooDeep);

    /// <summary>A script longer than the limit.</summary>
    public const string ScriptTooLarge = nameof(ScriptTooLarge);

    /// <summary>More findings than are listed.</summary>
    public const string TooManyFindings = nameof(TooManyFindings);

    /// <summary>No version line: a DicomEdit 4 script.</summary>
    public const string DicomEdit4 = nameof(DicomEdit4);

    /// <summary>Something only DicomEdit 4 understands.</summary>
    public const string DicomEdit4Style = nameof(DicomEdit4Style);

    /// <summary>A version the language does not have.</summary>
    public const string VersionUnknown = nameof(VersionUnknown);

    /// <summary>Two different version lines.</summary>
    public const string VersionConflict = nameof(VersionConflict);

    /// <summary><c>version</c> used like a variable.</summary>
    public const string VersionAssigned = nameof(VersionAssigned);

    /// <summary>An else or elseif without if.</summary>
    public const string ElseWithoutIf = nameof(ElseWithoutIf);

    /// <summary>A function the language does not have.</summary>
    public const string UnknownFunction = nameof(UnknownFunction);

    /// <summary>A function this release never runs.</summary>
    public const string FunctionNotAllowed = nameof(FunctionNotAllowed);

    /// <summary>Too few or too many arguments.</summary>
    public const string ArgumentCount = nameof(ArgumentCount);

    /// <summary>An argument of a kind the function cannot use.</summary>
    public const string ArgumentKind = nameof(ArgumentKind);

    /// <summary>A function without result where a value is wanted.</summary>
    public const string NoResult = nameof(NoResult);

    /// <summary>A function whose result is not used.</summary>
    public const string ResultUnused = nameof(ResultUnused);

    /// <summary>A list where one text is wanted.</summary>
    public const string ListAsText = nameof(ListAsText);

    /// <summary>An assignment to a path that can match several elements.</summary>
    public const string TargetNotSingular = nameof(TargetNotSingular);

    /// <summary>A value read from a path that can match several elements.</summary>
    public const string ValueNotSingular = nameof(ValueNotSingular);

    /// <summary>An increment that is not an integer.</summary>
    public const string InvalidIncrement = nameof(InvalidIncrement);

    /// <summary>A unit that does not exist.</summary>
    public const string InvalidUnit = nameof(InvalidUnit);

    /// <summary>A constant number out of range or not a number.</summary>
    public const string InvalidConstant = nameof(InvalidConstant);

    /// <summary>A path in a text that cannot be read.</summary>
    public const string InvalidPathText = nameof(InvalidPathText);

    /// <summary>A regular expression that cannot be used.</summary>
    public const string InvalidRegex = nameof(InvalidRegex);

    /// <summary>A date function on an element that is no date.</summary>
    public const string ShiftVR = nameof(ShiftVR);

    /// <summary>A date function on a tag the dictionary does not know.</summary>
    public const string ShiftUnknownTag = nameof(ShiftUnknownTag);

    /// <summary>A public tag the dictionary does not know.</summary>
    public const string UnknownTag = nameof(UnknownTag);

    /// <summary>Assigning or removing Transfer Syntax UID.</summary>
    public const string TransferSyntax = nameof(TransferSyntax);

    /// <summary>A file meta element that is set again when the file is written.</summary>
    public const string OverwrittenAtWriting = nameof(OverwrittenAtWriting);

    /// <summary>Assigning or removing Specific Character Set.</summary>
    public const string CharacterSet = nameof(CharacterSet);

    /// <summary>A variable that nothing sets and nothing describes.</summary>
    public const string VariableNeverSet = nameof(VariableNeverSet);

    /// <summary>A private element addressed by number.</summary>
    public const string PrivateByNumber = nameof(PrivateByNumber);

    /// <summary>A value taken from an element that an object may lack.</summary>
    public const string MaybeMissing = nameof(MaybeMissing);

    /// <summary>An element removed and then assigned.</summary>
    public const string DeleteThenAssign = nameof(DeleteThenAssign);

    /// <summary>A constant longer than its VR allows.</summary>
    public const string ValueTooLong = nameof(ValueTooLong);

    /// <summary>retainPrivateTags removes every private element that it does not name.</summary>
    public const string RetainRemovesOthers = nameof(RetainRemovesOthers);

    /// <summary>echo without a value, which fails when it is reached.</summary>
    public const string EchoWithoutValue = nameof(EchoWithoutValue);
}
