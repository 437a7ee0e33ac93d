using DeidPS.Dicom;
using DeidPS.Net.Tests.Peers;

namespace DeidPS.Net.Tests.Services;

/// <summary>What goes out at each level, what is negotiated, and what is tried after a miss.</summary>
public sealed class NodeQueryTests
{
    private const string StudyRootMove = "1.2.840.10008.5.1.4.1.2.2.2";
    private const string StudyRootGet = "1.2.840.10008.5.1.4.1.2.2.3";

    private static readonly DateOnly s_today = new(2024, 6, 1);

    private static readonly ScriptedStudy[] s_studies =
    [
        new("2.25.1", "20240131", "101500") { PatientId = "P1", Accession = "RJ100", Series = ["2.25.11", "2.25.12"] },
        new("2.25.2", "20240131", "111500") { PatientId = "P1", Accession = "RJ200", Modality = "MR", Series = ["2.25.21"] },
        new("2.25.3", "20240202", "101500") { PatientId = "P2", Accession = "00300", Series = ["2.25.31"] },
        new("2.25.4", "20240205", "101500") { PatientId = "P2", Accession = "RJ400" },
    ];

    [Fact]
    public async Task All_return_keys_are_asked_for_at_their_level()
    {
        var (archive, _) = await AskAsync(new QueryFilter { PatientID = "P1", ReturnTags = [new DicomTag(0x00080090), new DicomTag(0x00400275)] }, QueryLevel.Series);
        uint[] study = [0x00080020, 0x00080030, 0x00080050, 0x00080052, 0x00080054, 0x00080061, 0x00080080, 0x00080090, 0x00081030, 0x00100010, 0x00100020, 0x00100021, 0x00100030, 0x00100040, 0x0020000D, 0x00201206, 0x00201208, 0x00400275];
        uint[] series = [0x00080052, 0x00080060, 0x00080090, 0x0008103E, 0x0020000D, 0x0020000E, 0x00200011, 0x00201209, 0x00400275];
        Assert.Equal(study, archive.Identifiers[0].Select(e => e.Tag.Value));
        Assert.Equal(series, archive.Identifiers[1].Select(e => e.Tag.Value));
        Assert.Equal(["STUDY", "SERIES", "SERIES"], archive.Identifiers.Select(i => i.GetText(new DicomTag(0x00080052))));
        Assert.Equal(["2.25.1", "2.25.2"], archive.Identifiers.Skip(1).Select(i => i.GetText(DicomTags.StudyInstanceUID)));
    }

    [Theory]
    [InlineData("20230401", "20230401")]
    [InlineData("20230401-20230430", "20230401-20230430")]
    [InlineData("20230401-", "20230401-")]
    [InlineData("-20230430", "-20230430")]
    [InlineData("2023-04", "20230401-20230430")]
    public async Task A_date_goes_out_exactly_so(string text, string sent)
    {
        var (archive, _) = await AskAsync(new QueryFilter { StudyDate = DateRange.Parse(text, s_today) });
        Assert.Equal(sent, Assert.Single(archive.Identifiers).GetText(new DicomTag(0x00080020)));
        Assert.Equal(string.Empty, archive.Identifiers[0].GetText(new DicomTag(0x00080030)));
    }

    [Fact]
    public async Task A_series_knows_its_study()
    {
        var (_, answers) = await AskAsync(new QueryFilter { AccessionNumber = "RJ100" }, QueryLevel.Series);
        Assert.Equal(["2.25.11", "2.25.12"], answers.Select(a => a.GetText(DicomTags.SeriesInstanceUID)));
        Assert.All(answers, a => Assert.Equal(("P1", "RJ100", "20240131"), (a.GetText(new DicomTag(0x00100020)), a.GetText(new DicomTag(0x00080050)), a.GetText(new DicomTag(0x00080020)))));
        Assert.Equal(answers[0].Elements.Select(e => e.Tag), answers[0].Elements.Select(e => e.Tag).Distinct().Order());
    }

