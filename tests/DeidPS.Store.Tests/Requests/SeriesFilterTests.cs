using DeidPS.Dicom;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Tests.Requests;

/// <summary>What filters of series leave out (workflow section 6.3).</summary>
public sealed class SeriesFilterTests
{
    private const string Storage = "1.2.840.10008.5.1.4.1.1.";
    private const string Ct = Storage + "2";

    [Theory]
    [InlineData("Dose Info", "dose-or-screen")]
    [InlineData("CT DOSEREPORT", "dose-or-screen")]
    [InlineData("dose  sheet", "dose-or-screen")]
    [InlineData("Patient Protocol", "dose-or-screen")]
    [InlineData("Screen Save", "dose-or-screen")]
    [InlineData("SCREENSHOT", "dose-or-screen")]
    [InlineData("screen capture", "dose-or-screen")]
    [InlineData("Topogram Report", "dose-or-screen")]
    [InlineData("Low dose chest", null)]
    [InlineData("Topogram", null)]
    [InlineData("AXIAL", null)]
    [InlineData("", null)]
    public void The_shipped_filter_goes_by_descriptions(string description, string? rule)
    {
        Assert.Equal(rule, SeriesFilter.BurntIn.Matches(Object(description: description), isPlan: false));
        Assert.Equal(rule, SeriesFilter.BurntIn.Matches(Object(description: description), isPlan: true));
    }

    [Theory]
    [InlineData("7", "secondary-capture")]
    [InlineData("7.1", "secondary-capture")]
    [InlineData("7.4", "secondary-capture")]
    [InlineData("104.1", "encapsulated-document")]
    [InlineData("104.2", "encapsulated-document")]
    [InlineData("88.67", "dose-report")]
    [InlineData("88.68", "dose-report")]
    [InlineData("88.73", "dose-report")]
    [InlineData("88.76", "dose-report")]
    [InlineData("88.59", "key-object")]
    [InlineData("11.1", "presentation-state")]
    [InlineData("11.12", "presentation-state")]
    [InlineData("9.100.1", "presentation-state")]
    [InlineData("66", "raw-data")]
    [InlineData("66.4", null)]
    [InlineData("77.1.5.1", null)]
    [InlineData("88.22", null)]
    [InlineData("128", null)]
    [InlineData("2", null)]
    public void The_shipped_filter_goes_by_SOP_classes(string uid, string? rule) => Assert.Equal(rule, SeriesFilter.BurntIn.Matches(Object(Storage + uid), isPlan: false));

    [Fact]
    public void Every_class_the_shipped_filter_names_is_one()
    {
        var rules = SeriesFilter.BurntIn.Exclude.Where(r => r.Kind == SeriesRuleKind.SopClass).ToList();
        Assert.All(rules, r => Assert.Contains(DicomUids.SopClasses, c => r.Value.EndsWith('*') ? c.Uid.StartsWith(r.Value[..^1], StringComparison.Ordinal) : c.Uid == r.Value));
        Assert.All(
            DicomUids.SopClasses.Where(c => new[] { "PresentationState", "SecondaryCapture", "RadiationDose", "KeyObject", "Encapsulated", "RawData" }.Any(w => c.Keyword.Contains(w, StringComparison.Ordinal)) && c.Uid.StartsWith(Storage, StringComparison.Ordinal) && !c.IsRetired),
            c => Assert.NotNull(SeriesFilter.BurntIn.Matches(Object(c.Uid), isPlan: false)));
    }

    [Fact]
    public void Rules_without_a_name_are_told_by_their_number()
    {
        var filter = Filter(exclude: [Rule(SeriesRuleKind.Modality, "us"), Rule(SeriesRuleKind.ImageType, "Derived"), Rule(SeriesRuleKind.Tag, "PatientComments")]);
        Assert.Equal("exclude-1", filter.Matches(Object(modality: "US"), isPlan: false));
        Assert.Equal("exclude-2", filter.Matches(Object(imageType: "ORIGINAL\\DERIVED\\X"), isPlan: false));
        Assert.Equal("exclude-3", filter.Matches(Object(change: d => d.SetText(new DicomTag(0x00104000), string.Empty)), isPlan: false));
        Assert.Null(filter.Matches(Object(imageType: "ORIGINAL\\UNDERIVED"), isPlan: false));
    }

