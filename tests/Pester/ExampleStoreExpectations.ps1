# Dot-sourced by ExampleExpectations.ps1: the examples of the store, its checks, studies that wait and sessions.
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
    @{ Prepare = { Get-DeidPrearchive -State Review | Remove-DeidPrearchive -Reason 'test' -Confirm:$false }; Expect = { $output.Count | Should -Be @(Get-DeidPrearchive -Project LUNG).Count; $output[0].State | Should -Not -BeNullOrEmpty } }
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
    @{ Expect = { $text = $output | Out-String; $text | Should -Match 'Archive'; $text | Should -Match ([regex]::Escape((Get-DeidStore).Identity)) } }
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
    @{ Expect = { $output.Role | Should -Be 'DataManager' } }
)
Add-Expectation Import-DeidRoutingRule @(
    @{ Expect = { $output.Position | Should -Be 1, 2 } }
    @{ Expect = { $output.Rule | Should -Contain '(0018,1030):Session:\s*(\w+)' } }
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
    @{ Answer = 'LUNG'; Prepare = { Get-DeidShare LUNG | Revoke-DeidShare | Out-Null }; Expect = { @(Import-Csv "$world/LUNG-certificate.csv").Count | Should -Be 1; $said | Should -Match 'Type the id' } }
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
    @{ Prepare = $gated; Expect = { $output[0].Cleared | Should -Be 1 } }
    @{ Prepare = $gated; Expect = { $output.Cleared | Should -Be 1 } }
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
    @{ Expect = { ($output | Out-String) | Should -Match 'CanArchive +: False' } }
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
    @{ Prepare = { $null = Remove-DeidSession LUNG Subj042_MR1 -Everywhere -Reason 'test' -Confirm:$false }; Expect = { $output.Count | Should -Be 1; @(Get-DeidShare | Where-Object State -eq Tombstone) | Should -BeNullOrEmpty } }
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
