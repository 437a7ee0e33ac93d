# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Restart-DeidRequest ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'knows no such request' {
        { Restart-DeidRequest nothing -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.RestartDeidRequestCommand'
    }

    It 'tries again what was taken back, unless its study is no longer known' -Skip:(-not $dcmqrscp) {
        $plan = @(Import-DeidRequest $list -Project LUNG)
        $null = $plan[0] | Remove-DeidRequest
        { $plan[0] | Restart-DeidRequest -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RestartDeidRequestCommand'
        { $plan[1] | Retry-DeidRequest -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RestartDeidRequestCommand'
    }

    It 'tries a request again that failed' -Skip:(-not $dcmqrscp) {
        Register-DicomNode pacs 127.0.0.1 -Port (Get-FreePort) -CalledAE ARCHIVE -ReceiverPort $own -MaxAttempts 1 -Force
        $failed = @(Get-DeidRequest -Session S2_CT | Start-DeidQueue -QuietSec 1)
        $failed[0].State | Should -Be 'Failed'
        $failed[0].Reason | Should -Be 'Transport'
        Register-DicomNode pacs 127.0.0.1 -Port $port -CalledAE ARCHIVE -ReceiverPort $own -Force
        $failed | Restart-DeidRequest -WhatIf | Should -BeNullOrEmpty
        (Get-DeidRequest $failed[0].Id).State | Should -Be 'Failed'
        ($failed | Restart-DeidRequest).State | Should -Be 'Queued'
        (Start-DeidQueue -QuietSec 1).State | Should -Be 'Complete'
    }
}
