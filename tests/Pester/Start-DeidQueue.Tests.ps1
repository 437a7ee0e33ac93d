# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Start-DeidQueue ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'ends at once when nothing waits' {
        Start-DeidQueue | Should -BeNullOrEmpty
    }

    It 'starts nothing in a trial' -Skip:(-not $dcmqrscp) {
        $null = Import-DeidRequest $list -Project LUNG
        Get-DeidRequest | Start-DeidQueue -WhatIf | Should -BeNullOrEmpty
        @(Get-DeidRequest -State Planned).Count | Should -Be 3
    }

    It 'does no work in a trial, as a service neither' {
        Start-DeidQueue nothing -Continuous -WhatIf | Should -BeNullOrEmpty
        Start-DeidQueue -Continuous -WhatIf | Should -BeNullOrEmpty
    }

    It 'lets one wait for a queue elsewhere' -Skip:(-not $dcmqrscp) {
        (Get-DeidRequest -Session S3_CT | Start-DeidQueue -NoWait).State | Should -Be 'Queued'
    }

    It 'fetches what was planned, whole' -Skip:(-not $dcmqrscp) {
        $done = @(Get-DeidRequest -State Planned | Start-DeidQueue -QuietSec 1)
        $done.Count | Should -Be 3
        @($done | Where-Object { $_.State -eq 'Complete' -and $_.Evidence -eq 'UidVerified' }).Count | Should -Be 3
        $entries = @(Get-DeidPrearchive -Project LUNG)
        @($entries | Where-Object State -eq 'Ready').Count | Should -Be 3
        ($entries | Measure-Object Instances -Sum).Sum | Should -Be $samples.Count
    }

    It 'works in the background' -Skip:(-not $dcmqrscp) {
        $null = New-DeidProject JOB 'Job'
        $job = Import-DeidRequest $list -Project JOB | Start-DeidQueue -AsJob -QuietSec 1
        $done = @($job | Wait-Job | Receive-Job)
        @($done | Where-Object State -eq 'Complete').Count | Should -Be 3
        $job | Remove-Job
    }
}
