using System.Text;
using DeidPS.Deid.Csv;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;
using DeidPS.Module.Tests.Stores.Scenarios;
using DeidPS.Net.Tests.Peers;
using DeidPS.Store.Tests.Harness;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Stores;

/// <summary>A spreadsheet finds no formula in what cmdlets of requests write for it.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class RequestTableTests(ITestOutputHelper output) : CohortTest(output)
{
    private const string Formulas = "=+-@";

    [Fact]
    public async Task Values_that_a_spreadsheet_takes_for_formulas_are_written_as_texts()
    {
        if (!PeerProgram.AreAvailable(Output, PeerProgram.DcmQrScp, PeerProgram.StoreScu))
        {
            return;
        }

        // An archive that has them as its own values: one study for each character.
        var invented = Formulas.Select((character, i) =>
        {
            var path = Path.Combine(Folder, $"{i}.dcm");
            File.WriteAllBytes(path, new TestObject
            {
                Patient = $"{i}", Change = data =>
                {
                    data.SetText(new DicomTag(0x00100020), $"{character}ID{i}");
                    data.SetText(new DicomTag(0x00080050), $"{character}ACC{i}");
                    data.SetText(new DicomTag(0x00081030), $"{character}HYPERLINK(A{i})");
                },
            }.Bytes());
            return CorpusInstance.Read(path)!;
        }).ToList();
        await using var archive = await DcmtkArchive.StartAsync(new DcmtkArchiveOptions { Instances = invented });
        var sent = await archive.StoreAsync(invented);
        Assert.True(sent.ExitCode == 0, sent.Output + sent.Error);
        Make();
        Do("$null = New-DeidProject LUNG T -Store $store");
        Register(archive.Port, DcmtkArchive.DefaultAETitle, LoopbackPort.Free());

        // A label may begin with a minus; what is asked for and not found is kept as it was asked for.
        var list = List("list.csv", "Accession Number,Subject,Session\n" + string.Join('\n', Formulas.Select((c, i) => $"{c}ACC{i},-P{i},-P{i}_1")) + "\n=NONE,P9,P9_1\n-1.2E+11,@P8,=P8_1\n");
        var plan = Try(Import + "-SkipInvalid", list);
        Assert.Empty(plan.Errors);
        Assert.Equal(Formulas.Length + 1, plan.Output.Count);
        foreach (var report in new[] { "Get-DeidRequest -IncludeIdentifiers", "Get-DeidAccessionTrace" })
        {
            var table = Path.Combine(Folder, "table.csv");
            Do($"$null = {report} -Csv $args[0] -BreakGlass -Reason test -Store $store", table);
            var fields = Fields(table);
            Assert.All(
                Formulas.SelectMany((c, i) => new[] { $"{c}ID{i}", $"{c}ACC{i}", $"{c}HYPERLINK(A{i})", $"-P{i}", $"-P{i}_1" }).Append("=NONE"),
                value => Assert.Contains(fields, f => f.EndsWith(value, StringComparison.Ordinal) && f != value));
            Assert.DoesNotContain(fields, IsFormula);
        }

        var rejected = Fields(Path.Combine(Folder, "list.rejected.csv"));
        Assert.Contains("NumberMangled", rejected);
        Assert.Contains("LabelInvalid", rejected);
        Assert.DoesNotContain(rejected, IsFormula);
        Assert.DoesNotContain(rejected, f => f.Contains("P8", StringComparison.Ordinal) || f.Contains("1.2E", StringComparison.Ordinal));
    }

    /// <summary>Of NHS numbers nothing but digits gets into a file, however they are written.</summary>
    [Fact]
    public async Task Numbers_for_the_opt_out_service_are_digits()
    {
        await using var pacs = new Net.Tests.Pacs.FaultyPacs(new Net.Tests.Pacs.PacsContent(new Net.Tests.Pacs.PacsContentOptions { Studies = 2 }));
        Make();
        Do("$null = New-DeidProject LUNG T -OptOut Required -Store $store; $null = Grant-DeidAccess -Identity (Get-DeidStore -Store $store).Identity -SiteRole DataManager -Store $store");
        Register(pacs.Port, Net.Tests.Pacs.FaultyPacs.AETitle, LoopbackPort.Free());
        Plan(List("list.csv", $"Accession Number,Patient ID,NHS Number\n{pacs.Content.Study(0).Accession},{pacs.Content.Study(0).PatientId},\"=\"\"943 476 5919\"\"\"\n{pacs.Content.Study(1).Accession},{pacs.Content.Study(1).PatientId},900-000-0009\n"));
        var file = Path.Combine(Folder, "ask.csv");
        Do("$null = Export-DeidOptOutRequest LUNG $args[0] -Store $store", file);
        Assert.Equal(["NHS Number", "9000000009", "9434765919"], await File.ReadAllLinesAsync(file));
    }

    private static bool IsFormula(string field) => field.Length > 0 && Formulas.Contains(field[0], StringComparison.Ordinal);

    private static List<string> Fields(string path)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(File.ReadAllText(path)));
        using var reader = CsvFiles.Read(stream);
        var fields = new List<string>();
        while (reader.Read())
        {
            fields.AddRange(Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i)));
        }

        return fields;
    }
}
