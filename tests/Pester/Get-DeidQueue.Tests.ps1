# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Get-DeidQueue ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'knows no archive before anything was requested' {
        Get-DeidQueue | Should -BeNullOrEmpty
    }

    It 'counts what is planned and complete' -Skip:(-not $dcmqrscp) {
        $plan = @(Import-DeidRequest $list -Project LUNG)
        $queue = Get-DeidQueue pacs
        $queue.Planned | Should -Be 3
        $queue.State | Should -Be 'NoWorker'
        $null = $plan | Start-DeidQueue -QuietSec 1
        (Get-DeidQueue).Complete | Should -Be 3
        (Get-DeidQueue).SecondsPerStudy | Should -BeGreaterThan 0
    }
}