    [Fact]
    public async Task Patients_are_found_by_keys_of_their_studies()
    {
        var (archive, answers) = await AskAsync(new QueryFilter { StudyDate = DateRange.Day(new DateOnly(2024, 1, 31)) }, QueryLevel.Patient);
        Assert.Equal("P1", Assert.Single(answers).GetText(new DicomTag(0x00100020)));
        Assert.Null(answers[0].GetText(DicomTags.StudyInstanceUID));
        Assert.Equal("STUDY", Assert.Single(archive.Identifiers).GetText(new DicomTag(0x00080052)));
    }

    [Theory]
    [InlineData("Smith^John", "Smith^John|Smith^John^*")]
    [InlineData("Smith^J*", "Smith^J*")]
    [InlineData("Smith, John", "Smith^John|Smith^John^*|Smith, John")]
    [InlineData("  John   Smith ", "Smith^John|Smith^John^*|John Smith")]
    [InlineData("Anna Maria Sm*", "Sm*^Anna Maria|Sm*^Anna Maria^*|Anna Maria Sm*")]
    [InlineData("Smith*", "Smith*")]
    [InlineData("Smith,", "Smith|Smith,")]
    public async Task A_name_is_asked_for_in_the_form_of_the_standard_and_as_it_stands(string name, string sent)
    {
        var (archive, _) = await AskAsync(new QueryFilter { PatientName = name });
        Assert.Equal(sent.Split('|'), archive.Identifiers.Select(i => i.GetText(new DicomTag(0x00100010))));
    }

