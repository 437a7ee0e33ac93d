Describe 'Copy-DeidSession' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $null = New-DeidProject HEART 'Heart' -Store $root
    }

    It 'says what it would do in a trial' {
        $preview = Copy-DeidSession LUNG S1_1 -To HEART -Store $root -WhatIf
        $preview.Status | Should -Be 'Preview'
        $preview.Copied | Should -Be $entry.Instances
        @(Get-DeidSession HEART -Store $root).Count | Should -Be 0
    }

    It 'copies under other labels, and UIDs that nobody joins' {
        $copy = Get-DeidSession LUNG -Store $root | Copy-DeidSession -To HEART -Subject H1 -NewSession H1_1 -Store $root
        $copy.Status | Should -Be 'Archived'
        $here = @(Get-DicomHeader (Get-DeidSession LUNG -Store $root).Folder -Recurse -Tag StudyInstanceUID, SOPInstanceUID, PatientID).Value
        $there = @(Get-DicomHeader (Get-DeidSession HEART -Store $root).Folder -Recurse -Tag StudyInstanceUID, SOPInstanceUID, PatientID).Value
        @($there | Where-Object { $here -contains $_ }).Count | Should -Be 0
        $there -contains 'H1' | Should -BeTrue
    }

    It 'does not copy twice' {
        (Copy-DeidSession LUNG S1_1 -To HEART -Store $root).Status | Should -Be 'Duplicate'
        { Copy-DeidSession LUNG S1_1 -To HEART -NewSession H1_2 -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'ArchiveConflict,DeidPS.Commands.CopyDeidSessionCommand'
    }
}
