using System.Collections;
using System.Globalization;
using System.Management.Automation;
using DeidPS.Net;

namespace DeidPS;

/// <summary>
/// Turns what a user gives after <c>-StudyDate</c> into a <see cref="DateRange"/>: a text in one of the forms of
/// <see cref="DateRange.Parse"/>, a date object, or two of them as first and last day. The same in every culture.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DateRangeTransformAttribute : ArgumentTransformationAttribute
{
    /// <summary>True to take an empty text for no limit, as the cells of a spreadsheet may be; false, the default, to refuse it.</summary>
    public bool AllowsEmpty { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (AllowsEmpty && IsBlank(inputData))
        {
            return null;
        }

        try
        {
            return Range(inputData, DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime));
        }
        catch (DateRangeException exception)
        {
            throw new ArgumentTransformationMetadataException($"{exception.Message} {exception.RecommendedAction}", exception);
        }
    }

    /// <summary>The range a value stands for.</summary>
    /// <exception cref="DateRangeException">It is none.</exception>
    internal static DateRange Range(object? input, DateOnly today)
    {
        var value = input is PSObject wrapped ? wrapped.BaseObject : input;
        return value switch
        {
            DateRange range => range,
            DateOnly day => DateRange.Day(day),
            DateTime time => DateRange.Day(DateOnly.FromDateTime(time)),
            DateTimeOffset time => DateRange.Day(DateOnly.FromDateTime(time.DateTime)),
            string text => DateRange.Parse(text, today),
            IList { Count: 1 } one => Range(one[0], today),
            IList { Count: 2 } two => Between(two[0], two[1], today),
            IList => throw new DateRangeException("A list of dates has to have two: the first day and the last.", "Give @(first, last); an empty one is no limit."),

            // A bare 20240131 or -7d is a number to PowerShell; the text as typed comes with it.
            _ => DateRange.Parse(input?.ToString() is { Length: > 0 } typed && value is IFormattable number ? Typed(typed, number) : string.Empty, today),
        };
    }

    /// <summary>The text as typed where the engine kept it, else the number by the invariant culture.</summary>
    private static string Typed(string typed, IFormattable number) =>
        char.IsAsciiLetter(typed[^1]) ? typed : number.ToString(null, CultureInfo.InvariantCulture);

    private static DateRange Between(object? first, object? last, DateOnly today)
    {
        var from = IsEmpty(first) ? default : Range(first, today);
        var to = IsEmpty(last) ? default : Range(last, today);
        return from.From is null && to.To is null
            ? throw new DateRangeException("Neither a first nor a last day is given.", "Leave the parameter out to match every day.")
            : new DateRange(from.From, to.To);
    }

    private static bool IsBlank(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) is null || (value?.ToString() is { } text && string.IsNullOrWhiteSpace(text));

    private static bool IsEmpty(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) is null or "";
}
