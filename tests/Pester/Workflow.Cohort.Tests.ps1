# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "A spreadsheet in, a verified project out ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'plans the list and tells what a second look finds' -Skip:(-not $dcmqrscp) {
        Test-DeidRequestCsv $list -Quiet | Should -BeTrue
        $plan = @(Import-DeidRequest $list -Project LUNG)
        @($plan | Where-Object State -eq 'Planned').Count | Should -Be 3
        @(Import-DeidRequest $list -Project LUNG | Where-Object Reason -eq 'Duplicate').Count | Should -Be 3
    }

    It 'fetches and verifies every study' -Skip:(-not $dcmqrscp) {
        $done = @(Get-DeidRequest -Project LUNG -State Planned | Start-DeidQueue -QuietSec 1)
        @($done | Where-Object { $_.State -eq 'Complete' -and $_.Evidence -eq 'UidVerified' }).Count | Should -Be 3
        (Get-DeidQueue pacs).Complete | Should -Be 3
    }

    It 'moves them into the project under their labels' -Skip:(-not $dcmqrscp) {
        $moved = @(Get-DeidPrearchive -Project LUNG -State Ready | Move-ToProject)
        @($moved | Where-Object Status -eq 'Archived').Count | Should -Be 3
        @(Get-DeidSession LUNG).Session | Should -Be 'S1_CT', 'S2_CT', 'S3_CT'
    }

    It 'leaves no identifier in the store' -Skip:(-not $dcmqrscp) {
        foreach ($file in Get-ChildItem $env:DEIDPS_STORE -Recurse -File) {
            $text = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file.FullName))
            foreach ($sample in $samples) {
                $text.Contains($sample.PatientID) | Should -BeFalse
                $text.Contains($sample.StudyInstanceUID) | Should -BeFalse
            }
        }
    }

    It 'goes from the list into a project in one line, too' -Skip:(-not $dcmqrscp) {
        $null = New-DeidProject SMALL 'A small cohort'
        $copies = Join-Path $TestDrive 'copies'
        $moved = @(Import-Csv $list | Invoke-DicomQuery -Node pacs | Receive-DicomStudy -QuietSec 1 | Invoke-Anonymise -Destination $copies -Policy site-wide -KeyPath $key | Move-ToProject -Project SMALL)
        @($moved | Where-Object Status -eq 'Archived').Count | Should -Be 3
        ($moved | Measure-Object Archived -Sum).Sum | Should -Be $samples.Count
        @(Get-DeidSession SMALL).Session | Should -Be 'S1_CT', 'S2_CT', 'S3_CT'
        @(Get-DeidSession SMALL).Subject | Should -Be 'S1', 'S2', 'S3'
    }
}
