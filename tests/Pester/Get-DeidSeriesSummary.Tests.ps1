Describe 'Get-DeidSeriesSummary' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../DeidPS.psd1')
        . (Join-Path $PSScriptRoot 'ArchivedStudy.ps1')
        $csv = Join-Path $TestDrive 'series.csv'
    }

    It 'counts series and instances by description' {
        $rows = @(Get-DeidSeriesSummary LUNG -Csv $csv -Store $root)
        ($rows | Measure-Object Instances -Sum).Sum | Should -Be $samples.Count
        ($rows | Measure-Object Series -Sum).Sum | Should -Be (Get-DeidSession LUNG -Store $root).Series
        $rows[0].Modality | Should -Be 'CT'
        @([System.IO.File]::ReadAllLines($csv)).Count | Should -Be ($rows.Count + 1)
    }

    It 'says what is not there' {
        { Get-DeidSeriesSummary NONE -Store $root -ErrorAction Stop } | Should -Throw -ErrorId 'StoreItemNotFound,DeidPS.Commands.GetDeidSeriesSummaryCommand'
    }
}
