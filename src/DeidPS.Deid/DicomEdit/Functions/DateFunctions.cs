using DeidPS.Deid.DicomEdit.Paths;
using DeidPS.Deid.DicomEdit.Runtime;
using DeidPS.Dicom;

namespace DeidPS.Deid.DicomEdit.Functions;

/// <summary>Sections 7.4 and 7.6.</summary>
internal static class DateFunctions
{
    /// <summary>Days of 89 years as the reference counts them: round(365.24 × 89).</summary>
    private const int MaximumAgeDays = 32506;

    private const int MaximumAgeYears = 89;

    private static readonly DicomTag s_studyDate = new(0x00080020);
    private static readonly DicomTag s_birthDate = new(0x00100030);
    private static readonly DicomTag s_age = new(0x00101010);
    private static readonly PathSet s_allBirthDates = Everywhere(s_birthDate);
    private static readonly PathSet s_allAges = Everywhere(s_age);

    public static ScriptValue? ShiftDate(Machine machine, FunctionCall call) => Shift(machine, call, allowDateTime: false, DateUnit.Days);

    public static ScriptValue? ShiftDateTime(Machine machine, FunctionCall call) => Shift(machine, call, allowDateTime: true, DateUnit.Seconds);

    public static ScriptValue? ShiftList(Machine machine, FunctionCall call)
    {
        var amount = call.Integer(machine, 1);
        var unit = call.Unit(machine, 2, DateUnit.Seconds);
        foreach (var match in machine.Collect(call.Paths(machine, 0, 1)))
        {
            if (!ReferenceEquals(match.Element.Dataset, match.Dataset) || match.Element.IsEmpty || match.Element.Text is "")
            {
                continue;
            }

            var shifted = (match.Element.Text is { } text ? DateShifter.Shift(text, amount, unit) : null) ?? throw Unreadable(machine, call, match.Element.Tag);
            machine.Assign(match.Dataset, match.Element.Tag, shifted, call.Place);
        }

        return null;
    }

    public static ScriptValue? ShiftSequence(Machine machine, FunctionCall call)
    {
        var amount = call.Integer(machine, 0);
        foreach (var match in machine.Collect(call.Paths(machine, 1)))
        {
            if (!ReferenceEquals(match.Element.Dataset, match.Dataset) || match.Element.IsEmpty)
            {
                continue;
            }

            if (DateShifter.Shift(match.Element.Text ?? string.Empty, amount, DateUnit.Seconds) is { } shifted)
            {
                machine.Assign(match.Dataset, match.Element.Tag, shifted, call.Place);
                continue;
            }

            var address = ElementAddress.Of(match.Dataset, match.Element.Tag);
            machine.Warn(ScriptWarningKind.DateLeft, call.Place, match.Element.Tag, address, true, "The value cannot be read as a date and is left as it is.");
        }

        return null;
    }

    public static ScriptValue? ScaleAge(Machine machine, FunctionCall call)
    {
        var birth = DateShifter.ReadDate(machine.Dataset.GetText(s_birthDate));
        var study = DateShifter.ReadDate(machine.Dataset.GetText(s_studyDate));
        if (birth is { } born && study is { } studied && studied.DayNumber - born.DayNumber > MaximumAgeDays)
        {
            var moved = studied.AddDays(-MaximumAgeDays).ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
            AssignEach(machine, call, s_allBirthDates, moved, static _ => true);
        }

        var isOld = IsOld(machine.Dataset.GetText(s_age));
        AssignEach(machine, call, s_allAges, "089Y", text => isOld || IsOld(text));
        return null;
    }

    private static void AssignEach(Machine machine, FunctionCall call, PathSet everywhere, string text, Func<string?, bool> isWanted)
    {
        foreach (var match in machine.Collect(everywhere))
        {
            if (ReferenceEquals(match.Element.Dataset, match.Dataset) && !match.Element.IsEmpty && isWanted(match.Element.Text))
            {
                machine.Assign(match.Dataset, match.Element.Tag, text, call.Place);
            }
        }
    }

    private static PathSet Everywhere(DicomTag tag) => new(
    [
        TagPath.Create(
        [
            new PathStep(PathStepKind.AnyLevels, default, PathStep.NoIndex),
            new PathStep(PathStepKind.Tag, TagPattern.Exact(tag), PathStep.NoIndex),
        ]),
    ]);

    private static bool IsOld(string? age) =>
        age is not null && age.Split('\\').Any(static value => value.Length > 1
            && int.TryParse(value.AsSpan(0, value.Length - 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number > char.ToUpperInvariant(value[^1]) switch
            {
                'Y' => MaximumAgeYears,
                'M' => (MaximumAgeYears * 12) + 11,
                'W' => MaximumAgeDays / 7,
                'D' => MaximumAgeDays,
                _ => int.MaxValue,
            });

    private static ScriptValue? Shift(Machine machine, FunctionCall call, bool allowDateTime, DateUnit standard)
    {
        var value = call.Value(machine, 0);
        var partOnly = false;
        var text = value is ScriptValue.Path path
            ? ReadDate(machine, call, path.Value, allowDateTime, out partOnly)
            : machine.TextOf(value, call.Place);
        if (string.IsNullOrEmpty(text))
        {
            return machine.IsTolerant
                ? TextFunctions.Missing(machine, call)
                : throw machine.Fail(call.Place, $"{call.Function.Name}: failed to parse DICOM time string: the value is missing or empty.", "Guard it with isPresent.");
        }

        var amount = call.Integer(machine, 1);
        var unit = call.Unit(machine, 2, standard);
        var shifted = partOnly ? DateShifter.ShiftDatePart(text, amount, unit) : DateShifter.Shift(text, amount, unit);
        return shifted is null
            ? throw machine.Fail(call.Place, $"{call.Function.Name}: failed to parse DICOM time string.", "Guard it with ismatch.")
            : new ScriptValue.Text(shifted);
    }

    /// <summary>The text of a date element; its VR must be a date's (section 7.4 item 4).</summary>
    private static string? ReadDate(Machine machine, FunctionCall call, TagPath path, bool allowDateTime, out bool partOnly)
    {
        var element = machine.FindElement(path, call.Place);
        var vr = element?.VR ?? (path.Last.Pattern.Creator is { } creator
            ? DicomDictionary.PrivateVROf(creator, path.Last.Pattern.Tag)
            : DicomDictionary.VROf(path.Last.Pattern.Tag));
        partOnly = false;
        if (vr == DicomVR.DA || (allowDateTime && vr == DicomVR.DT))
        {
            return element?.Text;
        }

        if (machine.IsTolerant && (element is null || vr == DicomVR.DT))
        {
            if (element is not null)
            {
                partOnly = true;
                machine.Warn(ScriptWarningKind.DatePartShifted, call.Place, element.Tag, path.Text, false, "The element is a date-time; only its date part is shifted.");
            }

            return element?.Text;
        }

        throw machine.Fail(call.Place, $"{call.Function.Name}: {path} is no date{(allowDateTime ? " or date-time" : string.Empty)}.", "Use the function for this VR.");
    }

    private static DicomEditException Unreadable(Machine machine, FunctionCall call, DicomTag tag) =>
        machine.Fail(call.Place, $"{call.Function.Name}: failed to parse DICOM time string of {tag}.");
}
