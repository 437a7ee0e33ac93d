using System.Globalization;
using System.Text;
using System.Text.Json;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom;

namespace DeidPS.Deid.Policies;

/// <summary>
/// Reads a declarative policy file: JSON with comments, as <c>policy.schema.json</c> beside the shipped policies describes it. Never
/// throws for the content; every finding has line, column and remedy.
/// </summary>
internal sealed partial class PolicyFileReader
{
    /// <summary>Larger than any policy a person wrote.</summary>
    public const int LargestFile = 1024 * 1024;

    /// <summary>More findings than this say no more.</summary>
    private const int MostFindings = 100;

    /// <summary>More steps than any policy has: each is compiled, so that a file of nothing else would take minutes.</summary>
    internal const int MostSteps = 100;

    /// <summary>Least number that <c>maximumAge</c> takes.</summary>
    internal const int YoungestCap = 1;

    /// <summary>Largest number that <c>maximumAge</c> takes.</summary>
    internal const int OldestCap = 150;

    /// <summary>Properties of the file itself, in the order the schema has them.</summary>
    internal static readonly string[] FileProperties = ["$schema", "description", "key", "requiresDeidentified", "verify", "dates", "accept", "steps"];

    /// <summary>Properties of <c>dates</c>.</summary>
    internal static readonly string[] DateProperties = ["minimumDays", "maximumDays", "wholeWeeks"];

    /// <summary>Properties of a step that is a profile.</summary>
    internal static readonly string[] ProfileProperties =
        ["profile", "options", "overrides", "labels", "times", "maximumAge", "strict", "trustPrivateCharacteristics", "words"];

    /// <summary>Properties of a step that is a script.</summary>
    internal static readonly string[] ScriptProperties = ["script", "scriptText"];

    private readonly string _path;
    private readonly DicomEditCompileOptions _options;
    private readonly List<PolicyDiagnostic> _findings = [];
    private int _errors;

    private PolicyFileReader(string path, DicomEditCompileOptions options)
    {
        _path = path;
        _options = options;
    }

    /// <summary>Reads a policy.</summary>
    /// <param name="path">Full path; files it names are looked for beside it.</param>
    /// <param name="options">Choices for the scripts it names.</param>
    /// <param name="findings">Everything that was found, in the order it stands.</param>
    /// <returns>The policy, or null when there is an error.</returns>
    /// <exception cref="IOException">The file itself cannot be read.</exception>
    public static DeidPolicy? Read(string path, DicomEditCompileOptions options, out IReadOnlyList<PolicyDiagnostic> findings)
    {
        var reader = new PolicyFileReader(path, options);
        var policy = reader.Read();
        findings = reader._findings;
        return reader._errors > 0 ? null : policy;
    }

    private DeidPolicy? Read()
    {
        if (new FileInfo(_path).Length > LargestFile)
        {
            Add(PolicyFileIds.FileTooLarge, 1, 1, "The file is larger than any policy.", "Name the right file.");
            return null;
        }

        var bytes = File.ReadAllBytes(_path);
        bytes = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        try
        {
            return ReadFile(PolicyFileNode.Parse(bytes));
        }
        catch (JsonException error)
        {
            var place = new TextPlace(bytes);
            place.MoveTo(place.StartOf(error.LineNumber ?? 0) + (int)(error.BytePositionInLine ?? 0));
            if (error.InnerException is InvalidOperationException)
            {
                Add(PolicyFileIds.InvalidJson, place.Line, place.Column, "The text holds characters that are not UTF-8, or half of a surrogate pair.", "Save the file as UTF-8.");
            }
            else
            {
                Add(PolicyFileIds.InvalidJson, place.Line, place.Column, "This is not JSON, or nested deeper than any policy.", "Look for a missing comma, quotation mark or bracket at or before this place.");
            }

            return null;
        }
    }

