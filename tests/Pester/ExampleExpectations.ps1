# Dot-sourced: what an example of the help needs beside the common world, and what its text says that comes out, by cmdlet and number of the example.
#   Prepare    scripts run before it, in its world        Expect     asserts on $output (what it put out), $said (what the host was told), $world (its folder)
#   Answer     what is typed when something is asked      StopAfter  seconds after which an example that waits for ever is stopped
#   Needs      dcmqrscp or PostgreSQL, where the example itself does not show it
#   After      scripts run in between, after each statement that begins with the key     Store   folder of the store it works on, when that is not the world's
# An example without an entry has to put out something.
$expectations = @{}
$nothing = { $output | Should -BeNullOrEmpty }
$planned = { $null = Import-DeidRequest ./cohort.csv -Project LUNG }
$fetched = { $null = Import-DeidRequest ./cohort.csv -Project LUNG | Start-DeidQueue -QuietSec 1 }
$withoutOutput = { Remove-Item ./out, ./out-quarantine, ./clean -Recurse }
$freshStore = { $env:DEIDPS_STORE = "$(Get-Location)/fresh/store" }
$gated = { $null = Set-DeidProject LUNG -OptOut Required }
$gatedList = { Set-Content ./cohort.csv ((Get-Content ./cohort.csv) -replace '^(Acc.*)', '$1,NHS Number' -replace '^(RJ.*)', '$1,9434765919') }
$nodes = { Register-DicomNode research 127.0.0.1 -Port ARCHIVEPORT -CalledAE RESEARCH; Register-DicomNode hospital-ct pacs.example.org -CalledAE HOSPITAL; Register-DicomNode test1 test.example.org -CalledAE TEST }
$noReport = { Remove-Item ./sent.csv }
$noArchive = { Register-DicomNode sectra 127.0.0.1 -Port 1 -CalledAE SECTRA -ReceiverPort 8104 -MaxAttempts 1 -Force }
$archiveAgain = { Register-DicomNode sectra 127.0.0.1 -Port ARCHIVEPORT -CalledAE SECTRA -ReceiverPort 8104 -Force }
$receiving = { $null = Start-DicomReceiver -Port 8104 -BindAddress 127.0.0.1 -Destination ./received -Policy site-wide -KeyPath ./site.key }

function Add-Expectation($Cmdlet, [hashtable[]]$Examples) {
    for ($number = 1; $number -le $Examples.Count; $number++) { $expectations["$Cmdlet $number"] = $Examples[$number - 1] }
}

