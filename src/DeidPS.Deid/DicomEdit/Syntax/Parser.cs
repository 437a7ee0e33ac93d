namespace DeidPS.Deid.DicomEdit.Syntax;

/// <summary>
/// Recursive descent over the 6.7 grammar. After a mistake it goes on at the next statement, so one run reports many.
/// Nesting is limited, so no script can exhaust the stack.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>How deep blocks, brackets and lists may nest.</summary>
    public const int MaximumDepth = 100;

    private readonly List<Token> _tokens;
    private readonly DiagnosticBag _diagnostics;
    private readonly bool _tolerant;
    private int _at;
    private int _depth;
    private bool _brokenIf;

    public Parser(List<Token> tokens, DiagnosticBag diagnostics, bool tolerant)
    {
        _tokens = tokens;
        _diagnostics = diagnostics;
        _tolerant = tolerant;
    }

    private Token Current => _tokens[_at];

    /// <summary>Reads a whole script.</summary>
    public List<StatementSyntax> ReadScript()
    {
        var statements = new List<StatementSyntax>();
        try
        {
            while (Current.Kind != TokenKind.End)
            {
                ReadStatements(statements);
                if (Current.Kind == TokenKind.CloseBrace)
                {
                    if (!_brokenIf)
                    {
                        Report("This closing brace belongs to no block.", "Remove it, or open the block with if (…) {.");
                    }

                    _at++;
                }
            }
        }
        catch (SyntaxErrorException)
        {
            // Only a fatal one gets here; it is in the bag.
        }

        return statements;
    }

    /// <summary>Reads statements up to a closing brace or the end.</summary>
    private void ReadStatements(List<StatementSyntax> statements)
    {
        while (Current.Kind is not (TokenKind.End or TokenKind.CloseBrace))
        {
            if (Current.Kind == TokenKind.NewLine)
            {
                _at++;
                continue;
            }

            var start = _at;
            var depth = _depth;
            try
            {
                if (ReadStatement() is { } statement)
                {
                    statements.Add(statement);
                }
            }
            catch (SyntaxErrorException error) when (!error.IsFatal && !_diagnostics.IsFull)
            {
                _depth = depth;
                Recover(start);
            }
        }
    }

    /// <summary>Skips to the end of the line, or to the brace that closes the block around the statement.</summary>
    private void Recover(int start)
    {
        var open = 0;
        for (var i = start; ; i++)
        {
            var kind = _tokens[i].Kind;
            if (kind == TokenKind.OpenBrace)
            {
                open++;
            }
            else if (kind == TokenKind.CloseBrace)
            {
                open--;
            }

            if (i >= _at && (kind is TokenKind.NewLine or TokenKind.End || (kind == TokenKind.CloseBrace && open < 0)))
            {
                _at = i;
                return;
            }
        }
    }

    private StatementSyntax? ReadStatement()
    {
        var start = Current.Start;
        switch (Current.Kind)
        {
            case TokenKind.RemoveAllPrivateTags:
                _at++;
                return new StatementSyntax.RemoveAllPrivateTags(start);
            case TokenKind.If:
                return ReadIf();
            case TokenKind.Else or TokenKind.ElseIf:
                if (!_brokenIf)
                {
                    _diagnostics.Error(ScriptDiagnosticIds.ElseWithoutIf, start, "There is no if block before this else.", "Write if (…) { … } else { … }.");
                }

                throw new SyntaxErrorException(isFatal: false);
            case TokenKind.Describe:
                return ReadDescribe();
            case TokenKind.Export:
                return ReadExport();
            case TokenKind.Version:
                return ReadVersion();
            default:
                return ReadActionOrTernary();
        }
    }

    private StatementSyntax.Version ReadVersion()
    {
        var start = Current.Start;
        _at++;
        if (Current.Kind is TokenKind.Assign or TokenKind.Equal)
        {
            _diagnostics.Error(
                ScriptDiagnosticIds.VersionAssigned,
                start,
                "The version is stated, not assigned.",
                "Write version \"6.7\" without a sign between.");
            throw new SyntaxErrorException(isFatal: false);
        }

        var text = Expect(TokenKind.Text, "After version comes its text in double quotes.", "Write version \"6.7\".");
        return new StatementSyntax.Version(start, text.Text);
    }

    private StatementSyntax.Describe ReadDescribe()
    {
        var start = Current.Start;
        _at++;
        var name = Expect(TokenKind.Name, "After describe comes the name of a variable.", null);
        if (Current.Kind is not (TokenKind.Text or TokenKind.Hidden or TokenKind.Const or TokenKind.Immutable))
        {
            throw Fail("After the name comes a text in double quotes, hidden, const or immutable.", null);
        }

        _at++;
        return new StatementSyntax.Describe(start, name.Text);
    }

    private StatementSyntax.Describe ReadExport()
    {
        var start = Current.Start;
        _at++;
        var name = Expect(TokenKind.Name, "After export comes the name of a variable.", null);
        Expect(TokenKind.Text, "After the name comes a text in double quotes.", null);
        return new StatementSyntax.Describe(start, name.Text);
    }

    private StatementSyntax.If ReadIf()
    {
        var start = Current.Start;
        var branches = new List<StatementSyntax.Branch>();
        var otherwise = new List<StatementSyntax>();
        Enter();
        while (true)
        {
            _at++;
            var condition = ReadIfCondition();
            var body = ReadBlock();
            branches.Add(new StatementSyntax.Branch(condition, body));

            var next = SkipNewLines(_at);
            if (_tokens[next].Kind == TokenKind.ElseIf)
            {
                _at = next;
                continue;
            }

            if (_tokens[next].Kind == TokenKind.Else)
            {
                _at = next + 1;
                otherwise = ReadBlock();
            }

            break;
        }

        _depth--;
        return new StatementSyntax.If(start, branches, otherwise);
    }

    /// <summary>Reads <c>( condition )</c>. After a mistake it goes on at the block, so that the block is checked too.</summary>
    private ConditionSyntax ReadIfCondition()
    {
        var depth = _depth;
        try
        {
            Expect(TokenKind.OpenParenthesis, "The condition of an if stands in brackets.", "Write if (value = value) { … }.");
            var condition = ReadCondition(ReadValue());
            Expect(TokenKind.CloseParenthesis, "The condition has no closing bracket; it is one comparison, without and, or, not.", null);
            return condition;
        }
        catch (SyntaxErrorException error) when (!error.IsFatal)
        {
            while (Current.Kind is not (TokenKind.NewLine or TokenKind.End or TokenKind.OpenBrace))
            {
                _at++;
            }

            _brokenIf = true;
            _depth = depth;
            if (_tokens[SkipNewLines(_at)].Kind != TokenKind.OpenBrace)
            {
                throw;
            }

            // Stands in for what could not be read, so that the block is checked; the script is refused anyway.
            var nothing = new ValueSyntax.Constant(Current.Start, string.Empty, IsNumber: false);
            return new ConditionSyntax(Current.Start, nothing, TokenKind.Equal, nothing);
        }
    }

    private List<StatementSyntax> ReadBlock()
    {
        _at = SkipNewLines(_at);
        var open = Current;
        _brokenIf |= open.Kind != TokenKind.OpenBrace;
        Expect(TokenKind.OpenBrace, "The block of an if stands in braces.", "Write if (…) { … }.");
        var body = new List<StatementSyntax>();
        ReadStatements(body);
        if (Current.Kind != TokenKind.CloseBrace)
        {
            _diagnostics.Error(ScriptDiagnosticIds.SyntaxError, open.Start, "This block has no closing brace.", "Close it with }.");
            throw new SyntaxErrorException(isFatal: true);
        }

        _at++;
        return body;
    }

    private int SkipNewLines(int index)
    {
        while (_tokens[index].Kind == TokenKind.NewLine)
        {
            index++;
        }

        return index;
    }

    private void Enter()
    {
        if (++_depth <= MaximumDepth)
        {
            return;
        }

        _diagnostics.Error(
            ScriptDiagnosticIds.NestingTooDeep,
            Current.Start,
            FormattableString.Invariant($"Blocks, brackets and lists nest deeper than {MaximumDepth} levels."),
            "Split the statement, or use elseif instead of nested ifs.");
        throw new SyntaxErrorException(isFatal: true);
    }

    private Token Expect(TokenKind kind, string message, string? remedy)
    {
        if (Current.Kind != kind)
        {
            throw Fail(message, remedy);
        }

        return _tokens[_at++];
    }

    private SyntaxErrorException Fail(string message, string? remedy)
    {
        Report(message, remedy);
        return new SyntaxErrorException(isFatal: false);
    }

    private void Report(string message, string? remedy)
    {
        // A broken token was reported by the lexer.
        if (Current.Kind != TokenKind.Broken)
        {
            _diagnostics.Error(ScriptDiagnosticIds.SyntaxError, Current.Start, message, remedy);
        }
    }
}
