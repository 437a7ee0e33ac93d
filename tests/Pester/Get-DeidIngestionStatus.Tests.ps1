# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Get-DeidIngestionStatus ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'has nothing to say of an empty store' {
        Get-DeidIngestionStatus | Should -BeNullOrEmpty
        Get-DeidIngestionStatus -Summary | Should -BeNullOrEmpty
    }

    It 'tells what is planned and what the archive does not know' -Skip:(-not $dcmqrscp) {
        [System.IO.File]::AppendAllText($list, "1.2.3.4.5,S9,S9_CT`n")
        $null = Import-DeidRequest $list -Project LUNG
        $rows = @(Get-DeidIngestionStatus LUNG)
        $rows.Status | Should -Be @('Planned', 'Planned', 'Planned', 'NotFound')
        $rows[3].Line | Should -Be 5
        ($rows | ConvertTo-Json) | Should -Not -Match ([regex]::Escape($studies[0]))
    }

    It 'follows a study into the project, and forgets what was deleted' -Skip:(-not $dcmqrscp) {
        $null = Get-DeidRequest -Project LUNG -State Planned | Start-DeidQueue -QuietSec 1
        $rows = @(Get-DeidIngestionStatus)
        $rows.Status | Should -Be @('InPrearchive', 'InPrearchive', 'InPrearchive', 'NotFound')
        $rows[0].Evidence | Should -Be 'UidVerified'
        $rows[0].Received | Should -Be $rows[0].Expected
        $null = Get-DeidPrearchive -Project LUNG | Where-Object Session -eq 'S1_CT' | Move-ToProject -Project LUNG
        $null = Get-DeidPrearchive -Project LUNG | Where-Object Session -eq 'S2_CT' | Remove-DeidPrearchive -Reason 'test' -Confirm:$false
        (Get-DeidIngestionStatus).Status | Should -Be @('Archived', 'Removed', 'InPrearchive', 'NotFound')
    }

    It 'speaks in the words of GSTT, also in files' -Skip:(-not $dcmqrscp) {
        $csv = Join-Path $TestDrive 'status.csv'
        $html = Join-Path $TestDrive 'status.html'
        $rows = @(Get-DeidIngestionStatus -GsttWording -Csv $csv -Html $html)
        $rows[0].Wording | Should -Be 'Success'
        $rows[3].Wording | Should -Be 'Accession number is wrong or is not attached to any images'
        (Import-Csv $csv).Status | Should -Be @('Success', 'Should have been successfully ingested', 'Should have been successfully ingested', 'Accession number is wrong or is not attached to any images')
        [System.IO.File]::ReadAllText($html) | Should -Match '<td>Success</td>'
    }

    It 'counts by status and reason' -Skip:(-not $dcmqrscp) {
        $counts = @(Get-DeidIngestionStatus -Project LUNG -Summary)
        $counts.Status | Should -Be @('Archived', 'InPrearchive', 'NotFound', 'Removed')
        ($counts | Measure-Object Requests -Sum).Sum | Should -Be 4
    }
}
