Describe 'Lock-DeidSession' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
    }

    It 'locks nothing in a trial' {
        Lock-DeidSession LUNG S1_1 -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidSession LUNG -Store $root).IsLocked | Should -BeFalse
    }

    It 'locks' {
        (Get-DeidSession LUNG -Store $root | Lock-DeidSession -Store $root).IsLocked | Should -BeTrue
        { Remove-DeidSession LUNG S1_1 -Reason 'test' -Confirm:$false -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.RemoveDeidSessionCommand'
    }
}
