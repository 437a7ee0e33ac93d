Describe 'Set-DeidReview' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $out = Join-Path $TestDrive 'out'
    }

    It 'holds back what failed' {
        (Set-DeidReview LUNG S1_1 -State Failed -Reason 'text in a corner' -Store $root).State | Should -Be 'Failed'
        { Export-DeidSession LUNG S1_1 -Destination $out -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StateConflict,DeidPS.Commands.ExportDeidSessionCommand'
    }

    It 'changes nothing in a trial' {
        Set-DeidReview LUNG S1_1 -State Passed -Reason 'trial' -Store $root -WhatIf | Should -BeNullOrEmpty
        (Get-DeidReview LUNG -Store $root).State | Should -Be 'Failed'
    }

    It 'lets go what passed, from the pipeline' {
        $review = Get-DeidReview LUNG -Store $root | Set-DeidReview -State Passed -Reason 'a landmark, no text' -Store $root
        $review.Reason | Should -Be 'a landmark, no text'
        (Export-DeidSession LUNG S1_1 -Destination $out -Store $root).Status | Should -Be 'Exported'
    }

    It 'says that there is no such session' {
        { Set-DeidReview LUNG none -State Passed -Reason 'test' -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.SetDeidReviewCommand'
    }
}
