using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace DeidPS.Dicom.Tests.Interop;

/// <summary>Runs dcmdump and reads what it prints.</summary>
internal static partial class DcmDump
{
    /// <summary>Values above this many KiB are not printed, their length is: pixel data above it is compared elsewhere.</summary>
    private const string LongestValue = "64";

    /// <summary>The lines of a file; null with the reason when dcmdump refuses it.</summary>
    public static (List<DumpLine>? Lines, string Error) Read(ExternalProgram program, string path, params string[] more)
    {
        // Complete values, markup for everything but printable ASCII so that a line is an element, numbers of UIDs, no shortcuts.
        var result = program.Run(null, ["-q", "+L", "-M", "+R", LongestValue, "+Qn", "-Un", .. more, path]);
        if (result.ExitCode != 0)
        {
            return (null, $"exit code {result.ExitCode}");
        }

        var lines = new List<DumpLine>();
        foreach (var line in result.Output.Split('\n'))
        {
            var match = Element().Match(line);
            if (match.Success && !IsDelimiter(match.Groups["tag"].Value))
            {
                lines.Add(new DumpLine(
                    match.Groups["indent"].Length / 2,
                    DicomTag.TryParse(match.Groups["tag"].Value, out var tag) ? tag : default,
                    VROf(match.Groups["vr"].Value),
                    match.Groups["length"].Value == "u/l" ? -1 : long.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture),
                    ValueOf(match.Groups["value"].Value.TrimEnd(' '))));
            }
            else if (!match.Success && !line.TrimStart().StartsWith('#') && line.Length > 0)
            {
                throw new InvalidOperationException("dcmdump printed a line that is no element: " + line);
            }
        }

        return (lines, string.Empty);
    }

    /// <summary>dcmdump's names of its own: ?? for an unknown VR, up for a UL that holds an offset of a DICOMDIR.</summary>
    private static string VROf(string printed) => printed switch
    {
        "??" => "UN",
        "up" => "UL",
        _ => printed,
    };

    private static bool IsDelimiter(string tag) => tag is "fffe,e00d" or "fffe,e0dd";

    private static string? ValueOf(string printed) => printed switch
    {
        "(not loaded)" => null,
        "(no value available)" or "(invalid value)" => string.Empty,
        _ when printed.StartsWith('[') && printed.EndsWith(']') => WebUtility.HtmlDecode(printed[1..^1]),
        _ => printed,
    };

    [GeneratedRegex(@"^(?<indent> *)\((?<tag>[0-9a-f]{4},[0-9a-f]{4})\) (?<vr>[A-Za-z?]{2}) (?<value>.*)# *(?<length>u/l|[0-9]+), *[0-9]+ [^#]*$")]
    private static partial Regex Element();
}
