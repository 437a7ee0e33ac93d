using DeidPS.Deid.DicomEdit.Paths;

namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>Actions, ternaries, conditions, values and paths.</summary>
internal sealed partial class Parser
{
    private const string CloseBracketMessage = "A closing bracket too many.";

    /// <summary>Reads a path that fills a text of its own, as removeTags and mapReferencedUIDs take it.</summary>
    /// <returns>Null when the text is no path.</returns>
    public static TagPath? ReadPathText(string text)
    {
        var prepared = ScriptText.Prepare(text);
        var diagnostics = new DiagnosticBag(prepared);
        var parser = new Parser(Lexer.Read(prepared.Text, diagnostics), diagnostics, tolerant: false);
        if (diagnostics.HasErrors || !parser.StartsPath())
        {
            return null;
        }

        try
        {
            var path = parser.ReadPath();
            return parser.SkipNewLines(parser._at) == parser._tokens.Count - 1 && !diagnostics.HasErrors ? path : null;
        }
        catch (SyntaxErrorException)
        {
            return null;
        }
    }

    private StatementSyntax ReadActionOrTernary()
    {
        var start = Current.Start;
        if (Current.Kind is TokenKind.Minus or TokenKind.Echo)
        {
            return ReadAction();
        }

        var value = ReadValue();
        if (Current.Kind is TokenKind.Assign or TokenKind.AssignIfPresent && value is ValueSyntax.Path or ValueSyntax.Variable)
        {
            return FinishAssignment(start, value);
        }

        if (value is ValueSyntax.Call call && !IsComparison(Current.Kind) && Current.Kind != TokenKind.Question)
        {
            return new StatementSyntax.Call(start, call);
        }

        if (value is not ValueSyntax.Call && !IsComparison(Current.Kind))
        {
            throw Fail(
                "A value alone is no statement: :=, ?= or a comparison is missing.",
                value is ValueSyntax.Variable ? "Function names are followed by square brackets." : null);
        }

        return ReadTernary(start, value);
    }

    private StatementSyntax.If ReadTernary(int start, ValueSyntax left)
    {
        var condition = ReadCondition(left);
        if (Current.Kind == TokenKind.Colon)
        {
            _diagnostics.Error(
                ScriptDiagnosticIds.DicomEdit4Style,
                Current.Start,
                "A condition followed by a colon is DicomEdit 4.",
                "Write condition ? action : action.");
            throw new SyntaxErrorException(isFatal: false);
        }

        Expect(TokenKind.Question, "After the condition comes ? and an action.", "Write condition ? action : action.");
        var then = ReadAction();
        var otherwise = new List<StatementSyntax>();
        if (Current.Kind == TokenKind.Colon)
        {
            _at++;
            otherwise.Add(ReadAction());
        }

        return new StatementSyntax.If(start, [new StatementSyntax.Branch(condition, [then])], otherwise);
    }

    private StatementSyntax ReadAction()
    {
        var start = Current.Start;
        if (Current.Kind == TokenKind.Minus)
        {
            _at++;
            return new StatementSyntax.Delete(start, ReadPath());
        }

        if (Current.Kind == TokenKind.Echo)
        {
            _at++;
            return new StatementSyntax.Echo(start, StartsValue() ? ReadValue() : null);
        }

        var value = ReadValue();
        if (Current.Kind is TokenKind.Assign or TokenKind.AssignIfPresent && value is ValueSyntax.Path or ValueSyntax.Variable)
        {
            return FinishAssignment(start, value);
        }

        return value is ValueSyntax.Call call
            ? new StatementSyntax.Call(start, call)
            : throw Fail("An action is missing: an assignment, a delete, a function or echo.", "Ternaries hold one action each; use if { } for more.");
    }

    private StatementSyntax FinishAssignment(int start, ValueSyntax target)
    {
        var sign = _tokens[_at++];
        if (target is ValueSyntax.Path path)
        {
            return new StatementSyntax.Assign(start, path.Target, ReadValue(), sign.Kind == TokenKind.AssignIfPresent);
        }

        if (sign.Kind == TokenKind.AssignIfPresent)
        {
            _at--;
            throw Fail("?= assigns elements only.", "Use := for a variable.");
        }

        return new StatementSyntax.SetVariable(start, ((ValueSyntax.Variable)target).Name, ReadValue());
    }

    private ConditionSyntax ReadCondition(ValueSyntax left)
    {
        if (!IsComparison(Current.Kind))
        {
            if (left is ValueSyntax.Call)
            {
                return new ConditionSyntax(left.Start, left, TokenKind.End, null);
            }

            throw Fail("A condition is one comparison (=, !=, ~, !~) or a function.", null);
        }

        var sign = _tokens[_at++];
        if (Current.Kind == TokenKind.Equal)
        {
            throw Fail("== does not exist.", "Write a single =.");
        }

        return new ConditionSyntax(left.Start, left, sign.Kind, ReadValue());
    }

