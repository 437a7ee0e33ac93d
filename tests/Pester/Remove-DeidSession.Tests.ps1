Describe 'Remove-DeidSession' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
    }

    It 'deletes nothing in a trial' {
        Remove-DeidSession LUNG S1_1 -Reason 'trial' -Store $root -WhatIf | Should -BeNullOrEmpty
        @(Get-DeidSession LUNG -Store $root).Count | Should -Be 1
    }

    It 'deletes' {
        $removed = Get-DeidSession LUNG -Store $root | Remove-DeidSession -Reason 'consent withdrawn' -Confirm:$false -Store $root
        $removed.Instances | Should -Be $entry.Instances
        @(Get-DeidSession LUNG -Store $root).Count | Should -Be 0
        @([System.IO.Directory]::GetFiles((Join-Path $root 'archive'), '*.dcm', 'AllDirectories')).Count | Should -Be 0
    }
}
