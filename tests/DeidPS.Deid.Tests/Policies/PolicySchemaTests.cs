using System.Text.Json;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Deid.Pseudonyms;
using DeidPS.Dicom.Tests.Interop;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>policy.schema.json says what the reader does, property by property and document by document.</summary>
public sealed class PolicySchemaTests : IDisposable
{
    private static readonly JsonDocumentOptions s_tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonElement s_schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(PolicyRun.Folder, "policy.schema.json"))).RootElement;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Documents that both have to take, and documents that both have to refuse.</summary>
    public static TheoryData<bool, string> Documents => new()
    {
        { true, """{"steps":[]}""" },
        { true, """{"$schema":"x","description":"y","key":"project","requiresDeidentified":true,"verify":false,"dates":{"minimumDays":-7,"maximumDays":36525,"wholeWeeks":false},"accept":["ultrasound","DoseScreen"],"steps":[{"profile":"basic"}]}""" },
        { true, """{"steps":[{"profile":"PSEUDONYMS","options":["none","retainmodifieddates"],"labels":{},"times":"REMOVE","maximumAge":null,"strict":false,"trustPrivateCharacteristics":true,"words":[]}]}""" },
        { true, """{"steps":[{"profile":"Basic","overrides":{"SeriesDescription":"clean","(0008,103F)":"Keep"," 0018,1030 ":"Dummy","00181031":"Empty","( 0018 , 1400 )":"Remove","(00181012)":"NewUid"}}]}""" },
        { true, """{"steps":[{"profile":"Basic","labels":{"PatientName":"Subject","PatientID":"pseudonym","AccessionNumber":"Empty","StudyDescription":"Project","StudyID":"session","ProtocolName":"series"},"maximumAge":1}]}""" },
        { true, """{"steps":[{"scriptText":"version \"6.7\""},{"profile":"Basic","maximumAge":150}]}""" },
        { true, """{"steps":[{"profile":"Basic","options":["RetainFullDates","RetainFullDates"]}],}""" },
        { false, "{}" },
        { false, "[]" },
        { false, "7" },
        { false, "null" },
        { false, """{"steps":{}}""" },
        { false, """{"steps":null}""" },
        { false, """{"steps":["Basic"]}""" },
        { false, """{"steps":[{}]}""" },
        { false, """{"Steps":[]}""" },
        { false, """{"steps":[],"name":"x"}""" },
        { false, """{"steps":[],"$schema":5}""" },
        { false, """{"steps":[],"description":["x"]}""" },
        { false, """{"steps":[],"key":"Patient"}""" },
        { false, """{"steps":[],"key":1}""" },
        { false, """{"steps":[],"verify":"yes"}""" },
        { false, """{"steps":[],"requiresDeidentified":1}""" },
        { false, """{"steps":[],"accept":"Ultrasound"}""" },
        { false, """{"steps":[],"accept":["Ultrasounds"]}""" },
        { false, """{"steps":[],"accept":[1]}""" },
        { false, """{"steps":[],"dates":[]}""" },
        { false, """{"steps":[],"dates":{"minimumDays":-36526}}""" },
        { false, """{"steps":[],"dates":{"maximumDays":36526}}""" },
        { false, """{"steps":[],"dates":{"minimumDays":-1.5}}""" },
        { false, """{"steps":[],"dates":{"minimumDays":"-7"}}""" },
        { false, """{"steps":[],"dates":{"wholeWeeks":7}}""" },
        { false, """{"steps":[],"dates":{"days":7}}""" },
        { false, """{"steps":[{"profile":"Basic","script":"a.das"}]}""" },
        { false, """{"steps":[{"script":"a.das","scriptText":"version \"6.7\""}]}""" },
        { false, """{"steps":[{"script":7}]}""" },
        { false, """{"steps":[{"scriptText":null}]}""" },
        { false, """{"steps":[{"profile":"Basik"}]}""" },
        { false, """{"steps":[{"profile":"0"}]}""" },
        { false, """{"steps":[{"profile":"Basic","options":"RetainUids"}]}""" },
        { false, """{"steps":[{"profile":"Basic","options":["RetainUids, CleanGraphics"]}]}""" },
        { false, """{"steps":[{"profile":"Basic","options":["RetainFullDates","retainModifiedDates"]}]}""" },
        { false, """{"steps":[{"profile":"Basic","overrides":["PatientName"]}]}""" },
        { false, """{"steps":[{"profile":"Basic","overrides":{"PatientSex":"X"}}]}""" },
        { false, """{"steps":[{"profile":"Basic","overrides":{"Patient Sex":"Keep"}}]}""" },
        { false, """{"steps":[{"profile":"Basic","overrides":{"(0010,004)":"Keep"}}]}""" },
        { false, """{"steps":[{"profile":"Basic","overrides":{"":"Keep"}}]}""" },
        { false, """{"steps":[{"profile":"Basic","labels":{"PatientName":"Name"}}]}""" },
        { false, """{"steps":[{"profile":"Basic","labels":{"PatientName":null}}]}""" },
        { false, """{"steps":[{"profile":"Basic","times":"Shift"}]}""" },
        { false, """{"steps":[{"profile":"Basic","maximumAge":0}]}""" },
        { false, """{"steps":[{"profile":"Basic","maximumAge":151}]}""" },
        { false, """{"steps":[{"profile":"Basic","maximumAge":"89"}]}""" },
        { false, """{"steps":[{"profile":"Basic","strict":null}]}""" },
        { false, """{"steps":[{"profile":"Basic","words":"w.txt"}]}""" },
        { false, """{"steps":[{"profile":"Basic","words":[5]}]}""" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Schema_and_reader_take_and_refuse_the_same(bool isValid, string json)
    {
        Assert.Equal(isValid, new SmallSchema(s_schema).Allows(JsonDocument.Parse(json, s_tolerant).RootElement));
        File.WriteAllText(_folder.File("p.json"), json);
        var policy = PolicyLibrary.Compile(_folder.File("p.json"), new DicomEditCompileOptions(), out var findings);
        Assert.True(isValid == policy is not null, string.Join('\n', findings.Select(f => f.Finding.Message)));
    }

    [Fact]
    public void Both_take_as_many_steps()
    {
        foreach (var count in new[] { PolicyFileReader.MostSteps, PolicyFileReader.MostSteps + 1 })
        {
            Schema_and_reader_take_and_refuse_the_same(count == PolicyFileReader.MostSteps, $$"""{"steps":[{{string.Join(',', Enumerable.Repeat("""{"scriptText":"version \"6.7\""}""", count))}}]}""");
        }
    }

    [Theory]
    [InlineData("site-wide")]
    [InlineData("project-level")]
    public void Shipped_policies_use_what_the_schema_allows(string name)
    {
        var root = JsonDocument.Parse(File.ReadAllText(Path.Combine(PolicyRun.Folder, name + ".json")), s_tolerant).RootElement;
        Assert.True(new SmallSchema(s_schema).Allows(root));
        Assert.Equal("policy.schema.json", root.GetProperty("$schema").GetString());
    }

    [Fact]
    public void Properties_are_those_of_the_reader()
    {
        Assert.Equal(PolicyFileReader.FileProperties, Properties(s_schema));
        Assert.Equal(PolicyFileReader.DateProperties, Properties(Definition("dates")));
        Assert.Equal(PolicyFileReader.ProfileProperties, Properties(Definition("profileStep")));
        Assert.Equal(PolicyFileReader.ScriptProperties, Properties(Definition("scriptStep")).Concat(Properties(Definition("scriptTextStep"))));
        Assert.All(new[] { s_schema, Definition("dates"), Definition("profileStep"), Definition("scriptStep"), Definition("scriptTextStep") }, d => Assert.False(d.GetProperty("additionalProperties").GetBoolean()));
    }

    [Fact]
    public void Words_are_those_of_the_enumerations()
    {
        Words<KeyLevel>(Definition("keyLevel"));
        Words<HeldCase>(Definition("heldCase"));
        Words<ProfileOptions>(Definition("option"));
        Words<AttributeAction>(Definition("action"));
        Words<LabelSource>(Definition("label"));
        Words<ProfileBase>(Profile("profile"));
        Words<TimeHandling>(Profile("times"));
    }

    [Fact]
    public void Ranges_and_defaults_are_those_of_the_code()
    {
        var standard = new PseudonymSettings();
        var settings = new ProfileSettings();
        foreach (var (name, value) in new[] { ("minimumDays", standard.MinimumDays), ("maximumDays", standard.MaximumDays) })
        {
            var days = Definition("dates").GetProperty("properties").GetProperty(name);
            Assert.Equal((-PseudonymSettings.Limit, PseudonymSettings.Limit, value), (days.GetProperty("minimum").GetInt32(), days.GetProperty("maximum").GetInt32(), days.GetProperty("default").GetInt32()));
        }

        var age = Profile("maximumAge");
        Assert.Equal(
            (PolicyFileReader.YoungestCap, PolicyFileReader.OldestCap, settings.MaximumAge),
            (age.GetProperty("minimum").GetInt32(), age.GetProperty("maximum").GetInt32(), age.GetProperty("default").GetInt32()));
        Assert.Equal(PolicyFileReader.MostSteps, s_schema.GetProperty("properties").GetProperty("steps").GetProperty("maxItems").GetInt32());
        Assert.Equal(settings.Strict, Profile("strict").GetProperty("default").GetBoolean());
        Assert.Equal(settings.TrustPrivateCharacteristics, Profile("trustPrivateCharacteristics").GetProperty("default").GetBoolean());
        Assert.Equal(standard.WholeWeeks, Definition("dates").GetProperty("properties").GetProperty("wholeWeeks").GetProperty("default").GetBoolean());
    }

    [Fact]
    public void Everything_has_a_title_and_a_description()
    {
        Explained("file", s_schema);
        foreach (var definition in s_schema.GetProperty("$defs").EnumerateObject())
        {
            Explained(definition.Name, definition.Value);
        }

        static void Explained(string name, JsonElement element)
        {
            Assert.True(element.TryGetProperty("title", out _) && element.TryGetProperty("description", out _), name);
            if (element.TryGetProperty("properties", out var properties))
            {
                foreach (var property in properties.EnumerateObject().Where(p => !p.Value.TryGetProperty("$ref", out _)))
                {
                    Explained(property.Name, property.Value);
                }
            }
        }
    }

    private static JsonElement Definition(string name) => s_schema.GetProperty("$defs").GetProperty(name);

    private static JsonElement Profile(string name) => Definition("profileStep").GetProperty("properties").GetProperty(name);

    private static IEnumerable<string> Properties(JsonElement element) => element.GetProperty("properties").EnumerateObject().Select(p => p.Name);

    private static void Words<T>(JsonElement definition)
        where T : struct, Enum
    {
        var choices = definition.GetProperty("anyOf").EnumerateArray().ToList();
        Assert.Equal(Enum.GetNames<T>().Order(StringComparer.Ordinal), choices[..^1].Select(c => c.GetProperty("const").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(choices[..^1], c => Assert.NotEmpty(c.GetProperty("description").GetString()!));
        var anyCase = string.Join('|', choices[..^1].Select(c => string.Concat(c.GetProperty("const").GetString()!.Select(letter => $"[{char.ToUpperInvariant(letter)}{char.ToLowerInvariant(letter)}]"))));
        Assert.Equal($"^(?:{anyCase})$", choices[^1].GetProperty("pattern").GetString());
    }
}