    [Theory]
    [InlineData("Müller", "ISO_IR 100|ISO_IR 192")]
    [InlineData("Люкceмбypг", "ISO_IR 192|ISO_IR 144")]
    [InlineData("Διονυσιος", "ISO_IR 192|ISO_IR 126")]
    [InlineData("김희중", "ISO_IR 192|\\ISO 2022 IR 149")]
    [InlineData("やまだ^たろ*", "ISO_IR 192|\\ISO 2022 IR 87|ISO 2022 IR 13\\ISO 2022 IR 87|\\ISO 2022 IR 149|\\ISO 2022 IR 58")]
    [InlineData("王^小*", "ISO_IR 192|\\ISO 2022 IR 87|ISO 2022 IR 13\\ISO 2022 IR 87|\\ISO 2022 IR 149|\\ISO 2022 IR 58|GB18030")]
    [InlineData("Smith", "")]
    public async Task A_name_beyond_ASCII_is_asked_for_in_each_encoding_that_holds_it(string name, string sets)
    {
        var (archive, _) = await AskAsync(new QueryFilter { PatientName = name });
        Assert.Equal(sets.Split('|'), archive.Identifiers.Select(i => string.Join('\\', i.Find(DicomTags.SpecificCharacterSet)?.Values ?? [])));
        Assert.All(archive.Identifiers, i => Assert.Equal(name, i.GetText(new DicomTag(0x00100010))));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(true, "0")]
    [InlineData(true, "1")]
    [InlineData(true, "1101")]
    public async Task What_both_sides_agree_on_is_used_and_nothing_else(bool isRegistered, string agreed)
    {
        var archive = new ScriptedArchive(s_studies) { Agrees = agreed.Length == 0 ? null : [.. agreed.Select(c => (byte)(c - '0'))] };
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var node = ScriptedArchive.Node(peer) with { UseRelationalQueries = isRegistered, UseCombinedDateTime = isRegistered, UseFuzzyMatching = isRegistered, UseTimezone = isRegistered };
        var answers = await ListAsync(new NodeQuery(node, null, s_today) { Zone = TimeSpan.FromHours(-5.5) }, new QueryFilter { AccessionNumber = "RJ100" }, QueryLevel.Series);
        Assert.Equal(["2.25.11", "2.25.12"], answers.Select(a => a.GetText(DicomTags.SeriesInstanceUID)));
        Assert.Equal(isRegistered ? [1, 1, 1, 1] : null, archive.Proposed);
        Assert.Equal(agreed.StartsWith('1') ? ["SERIES"] : ["STUDY", "SERIES"], archive.Identifiers.Select(i => i.GetText(new DicomTag(0x00080052))));
        Assert.Equal(agreed.Length == 4 ? "-0530" : null, archive.Identifiers[0].GetText(new DicomTag(0x00080201)));
        if (agreed.StartsWith('1'))
        {
            Assert.Equal("RJ100", archive.Identifiers[0].GetText(new DicomTag(0x00080050)));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Relational_retrieval_is_negotiated_for_move_and_get(bool isRelational)
    {
        var proposals = new List<AssociationProposal>();
        await using var peer = new ScriptedPeer(async (connection, stop) =>
        {
            proposals.Add(await connection.ReadRequestAsync(stop));
            await connection.AcceptAsync(stop: stop);
            await connection.ReadMessageAsync(stop: stop);
        });
        await using (var association = await Association.RequestAsync(ScriptedArchive.Node(peer), [MoveScu.Context(QueryModel.StudyRoot, isRelational), .. GetScu.Contexts(QueryModel.StudyRoot, [], [], isRelational)], null, default))
        {
            await association.ReleaseAsync(default);
        }

        string[] expected = isRelational ? [.. ((string[])[StudyRootMove, StudyRootGet]).Select(uid => Convert.ToHexString([0, (byte)uid.Length, .. System.Text.Encoding.ASCII.GetBytes(uid), 1]))] : [];
        Assert.Equal(expected, Assert.Single(proposals).UserItems.Where(i => i.Type == 0x56).Select(i => Convert.ToHexString(i.Value)));
    }

    [Theory]
    [InlineData("RJ100", "", 0, "2.25.1", QueryStep.Exact, false)]
    [InlineData(" rj-100", "CT", 0, "2.25.1", QueryStep.NormalisedAccession, false)]
    [InlineData("RJ-1 00", "CT", 0, "2.25.1", QueryStep.NormalisedAccession, false)]
    [InlineData("RJ-1 00", "", 0, "2.25.1", QueryStep.NormalisedAccession, true)]
    [InlineData("100", "CT", 0, "2.25.1", QueryStep.NormalisedAccession, false)]
    [InlineData("0100", "CT", 0, "2.25.1", QueryStep.NormalisedAccession, false)]
    [InlineData("RJ1200", "MR", 0, "2.25.2", QueryStep.NormalisedAccession, false)]
    [InlineData("RJ00300", "CT", 0, "2.25.3", QueryStep.NormalisedAccession, false)]
    [InlineData("RJ9*", "CT", 0, "", QueryStep.Exact, false)]
    public async Task An_accession_number_in_another_spelling_is_found_and_said_to_be(string accession, string modality, int days, string found, QueryStep step, bool needsReview)
    {
        var fallback = new AccessionFallback { Prefixes = ["RJ", "RJ1"], Days = days };
        var (_, answers) = await AskAsync(new QueryFilter { AccessionNumber = accession, Modality = modality.Length > 0 ? modality : null }, fallback: fallback);
        Assert.Equal(found.Split('|', StringSplitOptions.RemoveEmptyEntries), answers.Select(a => a.GetText(DicomTags.StudyInstanceUID)));
        Assert.All(answers, a => Assert.Equal((step, needsReview), (a.Step, a.NeedsReview)));
    }

    [Theory]
    [InlineData("P1", "20240131", "", 0, "2.25.1|2.25.2", true)]
    [InlineData("P1", "20240131", "MR", 0, "2.25.2", false)]
    [InlineData("P1", "20240130", "MR", 0, "", false)]
    [InlineData("P1", "20240130", "MR", 1, "2.25.2", false)]
    [InlineData("P2", "20240204", "CT", 2, "2.25.3|2.25.4", true)]
    [InlineData("P2", "20240204", "CT", 1, "2.25.4", false)]
    [InlineData("P2", "20240202-", "CT", 0, "", false)]
    public async Task After_the_spellings_patient_and_date_are_tried(string patient, string date, string modality, int days, string found, bool needsReview)
    {
        var filter = new QueryFilter { AccessionNumber = "LOST", PatientID = patient, StudyDate = DateRange.Parse(date, s_today), Modality = modality.Length > 0 ? modality : null };
        var (_, answers) = await AskAsync(filter, fallback: new AccessionFallback { Days = days });
        Assert.Equal(found.Split('|', StringSplitOptions.RemoveEmptyEntries), answers.Select(a => a.GetText(DicomTags.StudyInstanceUID)));
        Assert.All(answers, a => Assert.Equal((QueryStep.PatientAndDate, needsReview), (a.Step, a.NeedsReview)));
        Assert.Empty((await AskAsync(filter)).Answers);
    }

    [Fact]
    public async Task Series_of_a_study_found_another_way_say_so()
    {
        var (_, answers) = await AskAsync(new QueryFilter { AccessionNumber = "R-J100" }, QueryLevel.Series, new AccessionFallback());
        Assert.Equal(["2.25.11", "2.25.12"], answers.Select(a => a.GetText(DicomTags.SeriesInstanceUID)));
        Assert.All(answers, a => Assert.Equal((QueryStep.NormalisedAccession, true), (a.Step, a.NeedsReview)));
    }

    [Theory]
    [InlineData("A\\B", QueryLevel.Study)]
    [InlineData("A\nB", QueryLevel.Study)]
    public async Task A_key_that_is_no_key_is_refused_unsent(string accession, QueryLevel level)
    {
        await Assert.ThrowsAsync<DimseException>(() => AskAsync(new QueryFilter { AccessionNumber = accession }, level));
        var error = await Assert.ThrowsAsync<DimseException>(() => AskAsync(new QueryFilter { SeriesInstanceUID = "1.2" }, level));
        Assert.Equal("DicomValueInvalid", error.ErrorId);
    }

    [Fact]
    public async Task An_answer_that_contradicts_an_optional_key_is_dropped()
    {
        static byte[] Answer(string uid, string modalities, string description, string birth) => new DeidPS.Dicom.Tests.Files.DicomBytes().Text(0x00080052, "CS", "STUDY")
            .Text(0x00080061, "CS", modalities).Text(0x00081030, "LO", description).Text(0x00100030, "DA", birth).Text(0x0020000D, "UI", uid).Bytes;
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(
            ScriptedCommand.FindRequestField,
            new ScriptedResponse(0xFF01, Answer("2.25.1", "SR\\CT", "CHEST ROUTINE", "19500101")),
            new ScriptedResponse(0xFF01, Answer("2.25.2", "MR", "Chest", "19500101")),
            new ScriptedResponse(0xFF01, Answer("2.25.3", "CT", "Abdomen", "19500101")),
            new ScriptedResponse(0xFF01, Answer("2.25.4", "CT", "Chest", "19500102")),
            new ScriptedResponse(0xFF01, Answer("2.25.5", "CT", string.Empty, string.Empty)),
            new ScriptedResponse(0)));
        var filter = new QueryFilter { Modality = "CT", StudyDescription = "chest*", PatientBirthDate = DateRange.Day(new DateOnly(1950, 1, 1)) };
        var answers = await ListAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), filter, QueryLevel.Study);
        Assert.Equal(["2.25.1", "2.25.5"], answers.Select(a => a.GetText(DicomTags.StudyInstanceUID)));
    }

    [Fact]
    public async Task Empty_components_at_the_end_of_a_name_do_not_hide_it()
    {
        static byte[] Answer(string uid, string name) => new DeidPS.Dicom.Tests.Files.DicomBytes().Text(0x00080052, "CS", "STUDY").Text(0x00100010, "PN", name).Text(0x0020000D, "UI", uid).Bytes;
        await using var peer = ScriptedPeer.Serving(new ScriptedService().On(ScriptedCommand.FindRequestField, request =>
            DicomFile.Open(request.Dataset!).Dataset.GetText(new DicomTag(0x00100010)) == "Smith^John"
                ? [new ScriptedResponse(0xFF00, Answer("2.25.1", "Smith^John")), new ScriptedResponse(0)]
                : [new ScriptedResponse(0xFF00, Answer("2.25.2", "SMITH^JOHN^^^")), new ScriptedResponse(0xFF00, Answer("2.25.3", "SMITH^JOHN^PAUL")), new ScriptedResponse(0)]));
        var answers = await ListAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), new QueryFilter { PatientName = "Smith^John" }, QueryLevel.Study);
        Assert.Equal(["2.25.1", "2.25.2"], answers.Select(a => a.GetText(DicomTags.StudyInstanceUID)));
    }

    [Fact]
    public async Task Where_a_node_does_not_tell_modalities_of_studies_the_series_do()
    {
        static byte[] Answer(string level, string uid, string modality) => new DeidPS.Dicom.Tests.Files.DicomBytes().Text(0x00080052, "CS", level).Text(0x00080060, "CS", modality).Text(0x0020000D, "UI", uid).Bytes;
        var service = new ScriptedService().On(ScriptedCommand.FindRequestField, request => DicomFile.Open(request.Dataset!).Dataset is var identifier && identifier.GetText(new DicomTag(0x00080052)) == "STUDY"
            ? [new ScriptedResponse(0xFF01, Answer("STUDY", "2.25.1", string.Empty)), new ScriptedResponse(0xFF01, Answer("STUDY", "2.25.2", string.Empty)), new ScriptedResponse(0)]
            : [new ScriptedResponse(0xFF00, Answer("SERIES", identifier.GetText(DicomTags.StudyInstanceUID)!, identifier.GetText(DicomTags.StudyInstanceUID) == "2.25.1" ? "CT" : "MR")), new ScriptedResponse(0)]);
        await using var peer = ScriptedPeer.Serving(service);
        var answers = await ListAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today), new QueryFilter { Modality = "MR" }, QueryLevel.Study);
        Assert.Equal("2.25.2", Assert.Single(answers).GetText(DicomTags.StudyInstanceUID));
    }

    [Fact]
    public void A_vague_query_is_known_as_one()
    {
        var node = new DicomNode { HostName = "h", CalledAE = "A" };
        QueryFilter[] vague =
        [
            new(), new() { PatientID = "*" }, new() { PatientID = "??*" }, new() { PatientName = "*^*" }, new() { StudyDate = DateRange.Parse("20240101-", s_today) }, new() { Modality = "CT" },
            new() { StudyDescription = "chest" }, new() { PatientBirthDate = DateRange.Parse("1950", s_today) }, new() { SeriesInstanceUID = "1.2" },
        ];
        QueryFilter[] sound = [new() { PatientID = "1*" }, new() { AccessionNumber = "?1" }, new() { PatientName = "S*" }, new() { StudyDate = DateRange.Parse("2024-01", s_today) }, new() { StudyInstanceUID = ["1.2"] }];
        Assert.All(vague, filter => Assert.True(filter.IsBroad(node), filter.ToString()));
        Assert.All(sound, filter => Assert.False(filter.IsBroad(node), filter.ToString()));
        Assert.False(new QueryFilter { SeriesInstanceUID = "1.2" }.IsBroad(node with { UseRelationalQueries = true }));
    }

    private static async Task<(ScriptedArchive Archive, List<QueryAnswer> Answers)> AskAsync(QueryFilter filter, QueryLevel level = QueryLevel.Study, AccessionFallback? fallback = null)
    {
        var archive = new ScriptedArchive(s_studies);
        await using var peer = ScriptedPeer.Serving(archive.Service);
        var answers = await ListAsync(new NodeQuery(ScriptedArchive.Node(peer), null, s_today) { Fallback = fallback }, filter, level);
        await peer.WaitForScriptsAsync();
        Assert.Empty(peer.Failures);
        return (archive, answers);
    }

    private static async Task<List<QueryAnswer>> ListAsync(NodeQuery query, QueryFilter filter, QueryLevel level)
    {
        await using (query)
        {
            var answers = new List<QueryAnswer>();
            await foreach (var answer in query.RunAsync(filter, level, null))
            {
                answers.Add(answer);
            }

            return answers;
        }
    }
}
