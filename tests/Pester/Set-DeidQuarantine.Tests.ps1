Describe 'Set-DeidQuarantine' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
    }

    It 'quarantines' {
        (Set-DeidQuarantine LUNG S1_1 -Reason 'burnt-in text' -Store $root).State | Should -Be 'Quarantined'
    }

    It 'releases' {
        (Get-DeidSession LUNG -Store $root | Set-DeidQuarantine -Release -Reason 'clean' -Store $root).State | Should -Be 'Active'
    }

    It 'changes nothing in a trial' {
        Set-DeidQuarantine LUNG S1_1 -Reason 'trial' -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidSession LUNG -Store $root).State | Should -Be 'Active'
    }
}
