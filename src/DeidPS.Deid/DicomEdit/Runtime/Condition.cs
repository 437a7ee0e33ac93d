using System.Text.RegularExpressions;
using DeidPS.Deid.DicomEdit.Syntax;

namespace DeidPS.Deid.DicomEdit.Runtime;

/// <summary>A compiled condition (section 6.7).</summary>
internal sealed class Condition(Expression left, TokenKind sign, Expression? right, Regex? pattern, ScriptPlace place)
{
    public bool IsTrue(Machine machine)
    {
        var value = left.Evaluate(machine);
        if (sign == TokenKind.End)
        {
            return machine.Truth(value, place);
        }

        var a = machine.TextOf(value, place);
        if (sign is TokenKind.Equal or TokenKind.NotEqual)
        {
            var b = machine.TextOf(right!.Evaluate(machine), place);
            var equal = a is not null && string.Equals(a, b, StringComparison.Ordinal);
            return equal == (sign == TokenKind.Equal);
        }

        if (pattern is null && a is not null)
        {
            var text = machine.TextOf(right!.Evaluate(machine), place)
                ?? throw machine.Fail(place, "The regular expression has no value.");
            return machine.IsMatch(machine.Pattern(text, whole: true, place), a, place) == (sign == TokenKind.Matches);
        }

        return (a is not null && machine.IsMatch(pattern!, a, place)) == (sign == TokenKind.Matches);
    }
}