# Files, policies and keys.
Add-Expectation Invoke-Anonymise @(
    @{ Prepare = $withoutOutput; Expect = { $output.Count | Should -Be 11; @($output | Where-Object Status -eq Written).Count | Should -Be 9 } }
    @{ Prepare = $withoutOutput; Expect = { @($output | Where-Object Status -eq Written).Count | Should -BeGreaterThan 8 } }
    @{ Prepare = $withoutOutput; Expect = { $output.Count | Should -BeGreaterThan 0; [System.IO.Directory]::Exists("$world/out") | Should -BeFalse } }
    @{ Prepare = $withoutOutput; Expect = { @(Import-Csv "$world/clean.csv").Count | Should -Be $output.Count } }
    @{ Expect = { $output.Status | Should -Contain 'Written' } }
)
Add-Expectation Compare-DicomHeader @(
    @{ Expect = { @($output | Where-Object Keyword -eq PatientName).Count | Should -Be 1 } }
    @{ Prepare = $withoutOutput; Expect = { $output.Count | Should -BeGreaterThan 8; @($output | Where-Object Keyword -notlike 'Patient*').Count | Should -Be 0 } }
)
Add-Expectation Get-DicomHeader @(
    @{ Expect = { $output.Count | Should -BeGreaterThan 40 } }
    @{ Expect = { @($output | Where-Object Keyword -eq StudyDate).Count | Should -Be @(Get-ChildItem "$world/export" -Recurse -File).Count } }
    @{ Expect = { @($output | Where-Object Keyword -eq RequestedProcedureID).Count | Should -Be 1; $output.Count | Should -Be 2 } }
)
Add-Expectation Get-DicomTag @(
    @{ Expect = { $output.Keyword | Should -Contain 'PatientName' } }
    @{ Expect = { $output.Keyword | Should -Be 'SoftwareVersions', 'ReferencedSOPInstanceUID' } }
    @{ Expect = { $output.Count | Should -BeGreaterThan 5 } }
)
Add-Expectation Export-DeidHeld @(
    @{ Expect = { $output.Status | Should -Be 'Written'; @(Get-ChildItem "$world/look" -Recurse -File).Count | Should -Be 1 } }
    @{ Prepare = $withoutOutput; Expect = { @($output.Status | Select-Object -Unique) | Should -Be 'Written'; @(Get-ChildItem "$world/look" -Recurse -File).Count | Should -Be $output.Count } }
)
Add-Expectation Get-DeidPseudonym @(
    @{ Expect = { $output.Count | Should -Be 1 } }
    @{ Expect = { @($output | Where-Object Kind -ne Patient).Count | Should -Be 0; $output.Count | Should -BeGreaterThan 2 } }
)
Add-Expectation New-DeidKey @(
    @{ Prepare = { Remove-Item ./site.key }; Expect = { $output.Count | Should -Be 1; [System.IO.File]::Exists("$world/site.key") | Should -BeTrue } }
    @{ Prepare = $withoutOutput, { Remove-Item ./lung.key }; Expect = { $output[0].Path | Should -BeLike '*lung.key'; @($output | Where-Object Status -eq Written).Count | Should -BeGreaterThan 0 } }
)
Add-Expectation New-DicomSample @(
    @{ Prepare = { Remove-Item ./in -Recurse }; Expect = { $output.Count | Should -Be 12; @(Get-ChildItem "$world/in" -Recurse -File).Count | Should -Be 12 } }
    @{ Prepare = { Remove-Item ./in -Recurse }; Expect = { ($output | Where-Object Name -eq CT).Count | Should -Be 12; ($output | Where-Object Name -eq PT).Count | Should -Be 6 } }
)
Add-Expectation Get-DeidConformanceStatement @(
    @{ Expect = { "$output" | Should -Match 'StudyDescription' } }
    @{ Expect = { [System.IO.File]::Exists("$world/lung-conformance.md") | Should -BeTrue } }
    @{ Expect = { "$($output.InputObject)" | Should -Match 'Device' } }
)
Add-Expectation Test-DeidPolicy @(
    @{ Expect = { $output.Severity | Should -Be 'Warning'; $output.Line | Should -Be 2 } }
    @{ Expect = $nothing }
)
Add-Expectation Get-DeidReport @(
    @{ Expect = { [System.IO.File]::Exists("$world/report.html") | Should -BeTrue; [System.IO.File]::Exists("$world/report.csv") | Should -BeTrue } }
    @{ Prepare = $withoutOutput; Expect = { [System.IO.File]::ReadAllText("$world/report.html") | Should -Match 'Inputs' } }
)
Add-Expectation Test-Deidentified @(
    @{ Expect = $nothing }
    @{ Expect = $nothing }
)

