using System.Diagnostics;
using System.Globalization;
using System.Text;
using DeidPS.Deid.DicomEdit;
using DeidPS.Deid.Policies;
using DeidPS.Deid.Profile;
using DeidPS.Dicom;
using DeidPS.Dicom.Tests.Interop;
using Xunit.Abstractions;

namespace DeidPS.Deid.Tests.Policies;

/// <summary>Declarative policy files: every finding has its place and a remedy, and no content throws or takes long.</summary>
public sealed class PolicyFileTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20261123;
    private const string Good = """{"steps":[{"profile":"Basic"}]}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", PolicyFileIds.InvalidJson, 1, 1, "")]
    [InlineData("// nothing\n", PolicyFileIds.InvalidJson, 2, 1, "")]
    [InlineData("{\"steps\":[}", PolicyFileIds.InvalidJson, 1, 11, "bracket")]
    [InlineData("{\"steps\":[]} x", PolicyFileIds.InvalidJson, 1, 14, "")]
    [InlineData("{\n  \"description\": \"äöü😀\", oops\n}", PolicyFileIds.InvalidJson, 2, 27, "quotation")]
    [InlineData("{\n\t\"step\": [],\n\t\"steps\": []\n}", PolicyFileIds.UnknownProperty, 2, 2, "Did you mean steps?")]
    [InlineData("{\r\n  \"keys\": \"site\",\r\n  \"steps\": []\r\n}", PolicyFileIds.UnknownProperty, 2, 3, "Did you mean key?")]
    [InlineData("{\"description\":\"ÄÖÜ😀 患者\",\"verfy\":true,\"steps\":[]}", PolicyFileIds.UnknownProperty, 1, 27, "Did you mean verify?")]
    [InlineData("{\"steps\":[],\"entirelyDifferent\":1}", PolicyFileIds.UnknownProperty, 1, 13, "Allowed are $schema, description")]
    [InlineData("{\"steps\":[],\n \"steps\":[]}", PolicyFileIds.DuplicateProperty, 2, 2, "one of them")]
    [InlineData("{\"steps\":[],\n \"\\u0073teps\":[]}", PolicyFileIds.DuplicateProperty, 2, 2, "one of them")]
    [InlineData("{\"steps\":[{\"profile\":\"Basic\",\n\"overrides\":{\"PatientSex\":\"Keep\",\n  \"(0010,0040)\":\"Keep\"}}]}", PolicyFileIds.DuplicateProperty, 3, 3, "one of them")]
    [InlineData("[]", PolicyFileIds.WrongKind, 1, 1, null)]
    [InlineData("{\"steps\":\n  {}}", PolicyFileIds.WrongKind, 2, 3, null)]
    [InlineData("{\"steps\":[],\"verify\":\n\"true\"}", PolicyFileIds.WrongKind, 2, 1, null)]
    [InlineData("{\"steps\":[],\"key\":\"projekt\"}", PolicyFileIds.UnknownValue, 1, 19, "Did you mean Project?")]
    [InlineData("{\"steps\":[],\"accept\":[\"DoseScreen\",\n\"Ultrasounds\"]}", PolicyFileIds.UnknownValue, 2, 1, "Did you mean Ultrasound?")]
    [InlineData("{\"steps\":[{\"profile\":\"Basic\",\"options\":[\"RetainPatientCharacteristic\"]}]}", PolicyFileIds.UnknownValue, 1, 41, "Did you mean RetainPatientCharacteristics?")]
    [InlineData("{\"steps\":[{\"profile\":\"Basic\",\"options\":[\"64\"]}]}", PolicyFileIds.UnknownValue, 1, 41, "Allowed are")]
    [InlineData("{\"steps\":[],\"dates\":{\"minimumDays\":\n -40000}}", PolicyFileIds.OutOfRange, 2, 2, "from -36525 to 36525")]
    [InlineData("{\"steps\":[],\"dates\":{\"minimumDays\":1e2}}", PolicyFileIds.OutOfRange, 1, 36, "from -36525 to 36525")]
    [InlineData("{\"steps\":[],\"dates\":\n{\"minimumDays\":5,\"maximumDays\":-5}}", PolicyFileIds.OutOfRange, 2, 1, "-3650 and -1")]
    [InlineData("{\"steps\":[],\"dates\":{\"minimumDays\":-6,\"maximumDays\":-1,\"wholeWeeks\":true}}", PolicyFileIds.OutOfRange, 1, 21, "minimumDays")]
    [InlineData("{\"steps\":[{\"profile\":\"Basic\",\"maximumAge\":99999999999}]}", PolicyFileIds.OutOfRange, 1, 43, "from 1 to 150")]
    [InlineData("{\"steps\":[{\"profile\":\"Basic\",\"overrides\":{\n\"SeriesDescripton\":\"Keep\"}}]}", PolicyFileIds.UnknownAttribute, 2, 1, "Get-DicomTag")]
    [InlineData("{}", PolicyFileIds.Missing, 1, 1, "\"steps\"")]
    [InlineData("{\"steps\":[\n  {\"options\":[]}]}", PolicyFileIds.Missing, 2, 3, "\"profile\"")]
    [InlineData("{\"steps\":[\n  {\"script\":\"a.das\",\"scriptText\":\"\"}]}", PolicyFileIds.Conflict, 2, 3, "steps of their own")]
    [InlineData("{\"steps\":[{\"profile\":\"Basic\",\"options\":\n[\"RetainFullDates\",\"retainmodifieddates\"]}]}", PolicyFileIds.Conflict, 2, 1, "Keep one of")]
    [InlineData("{\"steps\":[\n{\"profile\":\"Basic\",\"overrides\":{\"(0029,1010)\":\"Keep\"}}]}", PolicyFileIds.Conflict, 2, 1, "Private attributes")]
    [InlineData("{\"steps\":[{\"script\":\n\"none.das\"}]}", PolicyFileIds.FileNotFound, 2, 1, "relative")]
    [InlineData("{\"steps\":[{\"script\":\"a\\u0000b\"}]}", PolicyFileIds.FileNotFound, 1, 21, "relative")]
    [InlineData("{\"steps\":[{\"script\":\"\"}]}", PolicyFileIds.FileNotFound, 1, 21, "relative")]
    [InlineData("{\"steps\":[{\"profile\":\"Basic\",\"words\":[\"none.txt\"]}]}", PolicyFileIds.FileNotFound, 1, 39, "relative")]
    public void Each_finding_has_line_column_and_remedy(string text, string id, int line, int column, string? remedy)
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(text), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)] })
        {
            Assert.Null(Read(bytes, out var findings));
            var finding = findings[0].Finding;
            Assert.Equal((ScriptSeverity.Error, id, line, column), (finding.Severity, finding.Id, finding.Line, finding.Column));
            Assert.Equal(_folder.File("p.json"), findings[0].Source);
            Assert.NotEmpty(finding.Message);
            if (remedy is null)
            {
                Assert.Null(finding.Remedy);
            }
            else
            {
                Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_id_has_a_case()
    {
        var cases = typeof(PolicyFileTests).GetMethod(nameof(Each_finding_has_line_column_and_remedy))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>().Select(a => (string)a.GetData(null!).Single()[1]);
        var ids = typeof(PolicyFileIds).GetFields().Select(f => (string)f.GetValue(null)!);
        Assert.Equal(ids.Order(StringComparer.Ordinal), cases.Append(PolicyFileIds.FileTooLarge).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_findings_come_at_once_in_the_order_they_stand()
    {
        Assert.Null(Read("{\n\"key\":\"x\",\n\"steps\":[\n{\"profile\":\"Basik\",\n\"maximumAge\":0,\n\"times\":5}],\n\"accept\":{},\n\"dates\":{\"minimumDays\":\"a\"}}", out var findings));
        Assert.Equal([2, 4, 5, 6, 7, 8], findings.Select(f => f.Finding.Line).Order());
    }

    [Fact]
    public void A_wrong_number_is_told_of_once()
    {
        Assert.Null(Read("""{"steps":[],"dates":{"minimumDays":"a"}}""", out var findings));
        Assert.Equal(PolicyFileIds.WrongKind, Assert.Single(findings).Finding.Id);
        Assert.Null(Read("""{"steps":[],"dates":{"maximumDays":99999}}""", out findings));
        Assert.Single(findings);
    }

    [Fact]
    public void Comments_trailing_commas_and_any_case_are_read()
    {
        var policy = Read("""
            // a comment with ä
            {
              /* another
                 over lines */
              "key": "PROJECT", "accept": [ "ultrasound", "DOSESCREEN", ],
              "steps": [ { "profile": "basic", "options": [ "retainmodifieddates", "None" ], "labels": { "PatientName": "pseudonym", } }, ],
            }
            """, out var findings);
        Assert.Empty(findings);
        Assert.Equal(("p", KeyLevel.Project), (policy!.Name, policy.KeyLevel));
        Assert.Equal([HeldCase.Ultrasound, HeldCase.DoseScreen], policy.Accepts.Order());
        var settings = Assert.IsType<ProfileStep>(Assert.Single(policy.Steps)).Settings;
        Assert.Equal(ProfileOptions.RetainModifiedDates, settings.Options);
        Assert.Equal(LabelSource.Pseudonym, Assert.Single(settings.Labels).Value);
    }

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var policy = Read(Good, out _)!;
        Assert.Equal((KeyLevel.Site, false, false), (policy.KeyLevel, policy.RequiresDeidentified, policy.Verifies));
        Assert.Equal(new Deid.Pseudonyms.PseudonymSettings(), policy.Pseudonyms);
        var settings = Assert.IsType<ProfileStep>(Assert.Single(policy.Steps)).Settings;
        Assert.Equal(89, settings.MaximumAge);
        Assert.Equal(ProfileSettings.DefaultLabels, settings.Labels);
        Assert.Null(Assert.IsType<ProfileStep>(Read("""{"steps":[{"profile":"Basic","maximumAge":null}]}""", out _)!.Steps[0]).Settings.MaximumAge);
    }

    [Fact]
    public void Everything_that_decides_is_part_of_the_hash_and_nothing_else()
    {
        var hash = Hash(Good);
        Assert.Equal(hash, Hash("""{"description":"x","$schema":"y","steps":[{"profile":"Basic","strict":false}]} // z"""));
        File.WriteAllText(_folder.File("w.txt"), "[all]\nbrobdingnag\n");
        var others = new[]
        {
            """{"key":"project","steps":[{"profile":"Basic"}]}""",
            """{"verify":true,"steps":[{"profile":"Basic"}]}""",
            """{"requiresDeidentified":true,"steps":[{"profile":"Basic"}]}""",
            """{"accept":["Sound"],"steps":[{"profile":"Basic"}]}""",
            """{"dates":{"maximumDays":-2},"steps":[{"profile":"Basic"}]}""",
            """{"dates":{"wholeWeeks":true},"steps":[{"profile":"Basic"}]}""",
            """{"steps":[{"profile":"Basic"},{"profile":"Basic"}]}""",
            """{"steps":[{"profile":"Pseudonyms"}]}""",
            """{"steps":[{"profile":"Basic","options":["CleanDescriptors"]}]}""",
            """{"steps":[{"profile":"Basic","options":["CleanDescriptors"],"words":["w.txt"]}]}""",
            """{"steps":[{"profile":"Basic","overrides":{"SliceThickness":"Remove"}}]}""",
            """{"steps":[{"profile":"Basic","labels":{}}]}""",
            """{"steps":[{"profile":"Basic","times":"Remove"}]}""",
            """{"steps":[{"profile":"Basic","maximumAge":80}]}""",
            """{"steps":[{"profile":"Basic","maximumAge":null}]}""",
            """{"steps":[{"profile":"Basic","strict":true}]}""",
            """{"steps":[{"profile":"Basic","trustPrivateCharacteristics":true}]}""",
            """{"steps":[{"profile":"Basic"},{"scriptText":"version \"6.7\""}]}""",
        };
        Assert.Equal(others.Length + 1, others.Select(Hash).Append(hash).Distinct().Count());

        string Hash(string text) => Read(text, out _)!.ShortHash;
    }

    [Fact]
    public void Scripts_in_other_files_have_places_of_their_own()
    {
        File.WriteAllText(_folder.File("sub/a.das"), "version \"6.7\"\n(0010,0010) := nosuch[]\n");
        Assert.Null(Read("{\"steps\":[\n{\"script\":\"sub/a.das\"},{\"profile\":\"Basik\"}]}", out var findings));
        Assert.Equal((_folder.File("sub/a.das"), 2), (findings[0].Source, findings[0].Finding.Line));
        Assert.Contains(findings, f => f.Source == _folder.File("p.json") && f.Finding.Id == PolicyFileIds.UnknownValue);

        Assert.Null(Read("{\"steps\":[\n   {\"scriptText\": \"version \\\"6.7\\\"\\n(0010,0010) := nosuch[]\"}]}", out findings));
        Assert.Equal((_folder.File("p.json"), 2, 19), (findings[0].Source, findings[0].Finding.Line, findings[0].Finding.Column));
        Assert.Contains("line 2, column", findings[0].Finding.Message, StringComparison.Ordinal);

        File.WriteAllText(_folder.File("sub/a.das"), "version \"6.7\"\n(0010,0010) := \"A\"\n");
        Assert.NotNull(Read("{\"steps\":[{\"script\":\"sub/a.das\"},{\"script\":\"./sub/../sub/a.das\"}]}", out findings));
        Assert.Empty(findings);
    }

    [Fact]
    public void Word_lists_are_read_and_their_mistakes_told()
    {
        File.WriteAllText(_folder.File("w.txt"), "[all]\nbrobdingnag\n");
        var policy = Read("""{"steps":[{"profile":"Basic","options":["CleanDescriptors"],"words":["w.txt"]}]}""", out var findings);
        Assert.Empty(findings);
        Assert.Equal("brobdingnag chest", Assert.IsType<ProfileStep>(policy!.Steps[0]).Settings.Words.Clean(DicomTags.SeriesDescription, "brobdingnag chest"));

        File.WriteAllText(_folder.File("w.txt"), "[all]\n\n[NoSuchAttribute]\n");
        Assert.Null(Read("{\"steps\":[{\"profile\":\"Basic\",\n  \"words\":[\"w.txt\"]}]}", out findings));
        var finding = Assert.Single(findings).Finding;
        Assert.Equal((PolicyFileIds.UnknownValue, 2, 11), (finding.Id, finding.Line, finding.Column));
        Assert.Contains("w.txt", finding.Message, StringComparison.Ordinal);
        Assert.Contains("line 3", finding.Message, StringComparison.Ordinal);
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public void An_error_behind_more_findings_than_are_told_still_refuses_the_policy()
    {
        // Each semicolon is a warning; then a step that is none. Left out, the policy would release what the step should have cleaned.
        File.WriteAllText(_folder.File("w.das"), "version \"6.3\"\n" + string.Concat(Enumerable.Repeat("(0010,0010) := \"A\";\n", 150)));
        Assert.NotNull(Read("""{"steps":[{"script":"w.das"}]}""", out var findings));
        Assert.True(findings.Count >= 100, $"{findings.Count} warnings");
        Assert.Null(Read("""{"steps":[{"script":"w.das"},{"profile":"Basik"}]}""", out findings));
        Assert.Contains(findings, f => f.Finding.Id == PolicyFileIds.UnknownValue);

        Assert.Null(Read($$"""{"steps":[{{string.Join(',', Enumerable.Repeat("1", 100))}}],{{string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"x{i}\":1"))}}}""", out findings));
        Assert.InRange(findings.Count, 100, 200);
    }

    [Fact]
    public void Large_deep_and_foreign_files_are_refused_in_time()
    {
        Refused(PolicyFileIds.FileTooLarge, Encoding.UTF8.GetBytes(Good + new string(' ', PolicyFileReader.LargestFile)));
        Refused(PolicyFileIds.InvalidJson, Encoding.UTF8.GetBytes(new string('[', 500_000)));
        Refused(PolicyFileIds.InvalidJson, Encoding.UTF8.GetBytes("{\"steps\":" + new string('[', 17) + new string(']', 17) + "}"));
        Refused(PolicyFileIds.InvalidJson, Encoding.Unicode.GetBytes(Good));
        Refused(PolicyFileIds.InvalidJson, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Good)]);
        Refused(PolicyFileIds.UnknownProperty, Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 120_000).Select(i => $"\"\":{i % 10}")) + "}"));
        Refused(PolicyFileIds.UnknownProperty, Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Repeat("\"" + new string('x', 64) + "\":0", 14_000)) + "}"));
        Refused(PolicyFileIds.UnknownValue, Encoding.UTF8.GetBytes("{\"steps\":[],\"accept\":[" + string.Join(',', Enumerable.Repeat("\"" + new string('x', 64) + "\"", 15_000)) + "]}"));
        Refused(PolicyFileIds.OutOfRange, Encoding.UTF8.GetBytes("{\"steps\":[" + string.Join(',', Enumerable.Repeat("{\"profile\":\"Basic\"}", 50_000)) + "]}"));
        Refused(PolicyFileIds.UnknownValue, Encoding.UTF8.GetBytes("{\"steps\":[],\"key\":\"" + new string('ß', 500_000) + "\"}"));

        void Refused(string id, byte[] bytes)
        {
            var clock = Stopwatch.StartNew();
            Assert.Null(Read(bytes, out var findings));
            Assert.Contains(findings, f => f.Finding.Id == id);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{id} after {clock.Elapsed}");
        }
    }

    [Theory]
    [InlineData("{\"steps\":[],\n \"description\":\"ab\u00FF\"}", 2, 16)]
    [InlineData("{\"steps\":[],\n \"\u00FF\":1}", 2, 2)]
    public void Bytes_that_are_not_UTF_8_are_found_where_they_stand(string latin1, int line, int column)
    {
        Assert.Null(Read(Encoding.Latin1.GetBytes(latin1), out var findings));
        var finding = Assert.Single(findings).Finding;
        Assert.Equal((PolicyFileIds.InvalidJson, line, column), (finding.Id, finding.Line, finding.Column));
        Assert.Contains("UTF-8", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_found_where_it_stands()
    {
        Assert.Null(Read("{\"steps\":[],\n \"description\":\"\\ud800\"}", out var findings));
        Assert.Equal((PolicyFileIds.InvalidJson, 2, 16), (findings[0].Finding.Id, findings[0].Finding.Line, findings[0].Finding.Column));
    }

    [Fact]
    public void A_file_without_an_end_is_not_read_to_its_end()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // There is no such file elsewhere.
        }

        Assert.Null(Read("""{"steps":[{"script":"/dev/zero"},{"profile":"Basic","words":["/dev/zero"]}]}""", out var findings));
        Assert.Equal([PolicyFileIds.FileNotFound, PolicyFileIds.FileNotFound], findings.Select(f => f.Finding.Id));
    }

    [Fact]
    public void A_policy_that_only_asks_something_of_an_object_is_not_empty()
    {
        Assert.True(Read("""{"steps":[]}""", out _)!.IsEmpty);
        Assert.True(Read("""{"steps":[{"scriptText":"version \"6.7\""}]}""", out _)!.IsEmpty);
        foreach (var check in new[] { "requiresDeidentified", "verify" })
        {
            Assert.False(Read($$"""{"{{check}}":true,"steps":[]}""", out _)!.IsEmpty);
        }
    }

    [Fact]
    public void Mutated_files_never_throw_and_never_take_long()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("DEIDPS_FUZZ_COUNT") ?? "2000", CultureInfo.InvariantCulture);
        output.WriteLine($"seed {Seed}, {count} files");
        File.WriteAllText(_folder.File("a.das"), "version \"6.7\"\n(0010,0010) := \"A\"\n");
        File.WriteAllText(_folder.File("w.txt"), "[all]\nword\n");
        byte[][] seeds =
        [
            File.ReadAllBytes(Path.Combine(PolicyRun.Folder, "site-wide.json")), File.ReadAllBytes(Path.Combine(PolicyRun.Folder, "project-level.json")),
            .. PolicySchemaTests.Documents.Select(d => Encoding.UTF8.GetBytes((string)d[1])),
            """{"steps":[{"script":"a.das"},{"profile":"Basic","words":["w.txt"],"options":["CleanDescriptors"]}]}"""u8.ToArray(),
        ];
        var pieces = new[] { "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "//", "/*", "*/", "\n", "\r", "\t", "null", "true", "-0", "1e999", "99999999999999999999", "\"steps\":", "\"profile\":\"Basic\"", "\"script\":\"", "..", "/", "\u00FF", "ä", "\uFEFF", "\0", "(0010,0010)", "PatientName" };
        var random = new Random(Seed);
        var valid = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = Mutate(seeds[random.Next(seeds.Length)], pieces, random);
            var clock = Stopwatch.StartNew();
            var policy = Read(bytes, out var findings);
            Assert.True(clock.ElapsedMilliseconds < 2000, $"file {i} of seed {Seed} took {clock.ElapsedMilliseconds} ms");
            Assert.All(findings, f => Assert.True(f.Finding is { Line: > 0, Column: > 0, Message.Length: > 0 }));
            Assert.True(policy is null == findings.Any(f => f.Finding.Severity == ScriptSeverity.Error), $"file {i} of seed {Seed}");
            valid += policy is null ? 0 : 1;
        }

        output.WriteLine($"{valid} were still valid");
        Assert.InRange(valid, 1, count - 1);
    }

    private static byte[] Mutate(byte[] seed, string[] pieces, Random random)
    {
        var bytes = seed.ToList();
        for (var n = random.Next(6); n > 0; n--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(12), bytes.Count - at));
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(80), bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(pieces[random.Next(pieces.Length)], random.Next(40)))));
                    break;
            }
        }

        return [.. bytes];
    }

    private DeidPolicy? Read(string text, out IReadOnlyList<PolicyDiagnostic> findings) => Read(Encoding.UTF8.GetBytes(text), out findings);

    private DeidPolicy? Read(byte[] bytes, out IReadOnlyList<PolicyDiagnostic> findings)
    {
        File.WriteAllBytes(_folder.File("p.json"), bytes);
        return PolicyLibrary.Compile(_folder.File("p.json"), new DicomEditCompileOptions(), out findings);
    }
}
