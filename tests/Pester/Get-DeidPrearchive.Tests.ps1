Describe 'Get-DeidPrearchive' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
    }

    It 'lists what arrived' {
        @(Get-DeidPrearchive -Store $root).Count | Should -Be 1
        $entry.Subject | Should -Be 'subj001'
        $entry.State | Should -Be 'Review'
    }

    It 'filters by time of arrival' {
        $from = $entry.Received.LocalDateTime
        @(Get-DeidPrearchive -Store $root -ArrivedBetween $from, $from.AddSeconds(1)).Count | Should -Be 1
        @(Get-DeidPrearchive -Store $root -ArrivedBetween $from.AddHours(-2), $from.AddHours(-1)).Count | Should -Be 0
    }

    It 'filters by state and sender' {
        @(Get-DeidPrearchive -Store $root -State Ready).Count | Should -Be 0
        @(Get-DeidPrearchive -Store $root -State Review -CallingAE $entry.CallingAE -Unassigned).Count | Should -Be 1
    }

    It 'says what is not there' {
        { Get-DeidPrearchive none -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidPrearchiveCommand'
    }
}