    private DeidPolicy ReadFile(PolicyFileNode root)
    {
        var values = Properties(root, FileProperties);
        var steps = values.TryGetValue("steps", out var list) ? Steps(list) : [];
        if (list is null)
        {
            Add(PolicyFileIds.Missing, root, "The policy has no steps.", "Write \"steps\": [ { \"profile\": \"Basic\" } ].");
        }

        foreach (var name in (string[])["$schema", "description"])
        {
            if (values.TryGetValue(name, out var text))
            {
                Text(text);
            }
        }

        return new DeidPolicy(Path.GetFileNameWithoutExtension(_path), steps)
        {
            KeyLevel = values.TryGetValue("key", out var key) ? Word(key, KeyLevel.Site) : KeyLevel.Site,
            RequiresDeidentified = values.TryGetValue("requiresDeidentified", out var requires) && Switch(requires),
            Verifies = values.TryGetValue("verify", out var verify) && Switch(verify),
            Accepts = values.TryGetValue("accept", out var accept) ? Items(accept).Select(c => Word(c, HeldCase.BurnedInAnnotation)).ToHashSet() : [],
            Pseudonyms = values.TryGetValue("dates", out var dates) ? Dates(dates) : new PseudonymSettings(),
        };
    }

    private PseudonymSettings Dates(PolicyFileNode node)
    {
        var errors = _errors;
        var values = Properties(node, DateProperties);
        var settings = new PseudonymSettings();
        settings = settings with
        {
            MinimumDays = values.TryGetValue("minimumDays", out var minimum) ? Number(minimum, -PseudonymSettings.Limit, PseudonymSettings.Limit, settings.MinimumDays) : settings.MinimumDays,
            MaximumDays = values.TryGetValue("maximumDays", out var maximum) ? Number(maximum, -PseudonymSettings.Limit, PseudonymSettings.Limit, settings.MaximumDays) : settings.MaximumDays,
            WholeWeeks = values.TryGetValue("wholeWeeks", out var weeks) && Switch(weeks),
        };
        try
        {
            settings.Check();
        }
        catch (PolicyException) when (_errors > errors)
        {
            // A number that is none was told of; the range it leaves says nothing.
            return settings;
        }
        catch (PolicyException error)
        {
            Add(PolicyFileIds.OutOfRange, node, error.Message, error.RecommendedAction);
        }

        return settings;
    }

    private List<IPolicyStep> Steps(PolicyFileNode node)
    {
        var items = Items(node);
        if (items.Count > MostSteps)
        {
            Add(PolicyFileIds.OutOfRange, items[MostSteps], "The policy has more steps than are read.", string.Create(CultureInfo.InvariantCulture, $"Give at most {MostSteps}."));
        }

        return [.. items.Take(MostSteps).Select(Step).OfType<IPolicyStep>()];
    }

    private IPolicyStep? Step(PolicyFileNode node)
    {
        var isScript = node.Properties.Exists(p => ScriptProperties.Contains(p.Name.Text));
        var values = Properties(node, isScript ? ScriptProperties : ProfileProperties);
        if (isScript)
        {
            return values.Count == 1 ? Script(values.Single()) : Conflict(node);
        }

        if (!values.TryGetValue("profile", out var profile))
        {
            Add(PolicyFileIds.Missing, node, "The step names neither a profile nor a script.", "Write \"profile\": \"Basic\", \"script\": \"file.das\" or \"scriptText\".");
            return null;
        }

        var settings = new ProfileSettings
        {
            Base = Word(profile, ProfileBase.Basic),
            Options = values.TryGetValue("options", out var options) ? Options(options) : ProfileOptions.None,
            Times = values.TryGetValue("times", out var times) ? Word(times, TimeHandling.Keep) : TimeHandling.Keep,
            Strict = values.TryGetValue("strict", out var strict) && Switch(strict),
            TrustPrivateCharacteristics = values.TryGetValue("trustPrivateCharacteristics", out var trust) && Switch(trust),
        };
        if (values.TryGetValue("maximumAge", out var age))
        {
            settings = settings with { MaximumAge = age.Kind == JsonTokenType.Null ? null : Number(age, YoungestCap, OldestCap, OldestCap) };
        }

        if (values.TryGetValue("overrides", out var overrides))
        {
            settings = settings with { Overrides = Attributes<AttributeAction>(overrides) };
        }

        if (values.TryGetValue("labels", out var labels))
        {
            settings = settings with { Labels = Attributes<LabelSource>(labels) };
        }

        if (values.TryGetValue("words", out var words))
        {
            settings = settings with { Words = Words(words) };
        }

        try
        {
            return new ProfileStep(settings);
        }
        catch (PolicyException error)
        {
            Add(PolicyFileIds.Conflict, node, error.Message, error.RecommendedAction);
            return null;
        }
    }

