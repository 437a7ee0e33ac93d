Describe 'Rename-DeidSession' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
    }

    It 'renames nothing in a trial' {
        Rename-DeidSession LUNG S1_1 -Subject S7 -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidSession LUNG -Store $root).Subject | Should -Be 'S1'
    }

    It 'changes labels and no UID' {
        $uids = @(Get-DicomHeader (Join-Path (Get-DeidSession LUNG -Store $root).Folder 'scans') -Recurse -Tag SOPInstanceUID).Value
        $session = Get-DeidSession LUNG -Store $root | Rename-DeidSession -Subject S7 -NewSession S7_1 -Store $root
        $session.Subject | Should -Be 'S7'
        $session.Session | Should -Be 'S7_1'
        $scans = Join-Path $session.Folder 'scans'
        "$(@(Get-DicomHeader $scans -Recurse -Tag SOPInstanceUID).Value)" | Should -Be "$uids"
        @(Get-DicomHeader $scans -Recurse -Tag PatientID | Where-Object Value -ne 'S7').Count | Should -Be 0
    }

    It 'refuses labels that nobody chose' {
        { Rename-DeidSession LUNG S7_1 -Subject subj001 -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'ArchiveConflict,DeidPS.Commands.RenameDeidSessionCommand'
    }
}
