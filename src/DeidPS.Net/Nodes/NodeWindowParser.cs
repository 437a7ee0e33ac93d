using System.Globalization;

namespace DeidPS.Net;

/// <summary>Reads the text of a <see cref="NodeWindow"/>, word by word.</summary>
internal sealed class NodeWindowParser(string text)
{
    private const string Example = "Write a window as Mon-Fri 20:00-06:00 associations=2 utilization=50; days and the last two may be left out.";

    private NodeDays _days = NodeDays.All;
    private int? _associations;
    private int? _utilization;

    public IReadOnlyList<NodeWindow> Parse()
    {
        var words = Words();
        var next = 0;
        if (words.Count > 0 && char.IsLetter(words[0].Text[0]))
        {
            _days = Days(words[next++]);
        }

        if (next == words.Count)
        {
            throw Invalid(text.Length, "ends where start and end should stand");
        }

        var (start, end) = Times(words[next++]);
        foreach (var word in words.Skip(next))
        {
            Option(word);
        }

        var window = new NodeWindow { Days = _days, Start = start, End = end, MaxAssociations = _associations, UtilizationPercent = _utilization };
        return start < end ? [window] : [window with { End = NodeWindow.EndOfDay }, window with { Days = NodeWindow.Next(_days), Start = TimeSpan.Zero }];
    }

    private List<(string Text, int Position)> Words()
    {
        var words = new List<(string, int)>();
        for (var i = 0; i < text.Length; i++)
        {
            var start = i;
            while (i < text.Length && !char.IsWhiteSpace(text[i]))
            {
                i++;
            }

            if (i > start)
            {
                words.Add((text[start..i], start));
            }
        }

        return words;
    }

    private NodeDays Days((string Text, int Position) word)
    {
        var days = NodeDays.None;
        var position = word.Position;
        foreach (var part in word.Text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2)
            {
                throw Invalid(position, "has no day or range of days");
            }

            var first = Day(ends[0], position);
            var last = Day(ends[^1], position + part.Length - ends[^1].Length);

            // A range may go over the end of the week: Sat-Mon.
            for (var day = first; ; day++)
            {
                days |= NodeWindow.Day(day);
                if (NodeWindow.Day(day) == NodeWindow.Day(last))
                {
                    break;
                }
            }

            position += part.Length + 1;
        }

        return days;
    }

    private int Day(string name, int position)
    {
        var number = Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, d => string.Equals(d, name, StringComparison.OrdinalIgnoreCase) || string.Equals(d[..3], name, StringComparison.OrdinalIgnoreCase));
        return number < 0 ? throw Invalid(position, "has no day of the week (Mon, Tue, Wed, Thu, Fri, Sat, Sun)") : (number + 6) % 7;
    }

    private (TimeSpan Start, TimeSpan End) Times((string Text, int Position) word)
    {
        var dash = word.Text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            throw Invalid(word.Position, "has no start and end, such as 20:00-06:00");
        }

        var start = Time(word.Text[..dash], word.Position);
        var end = Time(word.Text[(dash + 1)..], word.Position + dash + 1);
        if (start == NodeWindow.EndOfDay)
        {
            throw Invalid(word.Position, "starts at the end of a day");
        }

        // An end at 00:00 is the end of the day that has begun.
        end = end == TimeSpan.Zero && start > TimeSpan.Zero ? NodeWindow.EndOfDay : end;
        return start == end ? throw Invalid(word.Position, "ends when it starts; a whole day is 00:00-24:00") : (start, end);
    }

    private TimeSpan Time(string time, int position)
    {
        var isTime = time.Length is 4 or 5 && time[^3] == ':' && int.TryParse(time[..^3], NumberStyles.None, CultureInfo.InvariantCulture, out _) && int.TryParse(time[^2..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        var (hours, minutes) = isTime ? (int.Parse(time[..^3], CultureInfo.InvariantCulture), int.Parse(time[^2..], CultureInfo.InvariantCulture)) : (-1, 0);
        return hours is < 0 or > 24 || minutes > 59 || (hours == 24 && minutes > 0) ? throw Invalid(position, "has no time from 00:00 to 24:00") : new TimeSpan(hours, minutes, 0);
    }

    private void Option((string Text, int Position) word)
    {
        var equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word.Text : word.Text[..equals];
        if (equals >= 0 && name.Equals(NodeWindow.Associations, StringComparison.OrdinalIgnoreCase) && _associations is null)
        {
            _associations = Number(word, equals + 1, NodeRules.MaximumAssociations);
        }
        else if (equals >= 0 && name.Equals(NodeWindow.Utilization, StringComparison.OrdinalIgnoreCase) && _utilization is null)
        {
            _utilization = Number(word, equals + 1, 100);
        }
        else
        {
            throw Invalid(word.Position, $"has something else than {NodeWindow.Associations}= or {NodeWindow.Utilization}=, each once");
        }
    }

    private int Number((string Text, int Position) word, int start, int most) =>
        int.TryParse(word.Text.AsSpan(start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw Invalid(word.Position + start, FormattableString.Invariant($"has no number from 1 to {most}"));

    private static NodeException Invalid(int position, string what) =>
        new(NodeException.NodeSettingInvalid, FormattableString.Invariant($"A window {what}, at character {position + 1}."), Example);
}
