Describe 'Remove-DeidPrearchive' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
    }

    It 'deletes nothing in a trial' {
        Remove-DeidPrearchive $entry.Id -Store $root -WhatIf
        @(Get-DeidPrearchive -Store $root).Count | Should -Be 1
    }

    It 'deletes' {
        $entry | Remove-DeidPrearchive -Reason 'test' -Store $root
        @(Get-DeidPrearchive -Store $root).Count | Should -Be 0
        @([System.IO.Directory]::GetFiles((Join-Path $root 'prearchive'), '*.dcm', 'AllDirectories')).Count | Should -Be 0
    }

    It 'says what is not there' {
        { Remove-DeidPrearchive $entry.Id -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.RemoveDeidPrearchiveCommand'
    }
}