    private ValueSyntax ReadValue()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Text:
                _at++;
                return new ValueSyntax.Constant(token.Start, token.Text, token.Kind == TokenKind.Number);
            case TokenKind.Name when _tokens[_at + 1].Kind == TokenKind.OpenBracket:
                return ReadCall();
            case TokenKind.Name:
                _at++;
                return new ValueSyntax.Variable(token.Start, token.Text);
            case TokenKind.OpenBrace:
                return ReadList();
            case TokenKind.OpenParenthesis:
                throw Fail("This is no tag: four digits, a comma and four digits are wanted, without blanks at the brackets.", "Write (gggg,eeee).");
            default:
                return StartsPath()
                    ? new ValueSyntax.Path(token.Start, ReadPath())
                    : throw Fail("A value is missing: a tag path, a text, a number, a variable, a function or a list.", null);
        }
    }

    private ValueSyntax.Call ReadCall()
    {
        var name = _tokens[_at];
        _at += 2;
        Enter();
        var arguments = ReadItems(TokenKind.CloseBracket, "The square bracket of the function is not closed.");
        _depth--;
        return new ValueSyntax.Call(name.Start, name.Text, arguments);
    }

    private ValueSyntax.List ReadList()
    {
        var start = Current.Start;
        _at++;
        Enter();
        var items = ReadItems(TokenKind.CloseBrace, "The brace of the list is not closed.");
        _depth--;
        return new ValueSyntax.List(start, items);
    }

    private List<ValueSyntax> ReadItems(TokenKind close, string unclosed)
    {
        var items = new List<ValueSyntax>();
        SkipBetweenItems();
        if (Current.Kind == close)
        {
            _at++;
            return items;
        }

        while (true)
        {
            if (Current.Kind == close)
            {
                throw Fail("A value is missing after the comma.", "Remove the comma.");
            }

            items.Add(ReadValue());
            SkipBetweenItems();
            if (Current.Kind == close)
            {
                _at++;
                return items;
            }

            Expect(TokenKind.Comma, Current.Kind is TokenKind.End ? unclosed : "A comma or the closing bracket is missing.", null);
            SkipBetweenItems();
        }
    }

    /// <summary>Newlines are free inside brackets; a stray round bracket is what engines up to 6.3 dropped.</summary>
    private void SkipBetweenItems()
    {
        while (Current.Kind is TokenKind.NewLine or TokenKind.CloseParenthesis)
        {
            if (Current.Kind == TokenKind.CloseParenthesis)
            {
                _diagnostics.Add(
                    _tolerant ? ScriptSeverity.Warning : ScriptSeverity.Error,
                    ScriptDiagnosticIds.StrayBracket,
                    Current.Start,
                    CloseBracketMessage,
                    "Remove the closing bracket; XNAT up to 1.8.6 tolerated this.");
            }

            _at++;
        }
    }

    private TagPath ReadPath()
    {
        var start = Current.Start;
        var steps = new List<PathStep>();
        while (true)
        {
            var token = Current;
            switch (token.Kind)
            {
                case TokenKind.Tag:
                    _at++;
                    steps.Add(new PathStep(PathStepKind.Tag, token.Tag, ReadIndex()));
                    break;
                case TokenKind.Star:
                    _at++;
                    steps.Add(new PathStep(PathStepKind.AnyLevels, default, PathStep.NoIndex));
                    break;
                case TokenKind.Plus:
                    _at++;
                    steps.Add(new PathStep(PathStepKind.OneLevel, default, PathStep.NoIndex));
                    steps.Add(new PathStep(PathStepKind.AnyLevels, default, PathStep.NoIndex));
                    break;
                case TokenKind.Dot:
                    _at++;
                    steps.Add(new PathStep(PathStepKind.OneLevel, default, PathStep.NoIndex));
                    break;
                default:
                    throw Fail("A tag path is wanted: tags and the wildcards * + . joined by /.", "A path ends with a tag, for example */(0010,0010).");
            }

            if (Current.Kind == TokenKind.Slash)
            {
                _at++;
                continue;
            }

            if (token.Kind != TokenKind.Tag)
            {
                _diagnostics.Error(ScriptDiagnosticIds.InvalidPath, token.Start, "A wildcard is followed by / and a tag.", "Write for example */(0010,0010).");
                throw new SyntaxErrorException(isFatal: false);
            }

            return Finish(start, steps);
        }
    }

    private TagPath Finish(int start, List<PathStep> steps)
    {
        var path = TagPath.Create(steps);
        if (path.Steps.Length <= TagPath.MaximumSteps)
        {
            return path;
        }

        _diagnostics.Error(
            ScriptDiagnosticIds.InvalidPath,
            start,
            FormattableString.Invariant($"The path has more than {TagPath.MaximumSteps} steps."),
            "Use * for many levels.");
        throw new SyntaxErrorException(isFatal: false);
    }

    private int ReadIndex()
    {
        if (Current.Kind != TokenKind.OpenBracket)
        {
            return PathStep.NoIndex;
        }

        _at++;
        var token = Current;
        if (token.Kind is not (TokenKind.Number or TokenKind.Percent))
        {
            throw Fail("In the square brackets of a path stands an item index from 0, or %.", null);
        }

        var index = PathStep.EveryItem;
        if (token.Kind == TokenKind.Number
            && (!int.TryParse(token.Text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out index) || index < -1))
        {
            _diagnostics.Error(ScriptDiagnosticIds.InvalidPath, token.Start, "An item index is a whole number from 0.", null);
            throw new SyntaxErrorException(isFatal: false);
        }

        _at++;
        Expect(TokenKind.CloseBracket, "The square bracket of the item index is not closed.", null);
        return index;
    }

    private bool StartsPath() => Current.Kind is TokenKind.Tag or TokenKind.Star or TokenKind.Plus or TokenKind.Dot;

    private bool StartsValue() => StartsPath() || Current.Kind is TokenKind.Number or TokenKind.Text or TokenKind.Name or TokenKind.OpenBrace;

    private static bool IsComparison(TokenKind kind) =>
        kind is TokenKind.Equal or TokenKind.NotEqual or TokenKind.Matches or TokenKind.NotMatches;
}