    [Fact]
    public void Where_something_is_wanted_the_rest_is_not()
    {
        var filter = Filter(exclude: [Rule(SeriesRuleKind.Description, "scout")], include: [Rule(SeriesRuleKind.Modality, "CT"), Rule(SeriesRuleKind.Description, "^T1")]);
        Assert.Null(filter.Matches(Object(), isPlan: false));
        Assert.Null(filter.Matches(Object(modality: "MR", description: "t1 axial"), isPlan: false));
        Assert.Equal(SeriesFilter.NotIncluded, filter.Matches(Object(modality: "MR"), isPlan: false));
        Assert.Equal("exclude-1", filter.Matches(Object(description: "CT SCOUT"), isPlan: false));
    }

    [Fact]
    public void What_an_answer_does_not_have_decides_nothing_until_the_object_is_here()
    {
        var answer = new DicomDataset();
        answer.SetText(DicomTags.Modality, "MR");
        answer.SetText(DicomTags.SeriesDescription, string.Empty);
        var includes = Filter(include: [Rule(SeriesRuleKind.Modality, "CT"), Rule(SeriesRuleKind.SopClass, Ct)]);
        Assert.Null(includes.Matches(answer, isPlan: true));
        Assert.Equal(SeriesFilter.NotIncluded, includes.Matches(answer, isPlan: false));
        foreach (var rule in new[] { Rule(SeriesRuleKind.Description, "^$"), Rule(SeriesRuleKind.ImageType, "DERIVED"), Rule(SeriesRuleKind.Tag, "(0010,4000)") })
        {
            Assert.Null(Filter(exclude: [rule]).Matches(answer, isPlan: true));
            Assert.Null(Filter(include: [rule]).Matches(answer, isPlan: true));
        }

        Assert.Equal("exclude-1", Filter(exclude: [Rule(SeriesRuleKind.Description, "^$")]).Matches(answer, isPlan: false));
        Assert.Equal(SeriesFilter.NotIncluded, Filter(include: [Rule(SeriesRuleKind.Modality, "CT")]).Matches(answer, isPlan: true));
    }

