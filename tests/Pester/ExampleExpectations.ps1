# Dot-sourced: what an example of the help needs beside the common world, and what its text says that comes out, by cmdlet and number of the example.
#   Prepare    scripts run before it, in its world        Expect     asserts on $output (what it put out), $said (what the host was told), $world (its folder)
#   Answer     what is typed when something is asked      StopAfter  seconds after which an example that waits for ever is stopped
#   Needs      dcmqrscp or PostgreSQL, where the example itself does not show it
# An example without an entry has to put out something.
$expectations = @{}
$nothing = { $output | Should -BeNullOrEmpty }
$planned = { $null = Import-DeidRequest ./cohort.csv -Project LUNG }
$fetched = { $null = Import-DeidRequest ./cohort.csv -Project LUNG | Start-DeidQueue -QuietSec 1 }
$withoutOutput = { Remove-Item ./out, ./out-quarantine, ./clean -Recurse }
$freshStore = { $env:DEIDPS_STORE = 'D:\fresh\store' }
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
    @{ Prepare = $withoutOutput }
)
Add-Expectation Get-DeidPseudonym @(
    @{ Expect = { $output.Count | Should -Be 1 } }
    @{ Expect = { @($output | Where-Object Kind -ne Patient).Count | Should -Be 0; $output.Count | Should -BeGreaterThan 2 } }
)
Add-Expectation New-DeidKey @(
    @{ Prepare = { Remove-Item ./site.key }; Expect = { $output.Count | Should -Be 1; [System.IO.File]::Exists("$world/site.key") | Should -BeTrue } }
    @{ Prepare = $withoutOutput, { Remove-Item ./lung.key } }
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
    @{}
)
Add-Expectation Get-DicomReceiver @(
    @{ Prepare = $receiving; Expect = { $output.Count | Should -Be 1 } }
    @{ Prepare = $receiving; Expect = { $output | Should -Be 0 } }
)
Add-Expectation Invoke-DicomQuery @(
    @{ Expect = { $output.Count | Should -Be 1 } }
    @{ Prepare = $withoutOutput; Expect = { @($output | Where-Object Status -eq Written).Count | Should -Be 6 } }
    @{ Prepare = { Set-Content ./requests.csv ((Get-Content ./requests.csv) -replace 'RJ2000001', '2000001') } }
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
    @{}
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
    @{ Prepare = $planned, { $null = Suspend-DeidQueue sectra -Reason 'test' }; Needs = 'dcmqrscp' }
)
Add-Expectation Get-DeidRequest @(
    @{ Prepare = $planned, $planned; Needs = 'dcmqrscp' }
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
    @{ Prepare = $planned, { $null = Suspend-DeidQueue sectra -Reason 'test' } }
)
Add-Expectation Start-DeidQueue @(
    @{ Expect = { $output.State | Should -Be 'Complete', 'Complete' } }
    @{ Prepare = $planned; Expect = { $output.Count | Should -Be 1 } }
    @{ StopAfter = 3; Expect = $nothing }
)
Add-Expectation Stop-DeidQueue @(
    @{ Prepare = $planned; Needs = 'dcmqrscp' }
    @{ Prepare = $planned; Needs = 'dcmqrscp' }
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
$idle = @{ Expect = { $output.Count | Should -BeGreaterThan 0 } }
Add-Expectation Compare-DeidWithPacs @(
    @{ Expect = { $output.Count | Should -Be @(Get-DeidPrearchive -Project LUNG).Count; @($output | Where-Object Project -ne LUNG).Count | Should -Be 0 } }
    @{ Expect = { $output.Count | Should -BeLessThan 6 } }
)
Add-Expectation Get-DeidAccessionTrace @(
    @{ Prepare = $fetched; Needs = 'dcmqrscp'; Expect = { @(Import-Csv "$world/trace.csv").Count | Should -Be $output.Count; $output.Count | Should -BeGreaterThan 1 } }
    @{ Prepare = $planned; Needs = 'dcmqrscp' }
)
Add-Expectation Get-DeidIngestionStatus @(
    @{ Prepare = $planned, $planned; Needs = 'dcmqrscp' }
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

# Checks before and after archiving.
$failed = { $null = Set-DeidReview LUNG Subj042_US1 -State Failed -Reason 'text in a corner' }
Add-Expectation Approve-DeidProject @(
    @{ Expect = { $output[-1].By | Should -Be 'J. Doe'; (Get-DeidProject LUNG).IsPilot | Should -BeFalse } }
    @{ Expect = { $said | Should -Match 'LUNG'; (Get-DeidProject LUNG).IsPilot | Should -BeTrue } }
)
Add-Expectation Get-DeidReview @(
    @{ Prepare = $failed; Expect = { $output.Session | Should -Be 'Subj042_US1' } }
    @{ Expect = { [System.IO.File]::Exists("$world/review.csv") | Should -BeTrue } }
)
Add-Expectation Set-DeidReview @(
    @{ Expect = { $output[0].State | Should -Be 'Failed' } }
    @{ Expect = { @($output | Where-Object State -ne Passed).Count | Should -Be 0; $output.Count | Should -BeGreaterThan 4 } }
)
Add-Expectation Test-DeidSample @(
    @{ Expect = { $output.Count | Should -BeGreaterThan 3; @(Get-ChildItem "$world/check" -Recurse -File).Count | Should -BeGreaterThan 0 } }
    @{ Prepare = { Get-DeidPrearchive -State Review | Remove-DeidPrearchive -Reason 'test' -Confirm:$false } }
    @{ Expect = { $output[0].Rule | Should -Not -BeNullOrEmpty } }
)

# The store, its people and rules.
Add-Expectation Backup-DeidStore @(
    @{ Expect = { @(Get-ChildItem "$world/e" -Directory).Name | Should -Match '^deid-[01]$'; $output.Count | Should -Be 1 } }
    @{ Expect = $nothing }
)
Add-Expectation Get-DeidAccess @(
    @{ Expect = { $output.Identity | Should -Contain 'GSTT\jdoe' } }
    @{ Expect = { $output.Count | Should -Be 4; @($output | Where-Object Role -ne Owner).Count | Should -Be 0 } }
)
Add-Expectation Get-DeidAudit @(
    @{ Prepare = { Revoke-DeidAccess -Identity (Get-DeidStore).Identity -SiteRole DataManager; $null = Get-DeidOriginal -Project LUNG -Session S1_1 -Reason 'test' -ErrorAction SilentlyContinue }; Expect = { $output.Action | Should -Contain 'SeeIdentifiers' } }
    @{ Expect = { "$output" | Should -Not -BeNullOrEmpty } }
)
Add-Expectation Get-DeidCertificate @(
    @{ Expect = { $output.Count | Should -Be 1 } }
    @{ Expect = { @(Import-Csv "$world/certificates.csv").Count | Should -Be 1 } }
)
Add-Expectation Get-DeidProject @(
    @{ Expect = { $output.Count | Should -Be 4 } }
    @{ Expect = { $output.Id | Should -Be 'OLD' } }
)
Add-Expectation Get-DeidRetention @(
    @{ Expect = { $output.Project | Should -Be 'OLD' } }
    @{ Expect = { $output.Project | Should -Be 'HEART' } }
)
Add-Expectation Get-DeidRoutingRule @(
    @{ Expect = { $output.Count | Should -Be 2 } }
    @{ Expect = { $null = Import-DeidRoutingRule "$world/session-rules.txt" -Target Session } }
)
Add-Expectation Get-DeidStore @(
    @{ Expect = { $output.Policy | Should -Be 'site-wide' } }
    @{ Expect = { $null = Grant-DeidAccess BRAIN "$output" -Role Owner } }
)
Add-Expectation Grant-DeidAccess @(
    @{ Expect = { $output.Role | Should -Be 'Collaborator' } }
    @{}
)
Add-Expectation Import-DeidRoutingRule @(
    @{ Expect = { $output.Position | Should -Be 1, 2 } }
    @{}
)
Add-Expectation Initialize-DeidStore @(
    @{ Prepare = { Move-Item ./deid ./before; Remove-Item ./keys/site.key }; Expect = { $output[-1].Policy | Should -Be 'site-wide' } }
    @{ Needs = 'PostgreSQL'; Expect = { $output.Catalog | Should -Be 'PostgreSql' } }
)
Add-Expectation New-DeidProject @(
    @{ Prepare = $freshStore; Expect = { $output.Id | Should -Be 'LUNG'; $output.Accessibility | Should -Be 'Private' } }
    @{ Prepare = $freshStore; Expect = { $output.Senders | Should -Be 'SECTRA' } }
)
Add-Expectation Remove-DeidProject @(
    @{ Answer = 'LUNG'; Prepare = { Get-DeidShare LUNG | Revoke-DeidShare | Out-Null }; Expect = { @(Import-Csv "$world/LUNG-certificate.csv").Count | Should -Be 1; $said | Should -Match 'Type the label' } }
    @{ Expect = { $output.Project | Should -Be 'OLD' } }
)
Add-Expectation Remove-DeidRoutingRule @(
    @{ Expect = { $output | Should -BeNullOrEmpty; @(Get-DeidRoutingRule -Target Project).Count | Should -Be 1 } }
    @{ Expect = { $output | Should -BeNullOrEmpty; Get-DeidRoutingRule | Should -BeNullOrEmpty } }
)
Add-Expectation Revoke-DeidAccess @(
    @{ Expect = { $output | Should -BeNullOrEmpty; @((Get-DeidAccess LUNG).Identity) | Should -Not -Contain 'GSTT\jdoe' } }
    @{ Expect = { $output | Should -BeNullOrEmpty; @(Get-DeidAccess LUNG | Where-Object Role -eq Collaborator) | Should -BeNullOrEmpty } }
)
Add-Expectation Set-DeidProject @(
    @{ Expect = { $output.RetentionEnd | Should -Not -BeNullOrEmpty } }
    @{ Expect = { $output.Id | Should -Be 'HEART'; $output.Accessibility | Should -Be 'Protected' } }
)
Add-Expectation Set-DeidStore @(
    @{ Expect = { $output.IdleMinutes | Should -Be 10 } }
    @{ Expect = { $output.PushedSubject | Should -Be 'tele' } }
)
Add-Expectation Test-DeidAudit @(@{ Expect = $nothing }, @{ Expect = $nothing })
Add-Expectation Test-DeidRouting @(
    @{ Expect = { @($output | Where-Object Target -ne Project).Count | Should -Be 0 } }
    @{ Expect = { ($output | Measure-Object Count -Sum).Sum | Should -Be 11 } }
)
Add-Expectation Test-DeidStore @(@{ Expect = $nothing }, @{ Expect = $nothing })

# Studies that wait.
Add-Expectation Get-DeidPrearchive @(
    @{ Expect = { $output.CallingAE | Should -Be 'SECTRA' } }
    @{ Expect = { $output.Status | Should -Be 'Archived' } }
)
Add-Expectation Import-DeidOptOutResponse @(
    @{ Prepare = $gated }
    @{ Prepare = $gated }
)
Add-Expectation Import-DicomStudy @(
    @{ Expect = { @($output | Where-Object Status -eq Written).Count | Should -BeGreaterThan 3 } }
    @{ Expect = { $output.Count | Should -Be 4 } }
    @{ Expect = { ($output | Measure-Object Count -Sum).Sum | Should -Be 11; @(Get-DeidPrearchive).Count | Should -Be 4 } }
)
Add-Expectation Move-ToProject @(
    @{ Expect = { $output.Status | Should -Be 'Archived' } }
    @{ Expect = { $output.Status | Should -Be 'Preview', 'Archived' } }
    @{ Expect = { $output.Status | Should -Be 'Archived', 'Archived'; $output.Session | Should -Be 'Subj050_CT1', 'Subj051_MR1' } }
    @{ Expect = { $output.Status | Should -Be 'Archived' } }
)
Add-Expectation Remove-DeidPrearchive @(
    @{ Expect = { $output | Should -BeNullOrEmpty; Get-DeidPrearchive -State Conflict | Should -BeNullOrEmpty } }
    @{ Expect = { $output | Should -BeNullOrEmpty; $said | Should -Match 'What if'; @(Get-DeidPrearchive).Count | Should -Be 4 } }
)
Add-Expectation Resolve-DeidPushed @(
    @{ Expect = { $output.Status | Should -Contain 'Matched'; $output.Status | Should -Contain 'Labelled' } }
    @{ Prepare = { Set-Content ./sent.csv (@(Get-Content ./sent.csv) + '2026-03-02T09:00:00Z,Subj071,Subj071_MR1') }; Expect = { $output.Status | Should -Contain 'NotArrived' } }
)
Add-Expectation Set-DeidPrearchiveLabel @(
    @{ Expect = { $output.Session | Should -Be 'Subj070_MR1' } }
    @{ Expect = { $output.Status | Should -Be 'Archived'; $output.Session | Should -Be 'Subj070_MR1' } }
)
Add-Expectation Test-DeidArchive @(
    @{}
    @{ Expect = { $output.CanArchive | Should -BeTrue } }
)
# A policy that is not there when a study is archived: its entry is in error until it is built again.
$inError = {
    $null = Set-DeidProject LUNG -Policy ./lung.json
    Move-Item ./lung.json ./away.json
    try { $null = Get-DeidPrearchive -State Ready | Move-ToProject } catch { $null = $_ }
    Move-Item ./away.json ./lung.json
}
Add-Expectation Update-DeidPrearchive @(
    @{ Prepare = $inError; Expect = { $output.State | Should -Be 'Ready' } }
    @{ Expect = { $output.State | Should -Be 'Ready' } }
)

# Sessions of projects.
Add-Expectation Copy-DeidSession @(
    @{ Expect = { $output.Status | Should -Be 'Archived'; $output.NewSession | Should -Be 'subj002_001' } }
    @{ Expect = { $output.Status | Should -Be 'Preview', 'Archived' } }
)
Add-Expectation Export-DeidSession @(
    @{ Expect = { @($output | Where-Object Status -ne Exported).Count | Should -Be 0; $output.Count | Should -Be 5 } }
    @{ Expect = { @(Get-ChildItem "$world/x" -Recurse -File | Where-Object Name -like *.zip).Count | Should -Be $output.Count } }
    @{ Prepare = $nodes, $noReport; Expect = { @($output | Where-Object Status -ne Sent).Count | Should -Be 0; $output.Count | Should -BeGreaterThan 10 } }
)
Add-Expectation Get-DeidOriginal @(
    @{ Expect = { $output[0].AccessionNumber | Should -Be 'RJ1234567' } }
    @{ Expect = { $output.Session | Should -Contain 'Subj042_CT1' } }
)
Add-Expectation Get-DeidSession @(
    @{ Expect = { $output.Count | Should -Be 3 } }
    @{ Expect = { ($output | Where-Object Name -eq LUNG).Count | Should -Be 5 } }
)
Add-Expectation Get-DeidShare @(
    @{ Expect = { $output.Count | Should -Be 1 } }
    @{ Prepare = { $null = Remove-DeidSession LUNG Subj042_MR1 -Everywhere -Reason 'test' -Confirm:$false } }
)
Add-Expectation Grant-DeidShare @(
    @{ Expect = { $output.State | Should -Be 'Active' } }
    @{ Expect = { $output.Count | Should -Be 3 } }
)
Add-Expectation Lock-DeidSession @(
    @{ Expect = { $output.IsLocked | Should -BeTrue } }
    @{ Expect = { $output.IsLocked | Should -BeTrue } }
)
Add-Expectation Remove-DeidSession @(
    @{ Expect = { $said | Should -Match 'Subj042_CT1'; @(Get-DeidSession LUNG).Session | Should -Not -Contain 'Subj042_CT1' } }
    @{ Expect = { $output.Count | Should -Be 3; @(Get-DeidSession LUNG -Subject Subj042).Count | Should -Be 0 } }
)
Add-Expectation Remove-DeidSubject @(
    @{ Answer = 'Subj042'; Prepare = { Get-DeidShare LUNG | Revoke-DeidShare | Out-Null }; Expect = { $output.Scope | Should -Be 'Subject' } }
    @{ Expect = { @(Import-Csv "$world/certificates.csv").Count | Should -Be 2; [System.IO.File]::ReadAllText("$world/certificates.csv") | Should -Not -Match 'Subj42' } }
)
Add-Expectation Rename-DeidSession @(
    @{ Expect = { $output.Session | Should -Be 'Subj042_CT2'; $output.Subject | Should -Be 'Subj042' } }
    @{ Expect = { $output.Subject | Should -Be 'Subj042' } }
)
Add-Expectation Revoke-DeidShare @(
    @{ Prepare = { $null = Grant-DeidShare LUNG Subj042_CT1 -To HEART }; Expect = { $output.State | Should -Be 'Ended' } }
    @{ Expect = { $output.State | Should -Be 'Ended' } }
)
Add-Expectation Set-DeidQuarantine @(
    @{ Expect = { $output.State | Should -Be 'Quarantined' } }
    @{ Prepare = { $null = Set-DeidQuarantine LUNG Subj042_US1 -Reason 'test' }; Expect = { $output.State | Should -Be 'Active' } }
)
Add-Expectation Unlock-DeidSession @(
    @{ Prepare = { $null = Lock-DeidSession LUNG Subj042_CT1 }; Expect = { $output.IsLocked | Should -BeFalse } }
    @{ Prepare = { $null = Lock-DeidSession LUNG Subj042_CT1 }; Expect = { $output.IsLocked | Should -BeFalse } }
)
