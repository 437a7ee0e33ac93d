using System.Text.Json;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Dicom.Tests.Dictionary;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>The schema that editors read says what the reader of policy files accepts.</summary>
public sealed class PolicySchemaTests
{
    private static readonly JsonElement s_schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryPath.Root, "module", "policies", "policy.schema.json"))).RootElement;

    [Fact]
    public void Properties_are_those_of_the_reader()
    {
        Assert.Equal(PolicyFileReader.FileProperties, Names(s_schema.GetProperty("properties")));
        Assert.Equal(PolicyFileReader.DateProperties, Names(s_schema.GetProperty("properties").GetProperty("dates").GetProperty("properties")));
        Assert.Equal(PolicyFileReader.ProfileProperties, Names(Step("profileStep")));
        Assert.Equal(PolicyFileReader.ScriptProperties, Names(Step("scriptStep")).Concat(Names(Step("scriptTextStep"))));
    }

    [Fact]
    public void Words_are_those_of_the_reader()
    {
        var profile = Step("profileStep");
        Assert.Equal(Enum.GetNames<ProfileBase>(), Words(profile.GetProperty("profile")));
        Assert.Equal(Enum.GetNames<ProfileOptions>(), Words(profile.GetProperty("options").GetProperty("items")));
        Assert.Equal(Enum.GetNames<AttributeAction>(), Words(profile.GetProperty("overrides").GetProperty("additionalProperties")));
        Assert.Equal(Enum.GetNames<LabelSource>(), Words(profile.GetProperty("labels").GetProperty("additionalProperties")));
        Assert.Equal(Enum.GetNames<TimeHandling>(), Words(profile.GetProperty("times")));
        Assert.Equal(Enum.GetNames<KeyLevel>(), Words(s_schema.GetProperty("properties").GetProperty("key")));
        Assert.Equal(Enum.GetNames<HeldCase>(), Words(s_schema.GetProperty("properties").GetProperty("accept").GetProperty("items")));
    }

    [Fact]
    public void It_is_no_policy()
    {
        Assert.Equal(["project-level", "site-wide"], new PolicyLibrary(Path.Combine(RepositoryPath.Root, "module", "policies")).Names);
    }

    private static JsonElement Step(string name) => s_schema.GetProperty("$defs").GetProperty(name).GetProperty("properties");

    private static IEnumerable<string> Names(JsonElement properties) => properties.EnumerateObject().Select(p => p.Name);

    /// <summary>Words of an enumeration; the reader takes any letter case, the schema lists lower case beside where the shipped policies use it.</summary>
    private static IEnumerable<string> Words(JsonElement property) => property.GetProperty("enum").EnumerateArray().Select(w => w.GetString()!).Where(w => char.IsUpper(w[0]));
}