# Nodes, queries and transfers.
Add-Expectation Get-DicomNode @(
    @{ Prepare = $nodes; Expect = { $output.Count | Should -Be 4 } }
    @{ Expect = { $text = $output | Out-String; foreach ($setting in 'CalledAE +: SECTRA', 'TimeoutSec', 'Tls', 'ReceiverPort') { $text | Should -Match $setting } } }
)
Add-Expectation Get-DicomReceiver @(
    @{ Prepare = $receiving; Expect = { $output.Count | Should -Be 1 } }
    @{ Prepare = $receiving; Expect = { $output | Should -Be 0 } }
)
Add-Expectation Invoke-DicomQuery @(
    @{ Expect = { $output.Count | Should -Be 1 } }
    @{ Prepare = $withoutOutput; Expect = { @($output | Where-Object Status -eq Written).Count | Should -Be 6 } }
    @{ Prepare = { Set-Content ./requests.csv ((Get-Content ./requests.csv) -replace 'RJ2000001', '2000001') }; Expect = { $output.AccessionNumber | Should -Be 'RJ2000001'; $output.Step | Should -Not -Be 'Accession' } }
)
Add-Expectation Receive-DicomStudy @(
    @{ Prepare = $withoutOutput; Expect = { @($output | Where-Object Status -eq Written).Count | Should -Be 4 } }
    @{ Expect = { @(Get-ChildItem "$world/identified" -Recurse -File).Count | Should -Be 4 } }
)
Add-Expectation Register-DicomNode @(
    @{ Prepare = { Unregister-DicomNode sectra }; Expect = { $output | Should -BeNullOrEmpty; (Get-DicomNode sectra).HostName | Should -Be 'pacs.example.org' } }
    @{ Expect = { $output.Count | Should -Be 1 } }
    @{ Expect = { (Get-DicomNode sectra).Limits.UtilizationPercent | Should -Be 50 } }
    @{ Prepare = $nodes; Expect = { [System.IO.File]::ReadAllText("$world/machine.json") | Should -Match 'hospital-ct' } }
)
Add-Expectation Send-Dicom @(
    @{ Prepare = $nodes; Expect = { $output.Count | Should -Be @(Get-ChildItem "$world/clean" -Recurse -File).Count; @($output | Where-Object Status -ne Sent).Count | Should -Be 0 } }
    @{ Expect = $nothing }
    @{ Prepare = $nodes, $noReport; Expect = { @(Import-Csv "$world/sent.csv").Count | Should -Be $output.Count } }
)
Add-Expectation Start-DicomReceiver @(
    @{ Expect = { $output.Count | Should -Be 3 } }
    @{ StopAfter = 2; Expect = { [System.IO.File]::Exists("$world/received.csv") | Should -BeTrue } }
    @{ Expect = { $output.Count | Should -BeGreaterThan 1 } }
    @{ StopAfter = 2; Expect = $nothing }
)
Add-Expectation Stop-DicomReceiver @(
    @{ Prepare = $receiving; Expect = { $output.Count | Should -Be 1; $output[0].State | Should -Be 'Stopped' } }
    @{ Prepare = $receiving; Expect = { $output.Count | Should -Be 1 } }
)
Add-Expectation Test-DicomNode @(
    @{ Expect = { $output.Step | Should -Contain 'Echo' } }
    @{ Expect = { $output | Should -BeTrue } }
    @{ Expect = { $output.Count | Should -BeGreaterThan 10 } }
)
Add-Expectation Unregister-DicomNode @(
    @{ Expect = { $output | Should -BeNullOrEmpty; Get-DicomNode | Where-Object Name -eq sectra | Should -BeNullOrEmpty } }
    @{ Prepare = $nodes; Expect = { $said | Should -Match 'test1'; (Get-DicomNode test1).Name | Should -Be 'test1' } }
)

