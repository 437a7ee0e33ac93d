Describe 'Update-DeidPrearchive' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'WaitingStudy.ps1')
    }

    It 'counts the files' {
        $entry.Instances | Should -BeGreaterThan 0
        $entry.Series | Should -BeGreaterThan 0
    }

    It 'accepts no default label' {
        (Update-DeidPrearchive $entry.Id -Accept DefaultLabel -Reason 'test' -Store $root).State | Should -Be 'Review'
    }

    It 'accepts nothing without a reason' {
        { Update-DeidPrearchive $entry.Id -Accept PixelReview -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreValueInvalid,DeidPS.Commands.UpdateDeidPrearchiveCommand'
    }
}
