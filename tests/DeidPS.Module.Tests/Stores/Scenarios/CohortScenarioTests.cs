using System.Text;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Store.Catalog;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores.Scenarios;

/// <summary>What a list asks for and what is fetched of it, from archives of others: scenarios 3, 6, 7, 13 and 16, and filters of series.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class CohortScenarioTests(CohortArchives archives, ITestOutputHelper output) : CohortTest(output), IClassFixture<CohortArchives>
{
    /// <summary>Made up, with right check digits.</summary>
    private const string Cleared = "9434765919";

    private const string Other = "9000000009";

    /// <summary>Archive, way to fetch, catalogue.</summary>
    public static TheoryData<string, string, CatalogKind> Ways { get; } = new()
    {
        { CohortArchives.Dcmtk, "Move", CatalogKind.Sqlite }, { CohortArchives.Dcmtk, "Get", CatalogKind.PostgreSql }, { CohortArchives.Orthanc, "Move", CatalogKind.PostgreSql }, { CohortArchives.Orthanc, "Get", CatalogKind.Sqlite },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task S03_A_list_that_people_and_spreadsheets_had_in_hand_is_understood_and_fetched(string name, string method, CatalogKind kind)
    {
        if (await SetUpAsync(name, method, kind) is null)
        {
            return;
        }

        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        const string Invisible = "1 row(s) held invisible characters, which were taken out. Test-DeidRequestCsv lists them.";
        const string Guessed = "The file is not UTF-8 and does not say what it is; it is read as Windows-1252. Save it as 'CSV UTF-8' to be sure of names with accents.";
        (string List, string[] Warnings)[] lists =
        [
            (List("excel.csv", "\"\fPatient ID\",\"Study\u00A0Date\",\"Subject\",\"Session\"\r\nZZID1\u200B,2024-01-15,P1,P1_CT\r\n", new UTF8Encoding(true)), [Invisible]),
            (List("semicolons.csv", "\fPatient ID;Study Date;Subject;Session\r\nZZID2;20240116;P2;P2_CT\r\n"), []),
            (List("utf16.csv", "Accession Number\tSubject\tSession\r\n\"ZZACC31\"\tP3\tP3_CT\r\n", Encoding.Unicode), []),
            (List("latin.csv", "Accession Number,Subject,Session,Relabel Patient Name\r\nZZACC41,P4,P4_CT,No\u00EBl\r\n", Encoding.GetEncoding("windows-1252")), [Guessed]),
        ];
        foreach (var (list, warnings) in lists)
        {
            var plan = Plan(list);
            Assert.Equal(warnings, plan.Warnings);
            Assert.Equal(("Planned", "None"), Assert.Single(States(plan)));
        }

        AssertVerified(Fetch(), lists.Length);
        Assert.Equal(["P1_CT", "P2_CT", "P3_CT", "P4_CT"], Entries().Select(e => Text(e, "Session")).Order(StringComparer.Ordinal));
        Assert.All(Entries(), e => Assert.Equal(("Ready", "3", "LUNG"), (Text(e, "State"), Text(e, "Instances"), Text(e, "Project"))));
        AssertSound();
    }

    /// <summary>What a person reads who made such a list. No archive is asked.</summary>
    [Theory]
    [InlineData("Accession No,Subject,Session\nZZACC11,P1,P1_1\n", "Column 1 of the request file has the unknown header 'Accession No'.", "The nearest one is 'Accession Number'. Correct it, or pass over it with -IgnoreUnknownColumns.")]
    [InlineData("Accession Number,Sub\u200Bjekt\nZZACC11,P1\n", "Column 2 of the request file has the unknown header 'Subjekt' (characters ", "The nearest one is 'Subject'. Correct it, or pass over it with -IgnoreUnknownColumns.")]
    [InlineData("Accession Number,\"ACCESSION_NUMBER\"\nZZACC11,ZZACC12\n", "Column 2 of the request file is 'Accession Number' for the second time.", "Remove one of the two columns.")]
    [InlineData("Smith,Anna\nJones,Mary\n", "Column 1 of the first line of the request file has a header that is not known; it is not repeated here, since it may be a value.", "The first line has to name the columns, such as 'Accession Number'. Unknown columns are passed over with -IgnoreUnknownColumns.")]
    [InlineData("ZZACC11,P1,P1_1\nZZACC12,P1,P1_2\n", "Column 1 of the first line of the request file has a header that is not known; it is not repeated here, since it may be a value.", "The first line has to name the columns, such as 'Accession Number'. Unknown columns are passed over with -IgnoreUnknownColumns.")]
    [InlineData("Accession Number,Subject\n1.2E+11,P1\n", "Line 2: 'Accession Number' was turned into a number with an exponent, and digits are lost.", "Format the column as text in the spreadsheet and fill it in again from the source.")]
    [InlineData("Patient ID,Study Date\n1234,2024-01-15\n", "Line 2: 'Patient ID' has 4 digits instead of 8: leading zeros were lost.", "Format the column as text in the spreadsheet and fill it in again from the source.")]
    [InlineData("Patient ID,Study Date\nZZID1,15/01/2024\n", "Line 2: 'Study Date' is no date, or a range that runs backwards.", "Write yyyyMMdd, yyyy-MM-dd, yyyy/MM/dd or a range yyyyMMdd-yyyyMMdd; name another form with -DateFormat.")]
    [InlineData("Patient ID,Subject\nZZID1,P1\n", "Line 2: The row names a patient and no study or date: it asks for all studies of the patient.", "Add a date or an accession number, or allow it with -AllowAllStudies.")]
    [InlineData("Accession Number,Session\nZZACC11,P1 CT\n", "Line 2: 'Session' is no label.", "Use 1 to 64 letters, digits, '_', '-' and '.'.")]
    public void S03_What_is_wrong_with_a_list_is_said_with_its_place_and_a_remedy(string text, string message, string action)
    {
        Make();
        Do("$null = New-DeidProject LUNG T -Store $store; Register-DicomNode pacs 127.0.0.1 -Port 1 -CalledAE NOBODY");
        var result = Try(Import + "-PatientIdLength 8", List("list.csv", text));
        var error = result.Errors[0];
        Assert.Equal("CsvInvalid,DeidPS.Commands.ImportDeidRequestCommand", error.FullyQualifiedErrorId);
        Assert.StartsWith(message, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(action, error.ErrorDetails.RecommendedAction);
        Assert.Empty(result.Output);
        Assert.Empty(Do("Get-DeidRequest -Store $store").Output);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task S06_A_row_that_finds_two_studies_is_blocked_and_with_suffixes_two_sessions(string name, string method, CatalogKind kind)
    {
        if (await SetUpAsync(name, method, kind) is null)
        {
            return;
        }

        var list = List("list.csv", "Patient ID,Study Date,Subject,Session\nZZID1,20240101-20240131,P1,P1_CT\n");
        var blocked = Plan(list);
        Assert.Equal(("Blocked", "Several"), Assert.Single(States(blocked)));
        Assert.Equal("The row finds 2 studies.", Text(blocked.Output[0], "Message"));
        Do("Get-DeidRequest -Store $store | " + Start);
        Assert.Empty(Entries());

        var both = Plan(list, "-OnMultiple Suffix");
        Assert.All(States(both), s => Assert.Equal(("Planned", "None"), s));
        Assert.Equal(["P1_CT_1", "P1_CT_2"], both.Values("Session"));
        AssertVerified(Fetch(), 2);
        Assert.Equal(["P1_CT_1", "P1_CT_2"], Entries().Select(e => Text(e, "Session")).Order(StringComparer.Ordinal));

        // The suffixes go by date.
        Assert.Equal(["20240115", "20240120"], Do("Get-DeidRequest -State Complete -IncludeIdentifiers -BreakGlass -Reason test -Store $store").Output.OrderBy(o => Text(o, "Session"), StringComparer.Ordinal).Select(o => Text(o, "StudyDate")));
        AssertSound();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task S07_Two_rows_with_one_session_label_are_refused_before_anything_is_fetched(string name, string method, CatalogKind kind)
    {
        if (await SetUpAsync(name, method, kind) is not { } archive)
        {
            return;
        }

        var before = archives.LogOf(name).Length;
        var plan = Plan(List("list.csv", "Accession Number,Subject,Session\nZZACC11,P1,P1_1\nZZACC12,P1,p1_1\nZZACC21,P2,P2_1\n"));
        Assert.Equal([("Blocked", "LabelConflict"), ("Blocked", "LabelConflict"), ("Planned", "None")], States(plan));
        Assert.Equal(["C03", "C03", ""], plan.Output.Select(o => string.Join(' ', (IEnumerable<string>)o.Properties["Conflicts"].Value)));
        var started = Do("Get-DeidRequest -Store $store | " + Start);
        Assert.Equal(["Blocked", "Blocked", "Complete"], started.Values("State").Order(StringComparer.Ordinal));
        var entry = Assert.Single(Entries());
        Assert.Equal(("P2_1", "3"), (Text(entry, "Session"), Text(entry, "Instances")));
        AssertAskedFor(name, archives.LogOf(name)[before..], UidOf("2", 1), UidOf("1", 1), UidOf("1", 2));
        Assert.NotEmpty(archive.Instances);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task S13_Who_is_not_on_the_list_of_the_opt_out_service_is_not_fetched_and_forgotten(string name, string method, CatalogKind kind)
    {
        if (await SetUpAsync(name, method, kind, "-OptOut Required") is null)
        {
            return;
        }

        Do("$null = Grant-DeidAccess -Identity (Get-DeidStore -Store $store).Identity -SiteRole DataManager -Store $store");
        var before = archives.LogOf(name).Length;
        var plan = Plan(List("list.csv", $"Accession Number,Patient ID,NHS Number,Subject,Session\nZZACC51,ZZID5,{Cleared},A,A_1\nZZACC61,ZZID6,{Other},B,B_1\n"));
        Assert.All(States(plan), s => Assert.Equal(("Planned", "AwaitingClearance"), s));
        var refused = Try("Get-DeidRequest -Store $store | " + Start);
        Assert.Equal(2, refused.Errors.Count);
        Assert.All(refused.Errors, e => Assert.Equal("StateConflict,DeidPS.Commands.StartDeidQueueCommand", e.FullyQualifiedErrorId));

        var asked = Path.Combine(Folder, "ask.csv");
        Do("$null = Export-DeidOptOutRequest LUNG $args[0] -Store $store", asked);
        Assert.Equal(["NHS Number", Other, Cleared], await File.ReadAllLinesAsync(asked));
        Do("$null = Import-DeidOptOutResponse $args[0] LUNG -Store $store", List("answer.csv", $"NHS Number\n{Cleared}\n"));
        Assert.Equal([("Planned", "None"), ("Blocked", "OptOut")], States(Do("Get-DeidRequest -Store $store")));
        var started = Do("Get-DeidRequest -Store $store | " + Start);
        Assert.Equal(["Blocked", "Complete"], started.Values("State").Order(StringComparer.Ordinal));
        Assert.Equal("A_1", Text(Assert.Single(Entries()), "Session"));
        AssertAskedFor(name, archives.LogOf(name)[before..], UidOf("5", 1), UidOf("6", 1));

        // Not even a data manager finds out who it was.
        var told = Do("Get-DeidRequest -IncludeIdentifiers -Reason test -Store $store").Output;
        Assert.Equal([UidOf("5", 1), ""], told.Select(o => Text(o, "StudyInstanceUID")));
        Assert.Equal(["ZZID5", ""], told.Select(o => Text(o, "PatientID")));
        AssertNothingOf(kind, "ZZNAME6", "ZZID6", "ZZACC61", UidOf("6", 1), Other);
        AssertNothingOf(kind, "ZZNAME5", "ZZID5", "ZZACC51", UidOf("5", 1), Cleared);
        AssertSound();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task S16_A_single_day_is_that_day(string name, string method, CatalogKind kind)
    {
        if (await SetUpAsync(name, method, kind) is not { } archive)
        {
            return;
        }

        var one = Plan(List("patient.csv", "Patient ID,Study Date\nZZID3,2024-03-03\n"));
        Assert.Equal(("Planned", "None"), Assert.Single(States(one)));
        var all = Plan(List("day.csv", "Study Date\n20240303\n"), "-AllowBroad -OnMultiple Suffix");
        const string Originals = "Get-DeidRequest -Batch $args[0] -IncludeIdentifiers -BreakGlass -Reason test -Store $store";
        Assert.Equal([UidOf("3", 1)], Do(Originals, Text(one.Output[0], "Batch")).Values("StudyInstanceUID"));

        // What the files themselves say.
        var expected = archive.Instances.Where(i => DateOf(i.Path) == "20240303").Select(i => i.Study).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(expected.Contains(UidOf("3", 1)) && expected.Contains(UidOf("4", 1)) && !expected.Contains(UidOf("3", 2)));
        var found = Do(Originals, Text(all.Output[0], "Batch"));
        Assert.Equal(expected, found.Values("StudyInstanceUID").Order(StringComparer.Ordinal));
        Assert.All(found.Values("StudyDate"), date => Assert.Equal("20240303", date));
        AssertVerified(Fetch(), expected.Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_series_that_a_filter_leaves_out_is_not_transferred(string name, string method, CatalogKind kind)
    {
        if (await SetUpAsync(name, method, kind) is null)
        {
            return;
        }

        var list = List("list.csv", "Accession Number,Subject,Session\nZZACC71,P7,P7_1\n");
        var trial = Plan(list, "-SeriesFilter gstt-burntin -WhatIf");
        Assert.Equal(("Planned", "None"), Assert.Single(States(trial)));
        Plan(list, "-SeriesFilter (New-DeidSeriesFilter mine -From gstt-burntin -ExcludeModality US)");
        var done = Assert.Single(Fetch().Output);

        // Orthanc says how its series are called. dcmqrscp does not, so that they are looked at when they are here.
        var expected = name == CohortArchives.Orthanc ? ("Complete", "UidVerified", 3L, 3L, 2L, 0L) : ("Complete", "UidVerified", 5L, 5L, 0L, 2L);
        Assert.Equal(expected, (Text(done, "State"), Text(done, "Evidence"), Number(done, "Expected"), Number(done, "Received"), Number(done, "Excluded"), Number(done, "Filtered")));
        Assert.Equal("3", Text(Assert.Single(Entries()), "Instances"));
        var excluded = Do("(Get-DeidRequest -Store $store -IncludeSeries).Series | Where-Object ExcludedBy").Output;
        Assert.Equal(expected.Item5, excluded.Sum(o => Number(o, "Excluded")));
        Assert.All(excluded, o => Assert.StartsWith("mine/", Text(o, "ExcludedBy"), StringComparison.Ordinal));
        AssertSound();
    }

    private static string UidOf(string patient, int study) => $"1.2.826.0.1.3680043.9.{patient}.{study}";

    private static string DateOf(string path)
    {
        using var file = DicomFile.Open(path);
        return file.Dataset.GetText(new DicomTag(0x00080020)) ?? string.Empty;
    }

    /// <summary>The archive's own account: it was asked for the images of one study, and of others no more than whether they are there.</summary>
    private static void AssertAskedFor(string name, string log, string study, params string[] others)
    {
        Assert.Contains(study, log, StringComparison.Ordinal);
        Assert.All(others, other => Assert.DoesNotContain(other, log, StringComparison.Ordinal));
    }

    private async Task<CohortArchive?> SetUpAsync(string name, string method, CatalogKind kind, string project = "")
    {
        if (await archives.FindAsync(name, Output) is not { } archive || !Make(kind))
        {
            return null;
        }

        Do("$null = New-DeidProject LUNG T -Store $store " + project);
        Register(archive, method);
        return archive;
    }
}
