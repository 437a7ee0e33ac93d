using System.Collections.Frozen;
using DeidPS.Deid.DicomEdit.Runtime;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>Every function of section 7.</summary>
internal static class FunctionTable
{
    /// <summary>The function that this release never runs.</summary>
    public const string GetUrl = "getURL";

    private const int Many = int.MaxValue;

    private static readonly FrozenDictionary<string, FunctionInfo> s_functions = All().ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    public static IEnumerable<string> Names => s_functions.Keys;

    public static FunctionInfo? Find(string name) => s_functions.GetValueOrDefault(name);

    private static IEnumerable<FunctionInfo> All()
    {
        const ParameterKind Text = ParameterKind.Text;
        yield return new("concatenate", 1, Many, ResultKind.Text, true, [ParameterKind.Texts], TextFunctions.Concatenate);
        yield return new("format", 1, Many, ResultKind.Text, false, [ParameterKind.MessagePattern, ParameterKind.Texts], TextFunctions.Format);
        yield return new("lowercase", 1, 1, ResultKind.Text, true, [Text], TextFunctions.Lowercase);
        yield return new("uppercase", 1, 1, ResultKind.Text, true, [Text], TextFunctions.Uppercase);
        yield return new("substring", 3, 3, ResultKind.Text, true, [Text, ParameterKind.Index], TextFunctions.Substring);
        yield return new("replace", 3, 3, ResultKind.Text, true, [Text], TextFunctions.Replace);
        yield return new("match", 3, 3, ResultKind.Text, true, [Text, ParameterKind.FindPattern, ParameterKind.Index], TextFunctions.Match);
        yield return new("ismatch", 2, 2, ResultKind.Boolean, true, [Text, ParameterKind.WholePattern], TextFunctions.IsMatch);
        yield return new("normalizeString", 1, 2, ResultKind.Text, false, [Text], TextFunctions.Normalize);
        yield return new("lookup", 2, 2, ResultKind.Text, false, [Text], TextFunctions.Lookup);

        yield return new("hashUID", 1, 1, ResultKind.Text, false, [Text], UidFunctions.HashUid);
        yield return new("hashUIDList", 1, Many, ResultKind.None, false, [ParameterKind.Paths], UidFunctions.HashUidList);
        yield return new("newUID", 0, 0, ResultKind.Text, false, [Text], UidFunctions.NewUid);
        yield return new("mapUID", 2, 2, ResultKind.Text, false, [Text, ParameterKind.Prefix], UidFunctions.MapUid);
        yield return new("mapReferencedUIDs", 2, Many, ResultKind.None, false, [ParameterKind.Prefix, ParameterKind.PathsOrTexts], UidFunctions.MapReferencedUids);

        yield return new("shiftDateByIncrement", 2, 3, ResultKind.Text, true, [ParameterKind.Date, ParameterKind.Increment, ParameterKind.Unit], DateFunctions.ShiftDate);
        yield return new("shiftDateTimeByIncrement", 2, 3, ResultKind.Text, true, [ParameterKind.DateTime, ParameterKind.Increment, ParameterKind.Unit], DateFunctions.ShiftDateTime);
        yield return new("shiftDateTimeListByIncrement", 3, 3, ResultKind.None, false, [ParameterKind.Paths, ParameterKind.Increment, ParameterKind.Unit], DateFunctions.ShiftList);
        yield return new("shiftDateTimeSequenceByIncrement", 2, Many, ResultKind.None, false, [ParameterKind.Increment, ParameterKind.PathsOrTexts], DateFunctions.ShiftSequence);
        yield return new("scalePatientAgeAndDobFromStudyDate", 0, 0, ResultKind.None, false, [Text], DateFunctions.ScaleAge);

        yield return new("delete", 1, 1, ResultKind.None, false, [ParameterKind.DirectPath], ElementFunctions.Delete);
        yield return new("set", 2, 2, ResultKind.None, false, [ParameterKind.DirectPath, Text], ElementFunctions.Set);
        yield return new("removeTags", 1, Many, ResultKind.None, false, [ParameterKind.PathsOrTexts], ElementFunctions.RemoveTags);
        yield return new("retainPrivateTags", 1, Many, ResultKind.None, false, [ParameterKind.PrivatePaths], ElementFunctions.RetainPrivateTags);
        yield return new("collectValues", 1, Many, ResultKind.List, false, [ParameterKind.Collected], ElementFunctions.CollectValues);
        yield return new("blankValues", 1, Many, ResultKind.None, false, [ParameterKind.Texts], ElementFunctions.BlankValues);
        yield return new("isPresent", 1, Many, ResultKind.Boolean, false, [ParameterKind.SinglePath], ElementFunctions.IsPresent);
        yield return new("reject", 0, 1, ResultKind.None, false, [ParameterKind.Condition], ElementFunctions.Reject);
        yield return new("true", 0, 0, ResultKind.Boolean, false, [Text], static (_, _) => ScriptValue.True);
        yield return new("false", 0, 0, ResultKind.Boolean, false, [Text], static (_, _) => ScriptValue.False);
        yield return new("alterPixels", 4, 4, ResultKind.None, false, [ParameterKind.PixelText], PixelFunctions.AlterPixels);
        yield return new(GetUrl, 1, 1, ResultKind.Text, true, [Text], static (machine, call) => throw machine.Fail(call.Place, "getURL is switched off."));
    }
}
