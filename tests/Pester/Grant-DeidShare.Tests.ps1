Describe 'Grant-DeidShare' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $null = New-DeidProject HEART 'Heart' -Store $root
    }

    It 'shares nothing in a trial' {
        Grant-DeidShare LUNG S1_1 -To HEART -Store $root -WhatIf | Should -BeNullOrEmpty
        @(Get-DeidShare LUNG -Store $root).Count | Should -Be 0
    }

    It 'shares what comes from the pipeline, under another label and for a time' {
        $share = Get-DeidSession LUNG -Store $root | Grant-DeidShare -To HEART -Label Guest -Until ([datetime]::Now.AddDays(1)) -Store $root
        $share.State | Should -Be 'Active'
        $share.Label | Should -Be 'Guest'
        $seen = Get-DeidSession HEART -Store $root
        $seen.SharedFrom | Should -Be 'LUNG'
        $seen.SharedLabel | Should -Be 'S1_1'
    }

    It 'is read-only in the other project' {
        { Lock-DeidSession HEART Guest -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'AccessDenied,DeidPS.Commands.LockDeidSessionCommand'
    }

    It 'refuses a session that is quarantined' {
        $null = Set-DeidQuarantine LUNG S1_1 -Reason 'doubt' -Store $root
        { Grant-DeidShare LUNG S1_1 -To HEART -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.GrantDeidShareCommand'
    }
}