# Requests and the queue.
Add-Expectation Export-DeidOptOutRequest @(
    @{ Prepare = $gated, $gatedList, $planned; Expect = { @($output | Where-Object State -eq Complete).Count | Should -BeGreaterThan 0 } }
    @{ Prepare = $gated, $gatedList; Expect = { [System.IO.File]::Exists("$world/to-check.csv") | Should -BeTrue } ; Needs = 'dcmqrscp' }
)
Add-Expectation Get-DeidQueue @(
    @{ Prepare = $planned; Needs = 'dcmqrscp'; Expect = { $output.Count | Should -Be 1 } }
    @{ Prepare = $planned, { $null = Suspend-DeidQueue sectra -Reason 'test' }; Needs = 'dcmqrscp'; Expect = { ($output | Out-String) | Should -Match 'SuspendedBy'; $output[-1].State | Should -Not -Be 'Suspended' } }
)
Add-Expectation Get-DeidRequest @(
    @{ Prepare = $planned, $planned; Needs = 'dcmqrscp'; Expect = { $text = $output | Out-String; $text | Should -Match 'Subj050_CT1'; $text | Should -Match 'Subj051_MR1' } }
    @{ Prepare = $planned; Needs = 'dcmqrscp'; Expect = { [System.IO.File]::ReadAllText("$world/plan.json") | Should -Match 'Subj050'; [System.IO.File]::ReadAllText("$world/plan.json") | Should -Not -Match 'RJ2000001' } }
    @{ Prepare = { Set-Content ./cohort.csv 'Accession Number,Subject,Session', 'RJ3000001,Subj061,Subj061_CT2'; $null = Set-DeidProject LUNG -SeriesFilter (New-DeidSeriesFilter images -ExcludeModality SR) }, $fetched; Needs = 'dcmqrscp'; Expect = { $output.Modality | Should -Be 'SR'; $output.ExcludedBy | Should -Match '^images/' } }
)
Add-Expectation Import-DeidRequest @(
    @{ Expect = { $output.State | Should -Be 'Complete', 'Complete' } }
    @{ Expect = { "$($output.Name)" | Should -Match 'Planned'; Get-DeidRequest | Should -BeNullOrEmpty } }
    @{ Expect = { $output.Count | Should -Be 1 } }
)
Add-Expectation New-DeidSeriesFilter @(
    @{ Expect = { $output[0].SeriesFilter.Name | Should -Be 'ct-only' } }
    @{ Expect = { $null = Set-DeidProject LUNG -SeriesFilter "$world/captures.json" } }
)
Add-Expectation Remove-DeidRequest @(
    @{ Needs = 'dcmqrscp'; Expect = { $output.State | Should -Be 'Cancelled', 'Cancelled' } }
    @{ Needs = 'dcmqrscp'; Prepare = $planned; Expect = { @($said -split "`n" -match 'What if').Count | Should -Be 2; @(Get-DeidRequest -State Planned).Count | Should -Be 2 } }
)
Add-Expectation Restart-DeidRequest @(
    @{ Prepare = $planned, $noArchive, { $null = Get-DeidRequest -State Planned | Start-DeidQueue -QuietSec 1 }, $archiveAgain; Expect = { $output.State | Should -Be 'Complete', 'Complete' } }
    @{ Prepare = { Set-Content ./cohort.csv ((Get-Content ./cohort.csv) -replace 'RJ2000001', 'RJ9999999') }, { $null = Import-DeidRequest ./cohort.csv -Project LUNG -AccessionFallback }; Needs = 'dcmqrscp'; Expect = { $output.State | Should -Be 'Queued' } }
)
Add-Expectation Resume-DeidQueue @(
    @{ Prepare = $planned, { $null = Suspend-DeidQueue sectra -Reason 'test' }; Needs = 'dcmqrscp'; Expect = { $output[0].State | Should -Not -Be 'Suspended' } }
    @{ Prepare = $planned, { $null = Suspend-DeidQueue sectra -Reason 'test' }, { $null = Get-DeidRequest -State Planned | Start-DeidQueue -QuietSec 1 }; Expect = { $output[0].State | Should -Not -Be 'Suspended'; ($output | Where-Object Session).State | Should -Be 'Complete', 'Complete' } }
)
Add-Expectation Start-DeidQueue @(
    @{ Expect = { $output.State | Should -Be 'Complete', 'Complete' } }
    @{ Prepare = $planned; Expect = { $output.Count | Should -Be 1 } }
    @{ StopAfter = 3; Expect = $nothing }
)
Add-Expectation Stop-DeidQueue @(
    @{ Prepare = $planned; Needs = 'dcmqrscp'; Expect = { $output.Node | Should -Be 'sectra'; $output.Workers | Should -Be 0 } }
    @{ Prepare = $planned; Needs = 'dcmqrscp'; Expect = { $output[-1].Node | Should -Be 'sectra' } }
)
Add-Expectation Suspend-DeidQueue @(
    @{ Prepare = $planned; Needs = 'dcmqrscp'; Expect = { $output[0].State | Should -Be 'Suspended' } }
    @{ Prepare = $planned; Needs = 'dcmqrscp'; Expect = { $output.Count | Should -Be 1 } }
)
Add-Expectation Test-DeidRequestCsv @(
    @{ Prepare = { Set-Content ./cohort.csv (@(Get-Content ./cohort.csv) + 'RJ1,P3,2024-99-01,Subj052,Subj052_CT1') }; Expect = { $output[0].Line | Should -Be 4 } }
    @{ Expect = $nothing }
)

