Describe 'Set-DeidPrearchiveLabel' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
    }

    It 'changes nothing in a trial' {
        $entry | Set-DeidPrearchiveLabel -Subject S9 -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidPrearchive -Store $root).Subject | Should -Be 'subj001'
    }

    It 'makes the entry ready' {
        $labelled = Set-DeidPrearchiveLabel $entry.Id -Subject S1 -Session S1_1 -Store $root
        $labelled.State | Should -Be 'Ready'
        $labelled.Session | Should -Be 'S1_1'
    }

    It 'refuses a label that is none' {
        { Set-DeidPrearchiveLabel $entry.Id -Subject 'A B' -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.SetDeidPrearchiveLabelCommand'
    }
}
