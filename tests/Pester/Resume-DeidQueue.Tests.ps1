# The archive of others is dcmqrscp of the Debian package dcmtk. Where it is missing its tests are skipped, and their name says so.
$dcmqrscp = Get-Command dcmqrscp -CommandType Application -ErrorAction Ignore | Select-Object -First 1
$needs = if ($dcmqrscp) { 'dcmqrscp' } else { 'MISSING: Debian package dcmtk' }

Describe "Resume-DeidQueue ($needs)" {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot Archive.ps1)
    }

    AfterAll {
        . (Join-Path $PSScriptRoot DropArchive.ps1)
    }

    It 'has an archive asked again' {
        $null = Suspend-DeidQueue pacs
        $null = Resume-DeidQueue pacs
        (Get-DeidQueue pacs).State | Should -Not -Be 'Suspended'
    }

    It 'says how to lift it where all are suspended' {
        $null = Suspend-DeidQueue
        { Resume-DeidQueue pacs -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.ResumeDeidQueueCommand'
        Resume-DeidQueue -WhatIf | Should -BeNullOrEmpty
        { Resume-DeidQueue pacs -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.ResumeDeidQueueCommand'
        $null = Resume-DeidQueue
        { Resume-DeidQueue pacs -ErrorAction Stop } | Should -Not -Throw
    }

    It 'resumes what the queue itself left alone, when the archive is set up' -Skip:(-not $dcmqrscp) {
        Register-DicomNode pacs 127.0.0.1 -Port $port -CalledAE ARCHIVE -ReceiverPort $own -MoveDestination NOWHERE -Force
        Import-DeidRequest $list -Project LUNG | Start-DeidQueue -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $queue = Get-DeidQueue pacs
        $queue.State | Should -Be 'Suspended'
        $queue.Message | Should -Match 'A801H'
        Register-DicomNode pacs 127.0.0.1 -Port $port -CalledAE ARCHIVE -ReceiverPort $own -Force
        $null = $queue | Resume-DeidQueue
        @(Start-DeidQueue -QuietSec 1 | Where-Object State -eq 'Complete').Count | Should -Be 3
    }
}