    private DescriptorWords Words(PolicyFileNode node)
    {
        var paths = new List<string>();
        foreach (var item in Items(node))
        {
            if (Text(item) is { } text && Content(item, text, out var path) is not null)
            {
                paths.Add(path);
            }
        }

        try
        {
            return DescriptorWords.Load(paths);
        }
        catch (PolicyException error)
        {
            Add(PolicyFileIds.UnknownValue, node, error.Message, error.RecommendedAction);
            return DescriptorWords.Shipped;
        }
    }

    private ScriptStep? Conflict(PolicyFileNode node)
    {
        Add(PolicyFileIds.Conflict, node, "A step is one script.", "Give \"script\" or \"scriptText\", and further scripts as steps of their own.");
        return null;
    }

    private ScriptStep? Script(KeyValuePair<string, PolicyFileNode> value)
    {
        if (Text(value.Value) is not { } text)
        {
            return null;
        }

        if (value.Key == "scriptText")
        {
            var inline = DicomEditScript.Compile(text, Path.GetFileNameWithoutExtension(_path), _options);
            foreach (var finding in inline.Diagnostics)
            {
                // The text is one line of the file, so the place within it stands in the message.
                Add(finding.Severity, finding.Id, value.Value, $"In line {finding.Line}, column {finding.Column} of the script text: {finding.Message}", finding.Remedy);
            }

            return inline.Script is null ? null : new ScriptStep(inline.Script);
        }

        if (Content(value.Value, text, out var path) is not { } script)
        {
            return null;
        }

        var compilation = DicomEditScript.Compile(script, Path.GetFileNameWithoutExtension(path), _options);
        foreach (var finding in compilation.Diagnostics)
        {
            Add(path, finding);
        }

        return compilation.Script is null ? null : new ScriptStep(compilation.Script);
    }

    private ProfileOptions Options(PolicyFileNode node)
    {
        var options = ProfileOptions.None;
        foreach (var item in Items(node))
        {
            options |= Word(item, ProfileOptions.None);
        }

        const ProfileOptions Both = ProfileOptions.RetainFullDates | ProfileOptions.RetainModifiedDates;
        if ((options & Both) == Both)
        {
            Add(PolicyFileIds.Conflict, node, "Full and modified dates exclude each other (PS3.15 E.3.6).", "Keep one of RetainFullDates and RetainModifiedDates.");
        }

        return options;
    }

    private Dictionary<DicomTag, T> Attributes<T>(PolicyFileNode node)
        where T : struct, Enum
    {
        var result = new Dictionary<DicomTag, T>();
        if (!IsKind(node, JsonTokenType.StartObject, "an object of attributes"))
        {
            return result;
        }

        foreach (var (name, value) in node.Properties)
        {
            if (Tag(name) is { } tag && !result.TryAdd(tag, Word(value, default(T))))
            {
                Add(PolicyFileIds.DuplicateProperty, name, "The attribute stands twice.", "Keep one of them.");
            }
        }

        return result;
    }

    private DicomTag? Tag(PolicyFileNode name)
    {
        if (DicomTag.TryParse(name.Text, out var tag))
        {
            return tag;
        }

        if (DicomDictionary.FindKeyword(name.Text) is { } entry)
        {
            return entry.Tag;
        }

        Add(PolicyFileIds.UnknownAttribute, name, "The dictionary has no attribute of that keyword, and it is no tag.", "Write a keyword such as SeriesDescription, or a tag such as (0008,103E). Get-DicomTag searches them.");
        return null;
    }

    private string? Content(PolicyFileNode node, string name, out string path)
    {
        path = name;
        try
        {
            path = Path.GetFullPath(name, Path.GetDirectoryName(_path)!);
            return ReadText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Add(PolicyFileIds.FileNotFound, node, "The file cannot be read.", "Paths are relative to the policy file. Check the name and the permissions.");
            return null;
        }
    }

    /// <summary>Reads no more than a policy may have: a device file has no length and no end.</summary>
    private static string ReadText(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[LargestFile + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > LargestFile)
        {
            throw new IOException();
        }

        using var reader = new StreamReader(new MemoryStream(bytes, 0, length));
        return reader.ReadToEnd();
    }
}
