using DeidPS.Module.Tests.Harness;
using DeidPS.Module.Tests.Stores.Scenarios;
using DeidPS.Net.Tests.Pacs;
using DeidPS.Net.Tests.Peers;
using DeidPS.Store.Catalog;
using Xunit.Abstractions;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>No value of a list or of an archive reaches an error, a warning or any other message of the cmdlets of requests (conventions section 5).</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class RequestSilenceTests(ITestOutputHelper output) : CohortTest(output)
{
    [Fact]
    public async Task No_stream_but_the_output_holds_a_value()
    {
        Make();
        await using var pacs = new FaultyPacs(new PacsContent(new PacsContentOptions { Studies = 12, SharedAccessionEvery = 6, DoseReportEvery = 5 }), new PacsFaults { DropEvery = 9, OutOfResourcesEvery = 6, UnableEvery = 7, OmitEvery = 3 });
        var receiver = LoopbackPort.Free();
        pacs.AddDestination("DEIDPS", receiver);
        Do("$null = New-DeidProject LUNG T -Store $store; $null = New-DeidProject GATED T -OptOut Required -Store $store; $null = Grant-DeidAccess -Identity (Get-DeidStore -Store $store).Identity -SiteRole DataManager -Store $store");
        Register(pacs.Port, FaultyPacs.AETitle, receiver);
        var studies = pacs.Content.Studies.ToList();
        const string Header = "Accession Number,Patient ID,Patient Name,Study Date,DOB,NHS Number,Subject,Session,Relabel Patient Name\n";

        // Studies that are there once and twice, one session label for two, a subject label for two patients, a study asked for twice, one that nobody has, invisible characters.
        var good = List("good.csv", Header + string.Join('\n', studies.Skip(2).Take(4).Select((s, i) => $"{s.Accession},{s.PatientId},{s.PatientName},{s.Date},{s.BirthDate},,P{s.Patient},P{s.Patient}_{i},ZZNEW{i}"))
            + $"\n{studies[0].Accession},,,,,,P0,P0_1,\n{studies[8].Accession},,,,,,P8,SAME,\n{studies[9].Accession},,,,,,P8,same,\n{studies[10].Accession},,,,,,P2,P2_9,\n{studies[3].Accession},,,,,,P3,P3_9,\nZZNOBODY,ZZ\u200BID,ZZNAME^FIRST,,,,,,\n");
        var bad = List("bad.csv", Header + $"ZZACC\\1,,,,,,,,\nZZACC,ZZID,,ZZDATE,ZZBIRTH,ZZNHS,ZZ SUBJECT,ZZ SESSION,\n,ZZID,,,,,,,\nZZACC,ZZID\nZZACC678901234567,,,,,,,,\n{studies[11].Accession},,,,,,P11,P11_1,\n");
        var gated = List("gated.csv", $"Accession Number,Patient ID,NHS Number\n{studies[10].Accession},{studies[10].PatientId},9434765919\n{studies[11].Accession},,\n");
        string[] wrong =
        [
            List("values.csv", "ZZNAME^FIRST,ZZID\nZZNAME^SECOND,ZZID2\n"), List("header.csv", "Accession Number,ZZ1234\nZZACC,x\n"), List("quote.csv", "Accession Number,Patient Name\nZZACC,\"ZZNAME\n"),
            List("after.csv", "Accession Number,Patient Name\nZZACC,\"ZZNAME\" ZZ\n"), List("none.csv", string.Empty),
        ];

        // With -Debug alone the engine asks at every warning.
        const string Loud = " -Verbose -Debug -WarningAction Continue";
        const string Look = "$all = @(Get-DeidRequest -Store $store); ";
        List<string> scripts =
        [
            "Test-DeidRequestCsv $args[0]" + Loud, "Test-DeidRequestCsv $args[1]" + Loud, Import + "-WhatIf" + Loud, Import + "-SeriesFilter gstt-burntin" + Loud, Import + "-OnMultiple Suffix" + Loud, Import + "-OnMultiple First -Refetch" + Loud,
            "Import-DeidRequest $args[1] LUNG -Node pacs -Store $store" + Loud, "Import-DeidRequest $args[1] LUNG -Node pacs -SkipInvalid -AccessionFallback -AccessionPrefix ZZ -FallbackDays 2 -Store $store" + Loud,
            "Import-DeidRequest $args[2] GATED -Node pacs -Store $store" + Loud, "Invoke-DicomQuery -Node pacs -AllowBroad -StudyDate 20000101- | Import-DeidRequest -Project LUNG -Store $store" + Loud,
            Look + "$all | Start-DeidQueue -Store $store -QuietSec 1 -GrowthMinutes 0" + Loud, "Get-DeidRequest -Store $store" + Loud, "Get-DeidRequest -Store $store -Csv ($args[0] + '.out.csv')" + Loud, "Get-DeidRequest -IncludeIdentifiers -Reason test -Store $store" + Loud,
            "Get-DeidAccessionTrace -Reason test -Csv ($args[0] + '.trace.csv') -Store $store" + Loud, "Get-DeidIngestionStatus -Project LUNG -GsttWording -Html ($args[0] + '.html') -Store $store" + Loud, "Get-DeidPrearchive -Store $store | Compare-DeidWithPacs -Node pacs -Reason test -Store $store" + Loud,
            Look + "$all | Restart-DeidRequest -Store $store" + Loud, Look + "$all | Start-DeidQueue -NoWait -Store $store" + Loud,
            "Export-DeidOptOutRequest GATED ($args[0] + '.nhs.csv') -Store $store" + Loud, "Import-DeidOptOutResponse $args[1] GATED -Store $store" + Loud, "Get-DeidQueue -Store $store" + Loud, "Suspend-DeidQueue pacs -Store $store" + Loud, "Resume-DeidQueue pacs -Store $store" + Loud, "Stop-DeidQueue -Store $store" + Loud,
            "Get-DeidRequest ZZID -Store $store" + Loud, "New-DeidSeriesFilter mine -ExcludeDescription '(ZZ'" + Loud, .. wrong.SelectMany((_, i) => new[] { $"Test-DeidRequestCsv $args[{i + 3}]" + Loud, $"Import-DeidRequest $args[{i + 3}] LUNG -Node pacs -Store $store" + Loud }),
        ];

        string[] marks = [.. pacs.Content.Marks, "ZZ", "9434765919", .. studies.SelectMany(s => s.Dates)];
        object[] arguments = [good, bad, gated, .. wrong];

        // What somebody types is no value of a list.
        var messages = scripts.Sum(script => Streams.Check(Session, script.Contains("ZZ", StringComparison.Ordinal) ? [.. marks.Where(m => m != "ZZ"), "ZZACC", "ZZNAME"] : marks, $"$store = '{Root}'; {script}", arguments));
        Assert.InRange(messages, 60, int.MaxValue);

        // Files that are no answer to who asked for identifiers, with a reason, hold none either.
        string[] files = [good + ".out.csv", good + ".html", Path.ChangeExtension(bad, ".rejected.csv")];
        Assert.All(files, path => Assert.DoesNotContain(marks, mark => File.ReadAllText(path).Contains(mark, StringComparison.Ordinal)));

        // All of it really happened.
        var requests = Do("Get-DeidRequest -Store $store").Output;
        Assert.All(new[] { "LabelConflict", "Duplicate", "NotFound", "Several", "AwaitingClearance" }, reason => Assert.Contains(requests, r => Text(r, "Reason") == reason));
        Assert.Contains(requests, r => Text(r, "State") == "Complete");
        Assert.All(requests, r => Assert.DoesNotContain(marks, m => Text(r, "Message").Contains(m, StringComparison.Ordinal)));
        Streams.Check(Session, marks, $"$store = '{Root}'; {Look}$all | Remove-DeidRequest -Store $store{Loud}");
        AssertNothingOf(CatalogKind.Sqlite, [.. pacs.Content.Marks, "ZZACC", "ZZNAME", "ZZID", "ZZNEW"]);
    }
}
