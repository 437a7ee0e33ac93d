using System.Globalization;
using System.Text;
using DeidPS.Deid.Csv;
using DeidPS.Store.Requests;

namespace DeidPS.Store.Tests.Requests;

/// <summary>What spreadsheets and people do to a list of studies (workflow section 6.2, C1 to C5 and C9).</summary>
public sealed class RequestCsvTests
{
    private const string Row = "\nZZACC1,S1,S1_1\n";

    public static TheoryData<string, RequestColumn> Headers { get; } = new()
    {
        { "Accession Number", RequestColumn.AccessionNumber }, { "\uFEFFAccession Number", RequestColumn.AccessionNumber }, { "Accession\u00A0Number", RequestColumn.AccessionNumber }, { "AccessionNumber", RequestColumn.AccessionNumber },
        { "\"Accession Number\"", RequestColumn.AccessionNumber }, { " accession_number ", RequestColumn.AccessionNumber }, { "\fPatient ID", RequestColumn.PatientId }, { "PatientID", RequestColumn.PatientId },
        { "Patient\u200B ID", RequestColumn.PatientId }, { "PATIENT-ID", RequestColumn.PatientId }, { "Patient  ID", RequestColumn.PatientId }, { "Ｐatient ID", RequestColumn.PatientId }, { "\u00ADPatient ID\u2060", RequestColumn.PatientId },
        { "\u201CPatient ID\u201D", RequestColumn.PatientId }, { "Study Date", RequestColumn.StudyDate }, { "StudyDate", RequestColumn.StudyDate }, { "StudyInstanceUID", RequestColumn.StudyInstanceUid }, { "Patient Name", RequestColumn.PatientName },
        { "Date From", RequestColumn.DateFrom }, { "NHS Number", RequestColumn.NhsNumber }, { "Date of Birth", RequestColumn.BirthDate }, { "DOB", RequestColumn.BirthDate }, { "Study Description", RequestColumn.StudyDescription },
        { "Last Name", RequestColumn.LastName }, { "First Name", RequestColumn.FirstName }, { "Modality", RequestColumn.Modality }, { "Relabel Study ID", RequestColumn.RelabelStudyId }, { "Session Label", RequestColumn.Session }, { "Subject Label", RequestColumn.Subject },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Headers_are_known_however_they_are_written(string header, RequestColumn expected)
    {
        var others = expected is RequestColumn.AccessionNumber ? "Patient ID" : "Accession Number";
        using var csv = Open($"{header},{others}\nx,y\n");
        Assert.Equal(expected, csv.Columns[0]);
    }

    [Theory]
    [InlineData("Accession No,Subject,Session" + Row, "'Accession No'", "'Accession Number'")]
    [InlineData("Accession No" + "\nZZACC1\n", "'Accession No'", "'Accession Number'")]
    [InlineData("Accession Number,Colour\nZZACC1,red\n", "'Colour'", "-IgnoreUnknownColumns")]
    [InlineData("Accession Number,Patient\u00A0Id\u200Bx\nZZACC1,1\n", "U+00A0", "'Patient ID'")]
    [InlineData("Accession Number,accession_number\nZZACC1,ZZACC2\n", "second time", "Remove one")]
    [InlineData("Subject,Session\nS1,S1_1\n", "No column", "Accession Number")]
    public void A_header_that_is_not_known_is_named_with_the_nearest(string text, string message, string action)
    {
        var error = Assert.Throws<CsvException>(() => Open(text).Dispose());
        Assert.Equal("CsvInvalid", error.ErrorId);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(action, error.Message + error.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ZZNAME^JOHN,ZZID0001\n")]
    [InlineData("ZZACC0001,S1,S1_1\nZZACC0002,S2,S2_1\n")]
    [InlineData("Accession Number,ZZID0001\nx,y\n")]
    public void A_first_line_that_may_be_values_is_not_repeated(string text)
    {
        var error = Assert.Throws<CsvException>(() => Open(text).Dispose());
        Assert.DoesNotContain("ZZ", error.Message + error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_that_are_none_are_no_reason_to_fall()
    {
        var text = Encoding.Unicode.GetBytes("\uFEFFAccession\uFFFE Number,Subject\nA,S1\n");
        using var csv = new RequestCsv(new MemoryStream(text), new RequestCsvOptions());
        Assert.Equal(RequestColumn.AccessionNumber, csv.Columns[0]);
    }

    [Fact]
    public void Unknown_columns_are_passed_over_when_asked_to()
    {
        using var csv = Open("Colour,Accession Number\nred,ZZACC1\n", new RequestCsvOptions { IgnoreUnknownColumns = true });
        Assert.Equal([null, RequestColumn.AccessionNumber], csv.Columns);
        Assert.Equal("ZZACC1", Assert.Single(csv.Rows())[RequestColumn.AccessionNumber]);
    }

    [Theory]
    [InlineData(",", "\n")]
    [InlineData(",", "\r\n")]
    [InlineData(",", "\r")]
    [InlineData(";", "\r\n")]
    [InlineData("\t", "\n")]
    public void Separators_and_line_ends_are_found(string separator, string end)
    {
        using var csv = Open($"Accession Number{separator}Last Name{separator}Session{end}\"A{separator}1\"{separator}\"O\"\"Hara\"{separator}S1{end}{end}A2{separator}Müller{separator}S2{end}");
        var rows = csv.Rows().ToList();
        Assert.Equal([2L, 4L], rows.Select(r => r.Line));
        Assert.Equal(($"A{separator}1".Replace('\t', ' '), "O\"Hara", "S1"), (rows[0][RequestColumn.AccessionNumber], rows[0][RequestColumn.LastName], rows[0][RequestColumn.Session]));
        Assert.Equal("Müller", rows[1][RequestColumn.LastName]);
        Assert.All(rows, r => Assert.True(r.IsValid));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1252", false)]
    public void Encodings_are_found(string name, bool hasMark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        var text = "Last Name,Study Date\n" + string.Concat(Enumerable.Range(0, 40_000).Select(_ => "Zoë,20240101\n"));
        byte[] bytes = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        using var csv = new RequestCsv(new MemoryStream(bytes), new RequestCsvOptions());
        Assert.Equal(name == "windows-1252", csv.IsEncodingGuessed);
        Assert.Equal(40_000, csv.Rows().Count(r => r[RequestColumn.LastName] == "Zoë" && r.IsValid));
    }

    public static TheoryData<string, string, string?> Faults { get; } = new()
    {
        { "Accession Number", "1.2E+11", "NumberMangled" }, { "Accession Number", "\"1,2E+11\"", "NumberMangled" }, { "Patient ID,Study Date", "4E7,20240101", "NumberMangled" }, { "Patient ID,Study Date", "1234567,20240101", "NumberMangled" },
        { "Patient ID,Study Date", "01234567,20240101", null }, { "Patient ID,Study Date", "P1,2024-01-01", null }, { "Patient ID,Study Date", "P1,2024/01/01", null }, { "Patient ID,Study Date", "P1,20240101-20240131", null },
        { "Patient ID,Study Date", "P1,20240101-", null }, { "Patient ID,Study Date", "P1,-20240131", null }, { "Patient ID,Study Date", "P1,20240131-20240101", "DateInvalid" }, { "Patient ID,Study Date", "P1,01/02/2024", "DateInvalid" },
        { "Patient ID,Study Date", "P1,20240230", "DateInvalid" }, { "Patient ID,Study Date", "P1,-", "DateInvalid" }, { "Patient ID,Date From,Date To", "P1,2024-01-01,2024-02-01", null }, { "Patient ID,Date From,Date To", "P1,2024-03-01,2024-02-01", "DateInvalid" },
        { "Patient ID,Study Date,Date To", "P1,20240101,20240102", "DateTwice" }, { "Patient ID", "P1", "AllStudies" }, { "Patient Name", "Doe^J*", "AllStudies" }, { "Last Name,Study Date", "Doe,20240101", null }, { "Patient Name,Last Name,Study Date", "Doe^J,Doe,20240101", "NameTwice" },
        { "Study Date", "20240101", "Broad" }, { "Accession Number,Study Date", "*,20240101", "Broad" }, { "Patient ID,Study Date", ",", "NothingToSearch" }, { "Accession Number", "A1234567890123456", "TooLong" }, { "Accession Number", "A\\B", "Backslash" },
        { "Study Instance UID", "1.2.3", null }, { "Study Instance UID", "1.02.3", "UidInvalid" }, { "Study Instance UID", "x", "UidInvalid" }, { "Accession Number,Modality", "A,ct", "ModalityInvalid" }, { "NHS Number,Study Date", "943 476 5919,20240101", null },
        { "NHS Number,Study Date", "943 476 5918,20240101", "NhsNumberInvalid" }, { "NHS Number,Study Date", "0000000000,20240101", "NhsNumberInvalid" }, { "Accession Number,NHS Number,Patient ID", "A,943 476 5919,9000000009", "NhsNumberConflict" }, { "Accession Number,Subject", "A,Müller", "LabelInvalid" }, { "Accession Number,Session", "A,CON", "LabelInvalid" }, { "Accession Number,Session", "A,S 1", "LabelInvalid" },
        { "Accession Number,DOB", "A,31/12/1960", "DateInvalid" }, { "Accession Number,Session", "A", "FieldCount" }, { "Accession Number", "A,B", "FieldCount" }, { "Accession Number,Relabel Study ID", "A,12345678901234567", "TooLong" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_row_says_what_is_wrong_with_it(string header, string row, string? expected)
    {
        using var csv = Open($"{header}\n{row}\n", new RequestCsvOptions { PatientIdLength = header.StartsWith("Patient ID", StringComparison.Ordinal) ? 8 : null });
        var read = Assert.Single(csv.Rows());
        Assert.Equal(expected is null ? [] : [expected], read.Findings.Select(f => f.Code));
        Assert.Equal(expected is null, read.IsValid);
        foreach (var value in row.Split(',').Where(v => v.Length > 3))
        {
            Assert.All(read.Findings, f => Assert.DoesNotContain(value, f.Message + f.RecommendedAction, StringComparison.Ordinal));
        }

        Assert.All(read.Findings, f => Assert.Equal(2, f.Line));
    }

    [Fact]
    public void What_is_allowed_is_no_fault()
    {
        var all = new RequestCsvOptions { AllowAllStudies = true, AllowBroad = true, DateFormat = "dd/MM/yyyy" };
        using var csv = Open("Patient ID,Study Date\nP1,\n,20240101\nP1,31/12/2023\n", all);
        var rows = csv.Rows().ToList();
        Assert.All(rows, r => Assert.Empty(r.Findings));
        Assert.Equal([null, "20240101", "20231231"], rows.Select(r => r.StudyDates));
    }

    [Fact]
    public void Dates_are_what_a_query_takes()
    {
        using var csv = Open("Patient ID,Study Date,Date From,Date To\nP,2024-01-01,,\nP,20240101-20240131,,\nP,,2024-01-01,\nP,,,20240131\nP,,20240101,20240101\n");
        Assert.Equal(["20240101", "20240101-20240131", "20240101-", "-20240131", "20240101"], csv.Rows().Select(r => r.StudyDates));
    }

    [Fact]
    public void Invisible_characters_in_values_are_taken_out_and_told_once_a_row()
    {
        using var csv = Open("Accession Number,Subject\nZZ\u200BACC1\u00A0,\uFEFFS1\n ZZACC2 ,S2\n");
        var rows = csv.Rows().ToList();
        Assert.Equal(("ZZACC1", "S1"), (rows[0][RequestColumn.AccessionNumber], rows[0][RequestColumn.Subject]));
        var finding = Assert.Single(rows[0].Findings);
        Assert.Equal(("InvisibleCharacters", false), (finding.Code, finding.IsError));
        Assert.Contains("3 invisible", finding.Message, StringComparison.Ordinal);
        Assert.True(rows[0].IsValid);
        Assert.Equal("ZZACC2", rows[1][RequestColumn.AccessionNumber]);
        Assert.Empty(rows[1].Findings);
    }

    [Fact]
    public void A_quoted_empty_value_empties_an_attribute_and_a_plain_one_leaves_it()
    {
        using var csv = Open("Accession Number,Relabel Patient Name,Relabel Study ID,Relabel Patient ID\nA,\"\",,\"\"\"\"\"\"\nB,,x,y\n");
        var rows = csv.Rows().ToList();
        Assert.Equal([RequestColumn.RelabelPatientName, RequestColumn.RelabelPatientId], rows[0].Cleared.Order().Reverse());
        Assert.Empty(rows[1].Cleared);
        Assert.Equal("x", rows[1][RequestColumn.RelabelStudyId]);
    }

    [Fact]
    public void Text_that_a_spreadsheet_was_told_to_keep_is_unwrapped()
    {
        using var csv = Open("Accession Number\n\"=\"\"0012\"\"\"\n");
        Assert.Equal("0012", Assert.Single(csv.Rows())[RequestColumn.AccessionNumber]);
    }

    [Fact]
    public void A_session_belongs_to_one_subject()
    {
        using var csv = Open("Accession Number,Subject,Session\nA,S1,S1_1\nB,s1,s1_1\nC,S2,S1_1\n");
        var rows = csv.Rows().ToList();
        Assert.Empty(rows[1].Findings);
        Assert.Equal("SessionTwice", Assert.Single(rows[2].Findings).Code);
        Assert.Contains("line 2", rows[2].Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_is_not_closed_is_told_by_line()
    {
        using var csv = Open("Accession Number,Subject\nA,S1\n\"B,S2\nC,S3\n");
        var error = Assert.Throws<CsvException>(() => csv.Rows().ToList());
        Assert.Equal("CsvInvalid", error.ErrorId);
        Assert.Contains("line", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_files_give_rows_or_an_error()
    {
        var random = new Random(20261128);
        var seeds = new[] { "Accession Number;Study Date;Session\r\n\"A;1\";20240101-20240201;S1\r\n", "\uFEFFPatient ID\tDOB\tRelabel Patient Name\nP1\t19600101\t\"\"\n", "Accession Number,Subject\nA,\"S\"\"1\"\n" };
        var count = int.Parse(Environment.GetEnvironmentVariable("DEIDPS_FUZZ_COUNT") ?? "3000", CultureInfo.InvariantCulture);
        var (read, refused) = (0, 0);
        for (var i = 0; i < count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                using var csv = new RequestCsv(new MemoryStream(bytes), new RequestCsvOptions { IgnoreUnknownColumns = random.Next(2) == 0 });
                read += csv.Rows().Count();
            }
            catch (CsvException)
            {
                refused++;
            }
        }

        Assert.True(read > count / 10 && refused > count / 10, $"{read} rows, {refused} files refused");
    }

    private static RequestCsv Open(string text, RequestCsvOptions? options = null) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), options ?? new RequestCsvOptions());
}
