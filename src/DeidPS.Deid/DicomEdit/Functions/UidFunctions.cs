using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Deid.DicomEdit.Runtime;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>Section 7.2.</summary>
internal static class UidFunctions
{
    public const int MinimumKey = 16;

    public static ScriptValue? HashUid(Machine machine, FunctionCall call)
    {
        if (call.Text(machine, 0) is not { } text)
        {
            return null;
        }

        if (text.Length > 0)
        {
            return new ScriptValue.Text(UidMaker.Hash(text));
        }

        var path = call.FirstWithoutValue(machine);
        machine.Warn(ScriptWarningKind.EmptyNotHashed, call.Place, path?.Last.Pattern.Tag ?? default, path?.Text ?? call.Function.Name, false, "An empty value is left empty instead of hashed.");
        return new ScriptValue.Text(string.Empty);
    }

    public static ScriptValue? HashUidList(Machine machine, FunctionCall call)
    {
        ReplaceEach(machine, call, machine.Collect(call.Paths(machine, 0)), UidMaker.Hash);
        return null;
    }

    public static ScriptValue? NewUid(Machine machine, FunctionCall call) => new ScriptValue.Text(UidMaker.Random());

    public static ScriptValue? MapUid(Machine machine, FunctionCall call)
    {
        var prefix = Prefix(machine, call, 1);
        var text = call.Text(machine, 0);
        return string.IsNullOrEmpty(text)
            ? text is null ? null : new ScriptValue.Text(text)
            : new ScriptValue.Text(UidMaker.Keyed(text, prefix, Key(machine, call)));
    }

    public static ScriptValue? MapReferencedUids(Machine machine, FunctionCall call)
    {
        var prefix = Prefix(machine, call, 0);
        Key(machine, call);
        ReplaceEach(machine, call, machine.Collect(call.Paths(machine, 1)), uid => UidMaker.Keyed(uid, prefix, machine.Context.Key.Span));
        return null;
    }

    private static string Prefix(Machine machine, FunctionCall call, int index)
    {
        var prefix = call.Required(machine, index);
        return UidMaker.IsPrefix(prefix)
            ? prefix
            : throw machine.Fail(call.Place, FormattableString.Invariant($"The prefix given to {call.Function.Name} is no UID of at most {UidMaker.MaximumPrefix} characters."));
    }

    private static ReadOnlySpan<byte> Key(Machine machine, FunctionCall call) => machine.Context.Key.Length >= MinimumKey
        ? machine.Context.Key.Span
        : throw machine.Fail(call.Place, FormattableString.Invariant($"{call.Function.Name} needs a key of at least {MinimumKey} bytes and none was given."), "Give the site or project key.");

    private static void ReplaceEach(Machine machine, FunctionCall call, List<PathMatch> matches, Func<string, string> map)
    {
        foreach (var match in matches)
        {
            var isGone = !ReferenceEquals(match.Element.Dataset, match.Dataset);
            if (isGone || match.Element.Tag == DicomTags.TransferSyntaxUID || match.Element.IsEmpty)
            {
                continue;
            }

            if (match.Element.Text is not { } text)
            {
                machine.WarnLeft(match, call.Place, "The value is no text and is left as it is.");
                continue;
            }

            if (text.Length == 0)
            {
                continue;
            }

            var values = text.Split('\\').Select(v => v.Length == 0 ? v : map(v));
            machine.Assign(match.Dataset, match.Element.Tag, string.Join('\\', values), call.Place);
        }
    }
}