    [Fact]
    public void The_text_is_stable_and_reads_back_as_the_same_filter()
    {
        var filter = new SeriesFilter(
            "mine", [new SeriesRule { Name = "dose", Kind = SeriesRuleKind.Description, Value = @"dose\s+" }, Rule(SeriesRuleKind.SopClass, "RawDataStorage")], [Rule(SeriesRuleKind.Tag, "patientcomments")]);
        const string Text = """{"name":"mine","exclude":[{"name":"dose","kind":"Description","value":"dose\\s\u002B"},{"kind":"SopClass","value":"1.2.840.10008.5.1.4.1.1.66"}],"include":[{"kind":"Tag","value":"(0010,4000)"}]}""";
        Assert.Equal(Text, filter.ToJson());
        Assert.Equal(filter, SeriesFilter.Parse(Text));
        Assert.NotEqual(filter, SeriesFilter.BurntIn);
        Assert.Equal(SeriesFilter.BurntIn, SeriesFilter.Parse(SeriesFilter.BurntIn.ToJson()));
        Assert.Same(SeriesFilter.BurntIn, SeriesFilter.Find("GSTT-BurntIn"));
        Assert.Equal("dose", SeriesFilter.Parse(Text).Matches(Object(description: "DOSE INFO"), isPlan: false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"name":"a","exclude":[]}""")]
    [InlineData("""{"name":"a","exclude":null}""")]
    [InlineData("""{"name":"a","exclude":[null]}""")]
    [InlineData("""{"name":"a","exclude":[{"kind":"Modality","value":null}]}""")]
    [InlineData("""{"name":"a","exclude":[{"kind":"Nothing","value":"CT"}]}""")]
    [InlineData("""{"name":"a","exclude":[{"kind":17,"value":"CT"}]}""")]
    [InlineData("""{"name":"a","exclude":[{"kind":"Modality","value":"CT","color":1}]}""")]
    [InlineData("""{"name":"a","name":"b","exclude":[{"kind":"Modality","value":"CT"}]}""")]
    public void Other_text_is_refused(string text) => Assert.Equal(StoreException.SeriesFilterInvalid, Assert.Throws<StoreException>(() => SeriesFilter.Parse(text)).ErrorId);

    [Theory]
    [InlineData(SeriesRuleKind.Description, "(dose", "position 6")]
    [InlineData(SeriesRuleKind.Description, @"(a)\1", "back-references")]
    [InlineData(SeriesRuleKind.Description, "(?=a)b", "look-around")]
    [InlineData(SeriesRuleKind.Description, "((a{1000}){1000}){1000}", "regular expression")]
    [InlineData(SeriesRuleKind.Modality, " ", "needs a value")]
    [InlineData(SeriesRuleKind.Modality, "C\nT", "control")]
    [InlineData(SeriesRuleKind.SopClass, "CT Image", "no SOP class")]
    [InlineData(SeriesRuleKind.SopClass, "1.2.*.3", "no SOP class")]
    [InlineData(SeriesRuleKind.Tag, "Nothing", "no attribute")]
    public void A_rule_that_cannot_be_used_is_told_with_its_place(SeriesRuleKind kind, string value, string says)
    {
        var error = Assert.Throws<StoreException>(() => Filter(include: [Rule(SeriesRuleKind.Modality, "CT"), Rule(kind, value)]));
        Assert.Equal(StoreException.SeriesFilterInvalid, error.ErrorId);
        Assert.Contains("Rule 2 of Include", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction!);
    }

    [Fact]
    public void Sizes_have_limits()
    {
        Assert.Throws<StoreException>(() => Filter(exclude: [Rule(SeriesRuleKind.Description, new string('a', SeriesRule.LongestValue + 1))]));
        Assert.Throws<StoreException>(() => Filter(exclude: [.. Enumerable.Repeat(Rule(SeriesRuleKind.Modality, "CT"), SeriesFilter.MaximumRules + 1)]));
        Assert.Throws<StoreException>(() => Filter());
        Assert.Throws<StoreException>(() => new SeriesFilter(new string('a', SeriesRule.LongestName + 1), [Rule(SeriesRuleKind.Modality, "CT")], []));
        Assert.Throws<StoreException>(() => SeriesFilter.Parse(new string(' ', SeriesFilter.MaximumLength + 1)));

        // What can be made can be read back: characters that are written as six count so.
        var heavy = Enumerable.Repeat(Rule(SeriesRuleKind.Description, new string('\'', SeriesRule.LongestValue)), SeriesFilter.MaximumRules).ToList();
        Assert.Throws<StoreException>(() => Filter(exclude: heavy));
    }

    [Fact]
    public void A_description_that_is_made_to_take_long_does_not()
    {
        var filter = Filter(exclude: [Rule(SeriesRuleKind.Description, "^(a+)+$")]);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Null(filter.Matches(Object(description: new string('a', 60) + "!"), isPlan: false));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    private static SeriesRule Rule(SeriesRuleKind kind, string value) => new() { Kind = kind, Value = value };

    private static SeriesFilter Filter(IReadOnlyList<SeriesRule>? exclude = null, IReadOnlyList<SeriesRule>? include = null) => new("test", exclude ?? [], include ?? []);

    private static DicomDataset Object(string sopClass = Ct, string modality = "CT", string description = "AXIAL", string imageType = "ORIGINAL\\PRIMARY", Action<DicomDataset>? change = null)
    {
        var dataset = new DicomDataset();
        dataset.SetText(new DicomTag(0x00080008), imageType);
        dataset.SetText(DicomTags.SOPClassUID, sopClass);
        dataset.SetText(DicomTags.Modality, modality);
        dataset.SetText(DicomTags.SeriesDescription, description);
        change?.Invoke(dataset);
        return dataset;
    }
}