# Reports.
Add-Expectation Compare-DeidWithPacs @(
    @{ Expect = { $output.Count | Should -Be @(Get-DeidPrearchive -Project LUNG).Count; @($output | Where-Object Project -ne LUNG).Count | Should -Be 0 } }
    @{ Expect = { $output.Count | Should -BeLessThan 6 } }
)
Add-Expectation Get-DeidAccessionTrace @(
    @{ Prepare = $fetched; Needs = 'dcmqrscp'; Expect = { @(Import-Csv "$world/trace.csv").Count | Should -Be $output.Count; $output.Count | Should -BeGreaterThan 1 } }
    @{ Prepare = $planned; Needs = 'dcmqrscp'; Expect = { $text = $output | Out-String; $text | Should -Match 'RJ2000001'; $text | Should -Match 'RJ2000002' } }
)
Add-Expectation Get-DeidIngestionStatus @(
    @{ Prepare = { Set-Content ./cohort.csv ((Get-Content ./cohort.csv) -replace 'RJ2000002', 'RJ9999999') }, $planned; Needs = 'dcmqrscp'; Expect = { $output[-1].Status | Should -Be 'NotFound'; $output[-1].Line | Should -Be 3; ($output | Where-Object RequestsText | Measure-Object Requests -Sum).Sum | Should -Be 2 } }
    @{ Prepare = $planned; Needs = 'dcmqrscp'; Expect = { $output[0].Count | Should -Be 2; [System.IO.File]::Exists("$world/status.html") | Should -BeTrue; @(Import-Csv "$world/status.csv").Count | Should -Be 2 } }
)
Add-Expectation Get-DeidProjectContent @(
    @{ Expect = { $output.Count | Should -Be 5; @(Import-Csv "$world/lung.csv").Count | Should -Be 5 } }
    @{ Expect = { ($output | Where-Object Name -eq LUNG).Subjects | Should -Be 3 } }
)
Add-Expectation Get-DeidSeriesSummary @(
    @{ Expect = { $output[0].Series | Should -BeGreaterOrEqual $output[-1].Series } }
    @{ Expect = { @(Import-Csv "$world/series.csv").Count | Should -BeGreaterOrEqual $output.Count; $output.Count | Should -BeGreaterThan 0 } }
)
Add-Expectation Get-DeidStorage @(
    @{ Expect = { $output[0].Project | Should -Be 'LUNG' } }
    @{ Expect = { $output | Should -BeGreaterThan 0; $output | Should -BeLessThan 1; [System.IO.File]::Exists("$world/storage.csv") | Should -BeTrue } }
)

. (Join-Path $PSScriptRoot ExampleStoreExpectations.ps1)
. (Join-Path $PSScriptRoot ExampleReadmeExpectations.ps1)
