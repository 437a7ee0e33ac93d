Describe 'Revoke-DeidShare' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $null = New-DeidProject HEART 'Heart' -Store $root
        $null = Grant-DeidShare LUNG S1_1 -To HEART -Label Guest -Store $root
    }

    It 'ends nothing in a trial' {
        Revoke-DeidShare LUNG Guest -To HEART -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidShare LUNG -Store $root).State | Should -Be 'Active'
    }

    It 'ends what comes from the pipeline' {
        (Get-DeidShare LUNG -Store $root | Revoke-DeidShare -Reason 'ended' -Store $root).State | Should -Be 'Ended'
        @(Get-DeidSession HEART -Store $root).Count | Should -Be 0
    }

    It 'says so when nothing is shared' {
        { Revoke-DeidShare LUNG Guest -To HEART -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.RevokeDeidShareCommand'
    }
}
