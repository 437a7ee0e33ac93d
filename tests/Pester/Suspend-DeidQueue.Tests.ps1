# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Suspend-DeidQueue ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'leaves an archive alone, and says why' {
        $queue = Suspend-DeidQueue pacs -Reason 'upgrade'
        $queue.State | Should -Be 'Suspended'
        $queue.Message | Should -Be 'upgrade'
    }

    It 'knows an archive in any case, and no other' {
        (Suspend-DeidQueue PACS).Node | Should -Be 'pacs'
        { Suspend-DeidQueue pcas -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.SuspendDeidQueueCommand'
    }

    It 'keeps what waits' -Skip:(-not $dcmqrscp) {
        Import-DeidRequest $list -Project LUNG | Start-DeidQueue | Should -BeNullOrEmpty
        (Get-DeidQueue pacs).Queued | Should -Be 3
        $null = Resume-DeidQueue pacs
        @(Start-DeidQueue -QuietSec 1).Count | Should -Be 3
    }

    It 'does nothing in a trial' {
        Suspend-DeidQueue other -WhatIf | Should -BeNullOrEmpty
        Get-DeidQueue other | Should -BeNullOrEmpty
    }
}
