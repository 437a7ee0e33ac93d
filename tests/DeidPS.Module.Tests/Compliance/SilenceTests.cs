using System.Text;
using DeidPS.Dicom;
using DeidPS.Module.Tests.Harness;

namespace DeidPS.Module.Tests.Compliance;

/// <summary>No attribute value reaches an error, a warning or any other message (conventions section 5).</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class SilenceTests : NodeTest
{
    [Fact]
    public void No_stream_but_the_output_holds_a_value()
    {
        var good = SampleFile.Write(Folder, "in/good.dcm");
        SampleFile.WriteTruncated(Folder, "in/cut.dcm");
        SampleFile.Write(Folder, "in/number.dcm", dataset => dataset.Set(DicomElement.Create(new DicomTag(0x00280010), DicomVR.IS, "ZZNOTANUMBER"u8.ToArray())));
        SampleFile.Write(Folder, "in/charset.dcm", dataset =>
        {
            dataset.SetText(new DicomTag(0x00080005), "ZZCHARSET");
            dataset.Set(DicomElement.Create(new DicomTag(0x00100010), DicomVR.PN, Encoding.Latin1.GetBytes("ZZN\u00C4ME^\u001B$)C")));
        });
        var policies = new Dictionary<string, string>
        {
            ["fails"] = "version \"6.3\"\n(0010,0020) := add[(0010,0010), \"1\"]\n",
            ["shifts"] = "version \"6.3\"\n(0010,0010) := shiftDateByIncrement[(0010,0010), \"5\"]\n",
            ["renames"] = "version \"6.3\"\n(0010,0010) := \"A\"\n",
            ["rejects"] = "version \"6.6\"\n(0010,0010) = \"ZZNAME^FIRST\" ? reject[]\n",
        };
        foreach (var (name, text) in policies)
        {
            File.WriteAllText(Path.Combine(Folder, name + ".das"), text);
        }

        var scripts = new List<string>
        {
            "Get-DicomHeader $args[0]/in -Verbose -Debug",
            "Get-ChildItem $args[0]/in | Get-DicomHeader -Tag Patient* -Verbose -Debug",
            "Compare-DicomHeader $args[1] $args[0]/in/charset.dcm -Verbose -Debug",
            "Compare-DicomHeader $args[1] $args[0]/in/cut.dcm -Verbose -Debug",
            "Test-Deidentified $args[0]/in -Against $args[0]/in -Verbose -Debug",
            "Get-DeidReport $args[0]/in -Against $args[0]/in -Destination $args[0]/report.html -Verbose -Debug",
        };
        scripts.AddRange(policies.Keys.Select(p => $"Invoke-Anonymise $args[0]/in -Recurse -Destination $args[0]/out-{p} -Policy $args[0]/{p}.das -Verbose -Debug"));
        scripts.AddRange(policies.Keys.Select(p => $"Test-DeidPolicy $args[0]/{p}.das -Verbose -Debug"));
        const string Secret = "$s = [securestring]::new(); foreach ($c in $args[2].ToCharArray()) { $s.AppendChar($c) }; ";
        scripts.AddRange(
        [
            "New-DeidKey $args[0]/site.key -Verbose -Debug",
            "New-DeidKey $args[0]/site.key -Verbose -Debug",
            "Invoke-Anonymise $args[0]/in -Recurse -Destination $args[0]/out-file -Profile Basic -KeyPath $args[0]/site.key -MapPath $args[0]/site.map -Verbose -Debug",
            Secret + "Invoke-Anonymise $args[0]/in -Recurse -Destination $args[0]/out-key -Profile Basic -Key $s -MapPath $args[0]/pass.map -Verbose -Debug",
            "Get-DeidPseudonym $args[0]/site.map -KeyPath $args[0]/site.key -Verbose -Debug",
            Secret + "Get-DeidPseudonym $args[0]/pass.map -Key $s -Verbose -Debug",
            Secret + "Get-DeidPseudonym $args[0]/site.map -Key $s -Verbose -Debug",
            "$s = [securestring]::new(); foreach ($c in 'ZZSHORT'.ToCharArray()) { $s.AppendChar($c) }; Get-DeidPseudonym $args[0]/site.map -Key $s -Verbose -Debug",
            "$s = [securestring]::new(); foreach ($c in 'DEIDPS-KEY-1 ZZZZ ZZZZ'.ToCharArray()) { $s.AppendChar($c) }; Get-DeidPseudonym $args[0]/site.map -Key $s -Verbose -Debug",
            "[IO.File]::WriteAllText($args[0] + '/site.key', 'EIDPS-KEY-1 ZZZZ ZZZZ'); Get-DeidPseudonym $args[0]/site.map -KeyPath $args[0]/site.key -Verbose -Debug",
        ]);
        scripts.AddRange(
        [
            "Register-DicomNode pacs pacs.example.org -CalledAE PACS -UserName reader -UseTls -AllowUntrustedCertificate -Verbose -Debug",
            "Register-DicomNode pacs pacs.example.org -CalledAE PACS -Verbose -Debug",
            "Register-DicomNode other pacs.example.org -CalledAE 'TITLE THAT IS TOO LONG' -UserName ZZREADER -Verbose -Debug",
            "Get-DicomNode pacs, none -Verbose -Debug",
            "Get-DicomNode | Unregister-DicomNode -Verbose -Debug",
            "Unregister-DicomNode none -Verbose -Debug",

            // Somebody wrote a secret and a patient into the file by hand.
            "[IO.File]::WriteAllText($env:DEIDPS_NODES, '{ \"nodes\": [ { \"passcode\": \"ZZSECRET\" } ] }'); Get-DicomNode -Verbose -Debug",
            "[IO.File]::WriteAllText($env:DEIDPS_NODES, '{ \"nodes\": [ { \"name\": \"a\", \"port\": \"ZZNAME\" } ] }'); Unregister-DicomNode a -Verbose -Debug",
            "[IO.File]::WriteAllText($env:DEIDPS_NODES, 'ZZNAME'); Register-DicomNode a b -CalledAE C -Verbose -Debug",
        ]);
        scripts.AddRange(
        [
            "$null = New-DeidKey $args[0]/store.key; $null = Initialize-DeidStore $args[0]/store -KeyPath $args[0]/store.key -MinimumFreeGB 0; Import-DicomStudy $args[0]/in -Recurse -Store $args[0]/store -Verbose -Debug",
            "Test-DeidRouting $args[0]/in -Recurse -Store $args[0]/store -Verbose -Debug",
            "Get-DeidOriginal -PatientID ZZNOBODY -AccessionNumber ZZACC -Reason r -Store $args[0]/store -Verbose -Debug",
            "Get-DeidOriginal -PatientID ZZNOBODY -Reason r -BreakGlass -Store $args[0]/store -Verbose -Debug",
            "[IO.File]::WriteAllText($args[0] + '/sent.csv', \"Time,Subject,Session`nZZTIME,ZZS,ZZS`n\"); Resolve-DeidPushed $args[0]/sent.csv -Store $args[0]/store -Verbose -Debug",
            "[IO.File]::WriteAllText($args[0] + '/optout.csv', \"NHS Number,Patient ID`nZZ,ZZ`n\"); $null = New-DeidProject LUNG T -OptOut Required -Store $args[0]/store; Import-DeidOptOutResponse $args[0]/optout.csv LUNG -Store $args[0]/store -Verbose -Debug",
            "[IO.File]::WriteAllText($args[0] + '/rules.txt', \"(0010,0010):ZZNAME((`n\"); Import-DeidRoutingRule $args[0]/rules.txt Subject -Store $args[0]/store -Verbose -Debug",
        ]);
        scripts.AddRange(
        [
            "$null = New-DeidProject PILOT T -Store $args[0]/store; Import-DicomStudy $args[0]/in/good.dcm -Project PILOT -Subject S1 -Session S1_1 -Store $args[0]/store; Test-DeidSample PILOT -Prearchive -FailOn Low, Medium, High -Pattern ZZ -Destination $args[0]/sheet -Store $args[0]/store -Verbose -Debug",
            "foreach ($f in [IO.Directory]::GetFiles($args[0] + '/store/prearchive', '*.dcm', 'AllDirectories')) { [IO.File]::Copy($args[1], $f, $true) }; Test-DeidSample PILOT -Prearchive -FailOn Low, Medium, High -Pattern ZZ -Destination $args[0]/sheet -Store $args[0]/store -Verbose -Debug",
            "Test-DeidSample PILOT none -KnownValues -Reason r -Store $args[0]/store -Verbose -Debug",
            "Get-DeidReview PILOT -Store $args[0]/store -Verbose -Debug; Get-DeidReview PILOT -Store $args[0]/store | Set-DeidReview -State Failed -Reason r -Store $args[0]/store -Verbose -Debug",
            "Approve-DeidProject PILOT -By me -Reason r -Store $args[0]/store -Verbose -Debug",
        ]);
        const string Key = "New-DeidKey $args[0]/held.key -Force; ";
        const string Receive = Key + "$r = $args[3] | Invoke-Anonymise -Destination $args[0]/out-held -Policy $args[0]/renames.das -KeyPath $args[0]/held.key -Verbose -Debug; ";
        scripts.AddRange(
        [
            Key + "$args[3] | Invoke-Anonymise -Destination $args[0]/out-lost -Policy $args[0]/renames.das -Verbose -Debug",
            Receive + "Get-DicomHeader $r.QuarantinePath -KeyPath $args[0]/held.key -Verbose -Debug; Export-DeidHeld $args[0]/out-held-quarantine -Destination $args[0]/look -KeyPath $args[0]/held.key -Verbose -Debug",
            Receive + "New-DeidKey $args[0]/held.key -Force; Export-DeidHeld $args[0]/out-held-quarantine -Destination $args[0]/look2 -KeyPath $args[0]/held.key -Verbose -Debug",
            Receive + "Invoke-Anonymise $args[0]/out-held-quarantine/*.held -Destination $args[0]/out-again -Policy $args[0]/fails.das -KeyPath $args[0]/held.key -Verbose -Debug",
            "Export-DeidHeld $args[1] -Destination $args[0]/look3 -KeyPath $args[0]/held.key -Verbose -Debug",
        ]);
        var network = new ReceivedFake(Session);
        Session.WithCoreFunctions();
        var messages = scripts.Sum(script => Streams.Check(Session, ["ZZ"], "$f = $args[0]; " + script.Replace("$args[0]/", "$f/", StringComparison.Ordinal), Folder, good, "ZZ secret passphrase", network.Create("STORE 1/1", File.ReadAllBytes(good))));
        Assert.InRange(messages, 200, int.MaxValue);
    }
}
