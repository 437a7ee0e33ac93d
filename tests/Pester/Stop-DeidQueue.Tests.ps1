# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Stop-DeidQueue ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'ends at once when nobody works' {
        Stop-DeidQueue -Wait | Should -BeNullOrEmpty
    }

    It 'ends a queue that waits for more' -Skip:(-not $dcmqrscp) {
        $job = Import-DeidRequest $list -Project LUNG | Start-DeidQueue -Continuous -AsJob -QuietSec 1
        for ($try = 0; $try -lt 600 -and (Get-DeidQueue pacs).Complete -lt 3; $try++) {
            Start-Sleep -Milliseconds 100
        }

        (Get-DeidQueue pacs).Workers | Should -Be 1
        Stop-DeidQueue -Wait -WhatIf | Should -BeNullOrEmpty
        (Get-DeidQueue pacs).Workers | Should -Be 1
        (Stop-DeidQueue -Wait).Workers | Should -Be 0
        ($job | Wait-Job).State | Should -Be 'Completed'
        $job | Remove-Job
    }
}
