Describe 'Get-DeidReview' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
    }

    It 'tells what nobody checked, and the places of the pilot' {
        $review = Get-DeidReview LUNG -Store $root
        $review.Session | Should -Be 'S1_1'
        $review.State | Should -Be 'Unchecked'
        $review.PlacesLeft | Should -Be 2
    }

    It 'filters by what the check said' {
        Get-DeidReview LUNG -State Failed -Store $root | Should -BeNullOrEmpty
    }

    It 'writes a file for a spreadsheet' {
        $csv = Join-Path $TestDrive 'review.csv'
        $null = Get-DeidProject -Store $root | Get-DeidReview -Csv $csv -Store $root
        [System.IO.File]::ReadAllText($csv) | Should -Match 'S1_1'
    }

    It 'says that there is no such project' {
        { Get-DeidReview NONE -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidReviewCommand'
    }
}
